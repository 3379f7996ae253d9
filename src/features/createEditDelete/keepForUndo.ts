import type { Node } from '../../core/model/node';
import { text } from '../../core/model/text';
import { isCancelled, isPlatformError } from '../../core/net/errors';
import type { DeletionSnapshot, SnapshotResult, Restoration, SnapshotGap } from '../../core/contract';
import { localize, t } from '../../editor/text/l10n';
import { withNotification } from '../../editor/api/progress';
import { confirmLoss, type DocumentViewer } from '../../editor/api/prompts';

/** Lines in the question; the list that can be opened has all. */
const mostShown = 5;

/**
 * Keeps what Undo needs of items that are about to be deleted. What cannot be kept is asked about once, and nothing of it
 * keeps the deletion from going on. @throws Cancelled when the person does not agree
 */
export async function keepForUndo(
  restore: Restoration,
  nodes: readonly Node[],
  documents: DocumentViewer,
): Promise<readonly DeletionSnapshot[]> {
  const { kept, lost } = await withNotification(t('Keeping {0} items for Undo', nodes.length), (_tell, signal) =>
    keepAll(restore, nodes, signal),
  );
  if (lost.length > 0) await agreeToLose(lost, documents);
  return kept;
}

/** Asks whether to delete although some of it cannot be undone. @throws Cancelled */
export async function agreeToLose(lost: readonly SnapshotGap[], documents: DocumentViewer): Promise<void> {
  await confirmLoss(
    { message: question(lost), lines: detail(lost), list: lost.map(line) },
    [t('Delete Anyway')],
    documents,
  );
}

function question(lost: readonly SnapshotGap[]): string {
  const whole = new Set(lost.filter(({ part }) => part === undefined).map(({ ref }) => ref)).size;
  if (whole === 0) return t('Undo cannot restore everything. Delete anyway?');
  return whole === 1 ? t('Undo cannot restore 1 item. Delete anyway?') : many(whole);
}

function many(count: number): string {
  return t('Undo cannot restore {0} items. Delete anyway?', count);
}

function detail(lost: readonly SnapshotGap[]): string[] {
  const more = lost.length - mostShown;
  return [...lost.slice(0, mostShown).map(line), ...(more > 0 ? [t('{0} more', more)] : [])];
}

function line({ name, part, reason }: SnapshotGap): string {
  return part === undefined ? `${name}: ${localize(reason)}` : `${name}, ${localize(part)}: ${localize(reason)}`;
}

async function keepAll(restore: Restoration, nodes: readonly Node[], signal: AbortSignal): Promise<SnapshotResult> {
  try {
    return await restore.snapshot(nodes, signal);
  } catch (error) {
    if (isCancelled(error)) throw error;
    const reason = isPlatformError(error) ? error.userMessage : text('Unexpected: {0}', String(error));
    return { kept: [], lost: nodes.map(({ ref, name }) => ({ ref, name, reason })) };
  }
}
