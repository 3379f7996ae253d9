import type { Capability } from '../../core/model/node';
import type { Action } from '../../core/contract';
import type { CommandHandler } from '../../editor/api/commandIds';
import { localize, t } from '../../editor/text/l10n';
import { pickNodes } from '../../editor/tree/pick';
import { pickOne } from '../../editor/api/prompts';
import type { Services } from '../../editor/services';
import { runAction } from '../../editor/tree/actions';
import { noActionError, runMoreActions } from './moreActions';

/** A command that runs the platform's action of one capability. */
interface ActionCommand {
  readonly capability: Capability;
  readonly title: () => string;
  /** Above the list of what it can be done with, when nothing is selected. */
  readonly question: () => string;
}

const commands = {
  'datasets.add': { capability: 'add', title: () => t('Add'), question: () => t('Select where to add') },
  'datasets.setSplit': {
    capability: 'split',
    title: () => t('Split'),
    question: () => t('Select a dataset to split'),
  },
  'datasets.setValidity': {
    capability: 'validity',
    title: () => t('Validity'),
    question: () => t('Select a dataset'),
  },
  'datasets.runModel': {
    capability: 'run-model',
    title: () => t('Run Model'),
    question: () => t('Select where to run a model'),
  },
  'datasets.testService': {
    capability: 'test-service',
    title: () => t('Test Model Service'),
    question: () => t('Select a model'),
  },
  'datasets.newService': {
    capability: 'new-service',
    title: () => t('New Model Service'),
    question: () => t('Select where the models are'),
  },
  'datasets.showStatistics': {
    capability: 'statistics',
    title: () => t('Statistics'),
    question: () => t('Select a dataset to show its statistics'),
  },
  'datasets.findDeleted': {
    capability: 'find-deleted',
    title: () => t('Find deleted items'),
    question: () => t('Select a dataset to find its deleted items'),
  },
} as const satisfies Readonly<Record<string, ActionCommand>>;

/** What a platform can do beyond browsing and moving bytes: one handler, whatever it is. */
export function actionCommands(services: Services) {
  const handlerOf =
    ({ capability, title, question }: ActionCommand): CommandHandler =>
    async (...args) => {
      const selected = await pickNodes(args, capability, question(), services);
      const all = services.sessions.open(selected.connection).actions ?? [];
      const able = all.filter((action) => action.capability === capability && action.appliesTo(selected.nodes));
      await runAction(await pickAction(able, title(), selected.nodes.length), selected, services);
    };
  const handlers = Object.entries(commands).map(([id, command]) => [id, handlerOf(command)] as const);
  return {
    ...(Object.fromEntries(handlers) as Readonly<Record<keyof typeof commands, CommandHandler>>),
    'datasets.moreActions': ((...args) => runMoreActions(args, services)) satisfies CommandHandler,
  };
}

/** @throws PlatformError of kind `invalid` when there is none */
async function pickAction(able: readonly Action[], title: string, rows: number): Promise<Action> {
  const [only] = able;
  if (only === undefined) throw noActionError(rows);
  if (able.length === 1) return only;
  return pickOne(
    title,
    able.map((action) => ({ label: localize(action.title), value: action })),
  );
}
