import { Uri, window } from 'vscode';
import type { Connection } from '../../core/model/connection';
import type { Field, Values } from '../../core/model/form';
import type { Node, Capability } from '../../core/model/node';
import { fillTemplate } from '../../core/model/text';
import { Cancelled } from '../../core/net/errors';
import type { Action, ActionPlan, ActionResult } from '../../core/contract';
import { localize, t } from '../text/l10n';
import { outcomeSummary } from '../api/outcomes';
import type { ConnectionNodes } from './pick';
import { askFormInList } from '../api/formList';
import { withNotification, withTreeProgress } from '../api/progress';
import { askForm, confirmLoss, askQuestion } from '../api/prompts';
import type { Services } from '../services';
import { notify } from '../surfaces/messages';

/** The action of a platform that does what a command asks for these nodes. */
export function actionFor(
  capability: Capability,
  connection: Connection,
  nodes: readonly Node[],
  { sessions }: Pick<Services, 'sessions'>,
): Action | undefined {
  return sessions
    .open(connection)
    .actions?.find((action) => action.capability === capability && action.appliesTo(nodes));
}

/**
 * Runs an action: its form, one question, progress, and what came of it told once.
 * @param known what the form was answered with before, when the action is tried again
 * @throws Cancelled
 */
export async function runAction(
  action: Action,
  selected: ConnectionNodes,
  services: Services,
  known?: Values,
): Promise<void> {
  const { nodes, connection } = selected;
  const values = known ?? (await valuesFor(action, selected, services));
  const plan = await withTreeProgress((signal) => action.plan(nodes, values, signal));
  if (plan === undefined) {
    void notify('information', t('Nothing to do for {0}.', localize(action.title)));
    return;
  }
  await confirm(plan, services);
  const done = await withNotification(localize(action.title), (progress, signal) =>
    plan.run((step, of) => progress(`${step} / ${of}`, step, of), signal),
  ).finally(() => refresh(connection, selected, services));
  if (done.everywhere === true) services.datasetTree.refresh({ connection, parent: undefined });
  await show(action, done, { selected, values }, services);
}

/** Asks the form of an action. @throws Cancelled */
export async function valuesFor(
  action: Action,
  { nodes, connection }: ConnectionNodes,
  services: Pick<Services, 'context'>,
): Promise<Values> {
  const fields = action.fields;
  if (fields === undefined) return {};
  const asked: readonly Field[] = await withTreeProgress((signal) => fields(nodes, signal));
  const [first] = nodes;
  const about = nodes.length === 1 && first ? first.name : connection.name;
  const title = `${localize(action.title)} · ${about}`;
  if (asked.length === 0) return {};
  return action.inList === true ? askWithLast(action, title, asked, services) : askForm(title, asked);
}

/** In one list, with what was entered the last time in this workspace. */
async function askWithLast(
  { id }: Action,
  title: string,
  fields: readonly Field[],
  { context: { workspaceState } }: Pick<Services, 'context'>,
): Promise<Values> {
  const key = `datasets.lastValues.${id}`;
  const values = await askFormInList(title, fields, workspaceState.get<Values>(key) ?? {});
  await workspaceState.update(key, values);
  return values;
}

async function confirm({ question }: ActionPlan, { documents }: Services): Promise<void> {
  if (question === undefined) return;
  const button = localize(question.button);
  const asked = { message: localize(question.message), lines: question.detail ? [localize(question.detail)] : [] };
  if (question.harmless !== true) await confirmLoss(asked, [button], documents);
  else if ((await askQuestion(asked.message, asked.lines, button)) !== button) throw new Cancelled();
}

interface Wanted {
  readonly selected: ConnectionNodes;
  readonly values: Values;
}

async function show(
  action: Action,
  done: ActionResult,
  { selected, values }: Wanted,
  services: Services,
): Promise<void> {
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
    message: outcomeSummary(outcomes, (count) =>
      fillTemplate(done.message ? localize({ ...done.message, args: [] }) : t('{0} done'), [count]),
    ),
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
function tellPlainly(
  action: Action,
  { message: notice, instead }: ActionResult,
  selected: ConnectionNodes,
  services: Services,
): void {
  if (notice === undefined) return;
  const other = services.sessions.open(selected.connection).actions?.find(({ id }) => id === instead);
  const buttons = other ? [localize(other.title)] : [];
  void notify('information', localize(notice), ...buttons).then((picked) => {
    if (other && picked !== undefined)
      void services.report.guard(action.id, () => runAction(other, selected, services));
  });
}

/** What stands below the nodes, and what they stand in: either may have changed. */
function refresh(connection: Connection, { nodes }: ConnectionNodes, { datasetTree: explorer }: Services): void {
  for (const parent of new Set(nodes.flatMap((node) => (node.expandable ? [node.ref, node.parent] : [node.parent]))))
    explorer.refresh({ connection, parent });
}
