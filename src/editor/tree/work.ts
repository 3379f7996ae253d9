import { text } from '../../core/model/text';
import { Cancelled, PlatformError } from '../../core/net/errors';
import { t } from '../l10n';
import { modal } from '../prompts';
import type { Services } from '../services';
import { type LeftOut, meantRows, type Need, sortSelection, type Work } from './selection';

type Tree = Pick<Services, 'explorer' | 'sessions'>;

/** What a command works on: of what was selected, or of what it was given. @param whole see `Sorting` */
export function workOf(args: readonly unknown[], need: Need, { explorer, sessions }: Tree, whole = false): Work {
  const rows = meantRows(args, () => explorer.selection());
  return sortSelection(rows, { need, whole, rootOf: (connection) => sessions.open(connection).root });
}

/** Of several reasons so many are told in an error. */
const mostTold = 3;

/** Why a command cannot do what was selected. */
export function refusal(left: readonly LeftOut[]): PlatformError {
  const told = reasons(left).slice(0, mostTold);
  return new PlatformError('invalid', text('Nothing in the selection fits this command. {0}', told.join(' ')));
}

/** Reasons, each once. */
export function reasons(left: readonly LeftOut[]): string[] {
  return [...new Set(left.map(({ why }) => why))];
}

/** A part of the selection is left out: asked about, with the reasons. @throws Cancelled */
export async function agreeToPart({ rows, left }: Work): Promise<void> {
  if (left.length === 0) return;
  const button = t('Continue with {0}', rows - left.length);
  const message = t('This command applies to {0} of {1} selected rows.', rows - left.length, rows);
  if ((await modal(message, reasons(left), button)) !== button) throw new Cancelled();
}

/** @throws PlatformError when the work is on several connections: the command does one at a time */
export function onOneConnection({ groups }: Work): void {
  if (groups.length < 2) return;
  const names = groups.map(({ connection }) => connection.name).join(', ');
  throw new PlatformError(
    'invalid',
    text('The selection is on several connections ({0}). Select items of one connection.', names),
  );
}

/** @throws PlatformError when several rows were selected for something that is done to one */
export function onOneRow({ rows }: Pick<Work, 'rows'>): void {
  if (rows > 1) throw new PlatformError('invalid', text('{0} rows are selected. Select one for this command.', rows));
}
