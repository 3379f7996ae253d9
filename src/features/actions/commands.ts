import type { Verb } from '../../core/model/node';
import { text } from '../../core/model/text';
import { PlatformError } from '../../core/net/errors';
import type { Action } from '../../core/platforms/platform';
import type { Handler } from '../../editor/commandIds';
import { say, t } from '../../editor/l10n';
import { type Need, pickNodes, type Selected } from '../../editor/pick';
import { pickOne } from '../../editor/prompts';
import type { Services } from '../../editor/services';
import { runAction } from '../../editor/actions';

/** What a platform can do beyond browsing and moving bytes: one handler, whatever it is. */
export function actionCommands(services: Services) {
  const run = async (selected: Selected, verb: Verb | undefined, title: string): Promise<void> => {
    const all = services.sessions.open(selected.connection).actions ?? [];
    const able = all.filter((action) => action.verb === verb && action.appliesTo(selected.nodes));
    await runAction(await one(able, title, selected.nodes.length), selected, services);
  };
  const handler =
    (verb: Verb | undefined, need: Need, title: () => string, question: () => string): Handler =>
    async (...args) =>
      run(await pickNodes(args, need, question(), services), verb, title());

  return {
    'datasets.moreActions': handler(
      undefined,
      'any',
      () => t('More Actions'),
      () => t('Which dataset?'),
    ),
    'datasets.add': handler(
      'add',
      'add',
      () => t('Add'),
      () => t('Add to what?'),
    ),
    'datasets.setSplit': handler(
      'split',
      'split',
      () => t('Split'),
      () => t('Split which dataset?'),
    ),
    'datasets.setValidity': handler(
      'validity',
      'validity',
      () => t('Validity'),
      () => t('Which dataset?'),
    ),
    'datasets.runModel': handler(
      'run-model',
      'run-model',
      () => t('Run Model'),
      () => t('Run a model on what?'),
    ),
    'datasets.testService': handler(
      'test',
      'test',
      () => t('Test Model Service'),
      () => t('Where is the model?'),
    ),
    'datasets.newService': handler(
      'new-service',
      'new-service',
      () => t('New Model Service'),
      () => t('Where are the models?'),
    ),
    'datasets.showStatistics': handler(
      'statistics',
      'statistics',
      () => t('Statistics'),
      () => t('Statistics of which dataset?'),
    ),
    'datasets.findDeleted': handler(
      'scan',
      'scan',
      () => t('Find deleted data'),
      () => t('Find the deleted data of which dataset?'),
    ),
  } satisfies Partial<Record<string, Handler>>;
}

async function one(able: readonly Action[], title: string, rows: number): Promise<Action> {
  const [only] = able;
  if (only === undefined)
    throw new PlatformError(
      'invalid',
      rows > 1
        ? text('No action applies to all {0} selected items together. Select items of one kind.', rows)
        : text('There is nothing more to do with the selection.'),
    );
  if (able.length === 1) return only;
  return pickOne(
    title,
    able.map((action) => ({ label: say(action.title), value: action })),
  );
}
