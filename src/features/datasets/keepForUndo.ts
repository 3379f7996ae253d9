import type { Node } from '../../core/model/node';
import { text } from '../../core/model/text';
import { Cancelled, isCancelled, isPlatformError } from '../../core/net/errors';
import type { Keepsake, Kept, Restoration, TextDocument, Unkept } from '../../core/platforms/platform';
import { say, t } from '../../editor/l10n';
import { withNotification } from '../../editor/progress';
import { modal } from '../../editor/prompts';

/** Shows a text to the person. */
interface Viewer {
  show(document: TextDocument): Promise<unknown>;
}

/** Lines in the question; the list that can be opened has all. */
const mostShown = 5;

/**
 * Keeps what Undo needs of items that are about to be deleted. What cannot be kept is asked about once, and nothing of it
 * keeps the deletion from going on. @throws Cancelled when the person does not agree
 */
export async function keepForUndo(
  restore: Restoration,
  nodes: readonly Node[],
  documents: Viewer,
): Promise<readonly Keepsake[]> {
  const { kept, lost } = await withNotification(t('Keeping {0} items for Undo', nodes.length), (_tell, signal) =>
    keepAll(restore, nodes, signal),
  );
  if (lost.length > 0) await agreeToLose(lost, documents);
  return kept;
}

/** Asks whether to delete although some of it cannot be undone. @throws Cancelled */
export async function agreeToLose(lost: readonly Unkept[], documents: Viewer): Promise<void> {
  // The editor gives the first button the focus, so Enter must not delete.
  const [list, agree] = [t('Show List…'), t('Delete Anyway')];
  const picked = await modal(question(lost), detail(lost), list, agree);
  if (picked === agree) return;
  if (picked === list)
    await documents.show({ name: `${t('Not kept for Undo')}.txt`, content: `${lost.map(line).join('\n')}\n` });
  throw new Cancelled();
}

function question(lost: readonly Unkept[]): string {
  const whole = new Set(lost.filter(({ part }) => part === undefined).map(({ ref }) => ref)).size;
  if (whole === 0) return t('Undo cannot bring everything back. Delete anyway?');
  return whole === 1 ? t('Undo cannot bring 1 item back. Delete anyway?') : many(whole);
}

function many(count: number): string {
  return t('Undo cannot bring {0} items back. Delete anyway?', count);
}

function detail(lost: readonly Unkept[]): string {
  const more = lost.length - mostShown;
  return [...lost.slice(0, mostShown).map(line), ...(more > 0 ? [t('{0} more', more)] : [])].join('\n');
}

function line({ name, part, reason }: Unkept): string {
  return part === undefined ? `${name}: ${say(reason)}` : `${name}, ${say(part)}: ${say(reason)}`;
}

async function keepAll(restore: Restoration, nodes: readonly Node[], signal: AbortSignal): Promise<Kept> {
  try {
    return await restore.keep(nodes, signal);
  } catch (error) {
    if (isCancelled(error)) throw error;
    const reason = isPlatformError(error) ? error.said : text('Unexpected: {0}', String(error));
    return { kept: [], lost: nodes.map(({ ref, name }) => ({ ref, name, reason })) };
  }
}
