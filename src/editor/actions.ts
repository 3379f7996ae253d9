import { Uri, window } from 'vscode';
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
import { askForm, confirmLoss, modal } from './prompts';
import type { Services } from './services';
import { notify } from './surfaces/messages';

/** The action of a platform that carries out a verb for these nodes. */
export function actionFor(
  verb: Verb,
  connection: Connection,
  nodes: readonly Node[],
  { sessions }: Pick<Services, 'sessions'>,
): Action | undefined {
  return sessions.open(connection).actions?.find((action) => action.verb === verb && action.appliesTo(nodes));
}

/**
 * Runs an action: its form, one question, progress, and what came of it told once.
 * @param known what the form was answered with before, when the action is tried again
 * @throws Cancelled
 */
export async function runAction(action: Action, selected: Selected, services: Services, known?: Values): Promise<void> {
  const { nodes, connection } = selected;
  const values = known ?? (await valuesFor(action, selected));
  const deed = await withView((signal) => action.plan(nodes, values, signal));
  if (deed === undefined) {
    void notify('information', t('There is nothing to do: {0}', say(action.title)));
    return;
  }
  await confirm(deed, services);
  const done = await withNotification(say(action.title), (tell, signal) =>
    deed.run((step, of) => tell(`${step} / ${of}`, step, of), signal),
  ).finally(() => refresh(connection, selected, services));
  if (done.everywhere === true) services.explorer.refresh({ connection, parent: undefined });
  await show(action, done, { selected, values }, services);
}

/** Asks the form of an action. @throws Cancelled */
export async function valuesFor(action: Action, { nodes, connection }: Selected): Promise<Values> {
  const fields = action.fields;
  if (fields === undefined) return {};
  const asked: readonly Field[] = await withView((signal) => fields(nodes, signal));
  const [first] = nodes;
  const about = nodes.length === 1 && first ? first.name : connection.name;
  return asked.length === 0 ? {} : askForm(`${say(action.title)} · ${about}`, asked);
}

async function confirm({ question }: Deed, { documents }: Services): Promise<void> {
  if (question === undefined) return;
  const button = say(question.button);
  const asked = { message: say(question.message), lines: question.detail ? [say(question.detail)] : [] };
  if (question.harmless !== true) await confirmLoss(asked, [button], documents);
  else if ((await modal(asked.message, asked.lines, button)) !== button) throw new Cancelled();
}

interface Wanted {
  readonly selected: Selected;
  readonly values: Values;
}

async function show(action: Action, done: Done, { selected, values }: Wanted, services: Services): Promise<void> {
  const { outcomes, document, open } = done;
  if (document !== undefined) await services.documents.show(document);
  if (open !== undefined) await window.showTextDocument(Uri.file(open));
  if (outcomes === undefined) {
    tellPlainly(action, done, selected, services);
    return;
  }
  const left = new Set(outcomes.filter(({ status }) => status === 'failed' || status === 'unknown').map((o) => o.ref));
  const again = selected.nodes.filter((node) => left.has(node.ref));
  services.outcomes.show({
    what: action.id,
    message: summary(outcomes, (count) => fill(done.said ? say({ ...done.said, args: [] }) : t('{0} done'), [count])),
    outcomes,
    offers: [
      again.length > 0 && {
        button: t('Retry Failed'),
        run: () => runAction(action, { ...selected, nodes: again }, services, values),
      },
    ],
  });
}

/** One sentence, and the button of what works instead. */
function tellPlainly(action: Action, { said, instead }: Done, selected: Selected, services: Services): void {
  if (said === undefined) return;
  const other = services.sessions.open(selected.connection).actions?.find(({ id }) => id === instead);
  const buttons = other ? [say(other.title)] : [];
  void notify('information', say(said), ...buttons).then((picked) => {
    if (other && picked !== undefined)
      void services.report.guard(action.id, () => runAction(other, selected, services));
  });
}

/** What stands below the nodes, and what they stand in: either may have changed. */
function refresh(connection: Connection, { nodes }: Selected, { explorer }: Services): void {
  for (const parent of new Set(nodes.flatMap((node) => (node.expandable ? [node.ref, node.parent] : [node.parent]))))
    explorer.refresh({ connection, parent });
}
