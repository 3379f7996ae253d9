import { text } from '../../core/model/text';
import { Cancelled, PlatformError } from '../../core/net/errors';
import { t } from '../text/l10n';
import { askQuestion } from '../api/prompts';
import type { Services } from '../services';
import { type LeftOut, meantRows, type RequiredCapability, sortSelection, type SelectionWork } from './selection';

type Tree = Pick<Services, 'datasetTree' | 'sessions'>;

/** What a command works on: of what was selected, or of what it was given. @param whole see `Sorting` */
export function workOf(
  args: readonly unknown[],
  need: RequiredCapability,
  { datasetTree: explorer, sessions }: Tree,
  whole = false,
): SelectionWork {
  const rows = meantRows(args, () => explorer.selection());
  return sortSelection(rows, { need, whole, rootOf: (connection) => sessions.open(connection).root });
}

/** Of several reasons so many are told in an error. */
const maxReasons = 3;

/** Why a command cannot do what was selected. */
export function nothingToDoError(left: readonly LeftOut[]): PlatformError {
  const shownReasons = leftOutReasons(left).slice(0, maxReasons);
  return new PlatformError(
    'invalid',
    text('This command does not apply to the selection. {0}', shownReasons.join(' ')),
  );
}

/** Reasons, each once. */
export function leftOutReasons(left: readonly LeftOut[]): string[] {
  return [...new Set(left.map(({ why }) => why))];
}

/** A part of the selection is left out: asked about, with the reasons. @throws Cancelled */
export async function agreeToPart({ rows, left }: SelectionWork): Promise<void> {
  if (left.length === 0) return;
  const button = t('Continue with {0}', rows - left.length);
  const message = t('This command applies to {0} of {1} selected rows.', rows - left.length, rows);
  if ((await askQuestion(message, leftOutReasons(left), button)) !== button) throw new Cancelled();
}

/** @throws PlatformError when the work is on several connections: the command does one at a time */
export function onOneConnection({ groups }: SelectionWork): void {
  if (groups.length < 2) return;
  const names = groups.map(({ connection }) => connection.name).join(', ');
  throw new PlatformError(
    'invalid',
    text('The selection is on several connections ({0}). Select items of one connection.', names),
  );
}

/** @throws PlatformError when several rows were selected for something that is done to one */
export function onOneRow({ rows }: Pick<SelectionWork, 'rows'>): void {
  if (rows > 1) throw new PlatformError('invalid', text('{0} rows are selected. Select one for this command.', rows));
}
