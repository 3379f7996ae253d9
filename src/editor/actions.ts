import { window } from 'vscode';
import type { Connection } from '../core/model/connection';
import type { Field, Values } from '../core/model/form';
import type { Node, Verb } from '../core/model/node';
import { fill } from '../core/model/text';
import { Cancelled } from '../core/net/errors';
import type { Action, Deed, Done } from '../core/platforms/platform';
import { say, t } from './l10n';
import { summary } from './outcomes';
import type { Selected } from './pick';
import { withNotification, withView } from './progress';
import { askForm, modal } from './prompts';
import type { Services } from './services';

/** The action of a platform that carries out a verb for these nodes. */
export function actionFor(
  verb: Verb,
  connection: Connection,
  nodes: readonly Node[],
  { sessions }: Pick<Services, 'sessions'>,
): Action | undefined {
  return sessions.open(connection).actions?.find((action) => action.verb === verb && action.appliesTo(nodes));
}

/** Runs an action: its form, one question, progress, and what came of it told once. @throws Cancelled */
export async function runAction(action: Action, selected: Selected, services: Services): Promise<void> {
  const { nodes, connection } = selected;
  const values = await ask(action, selected);
  const deed = await withView((signal) => action.plan(nodes, values, signal));
  if (deed === undefined) {
    void window.showInformationMessage(t('There is nothing to do: {0}', say(action.title)));
    return;
  }
  await confirm(deed);
  const done = await withNotification(say(action.title), (tell, signal) =>
    deed.run((step, of) => tell(`${step} / ${of}`, step, of), signal),
  ).finally(() => refresh(connection, selected, services));
  await show(action, done, selected, services);
}

async function ask(action: Action, { nodes, connection }: Selected): Promise<Values> {
  const fields = action.fields;
  if (fields === undefined) return {};
  const asked: readonly Field[] = await withView((signal) => fields(nodes, signal));
  const [first] = nodes;
  const about = nodes.length === 1 && first ? first.name : connection.name;
  return asked.length === 0 ? {} : askForm(`${say(action.title)} · ${about}`, asked);
}

async function confirm({ question }: Deed): Promise<void> {
  if (question === undefined) return;
  const button = say(question.button);
  const detail = question.detail ? say(question.detail) : '';
  if ((await modal(say(question.message), detail, button)) !== button) throw new Cancelled();
}

async function show(action: Action, done: Done, selected: Selected, services: Services): Promise<void> {
  const { outcomes, document } = done;
  if (document !== undefined) await services.documents.show(document);
  if (outcomes === undefined) {
    if (document === undefined) void window.showInformationMessage(say(done.said));
    return;
  }
  const left = new Set(outcomes.filter(({ status }) => status === 'failed' || status === 'unknown').map((o) => o.ref));
  const again = selected.nodes.filter((node) => left.has(node.ref));
  services.outcomes.show({
    what: action.id,
    message: summary(outcomes, (count) => fill(say({ ...done.said, args: [] }), [count])),
    outcomes,
    offers: [
      again.length > 0 && {
        button: t('Retry Failed'),
        run: () => runAction(action, { ...selected, nodes: again }, services),
      },
    ],
  });
}

/** What stands below the nodes, and what they stand in: either may have changed. */
function refresh(connection: Connection, { nodes }: Selected, { explorer }: Services): void {
  for (const parent of new Set(nodes.flatMap((node) => (node.expandable ? [node.ref, node.parent] : [node.parent]))))
    explorer.refresh({ connection, parent });
}
