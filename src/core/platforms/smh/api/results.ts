import { lookUp } from '../../../model/lookUp';
import type { Node } from '../../../model/node';
import { type Outcome, outcomeOf } from '../../../model/outcome';
import { text, type Text } from '../../../model/text';
import { isCancelled, isPlatformError } from '../../../net/errors';
import { isRefusal } from './failures';
import { plainPath } from '../refs';
import type { BatchResult } from './wire';

export const goneAlready = text('Already deleted.');
export const unaskableText = text('The server says that it is not there, and could not be asked for it.');
export const deniedAndListed = text('The server says that it is not there, and still lists it.');
export const goneByStatusText = text('The server says that it is deleted, and could not be asked for it.');
export const doneButListedText = text('The server says that it is deleted, and still lists it.');
const stillListed = text('The server did not say what became of it, and still lists it.');
const cut = text('No response was received, and the server still lists it.');
const stopped = text('Cancelled while the server was processing it; it is still listed.');

/** By the path that each is about: order proves nothing, and a slash may stand before it (SMH-31). */
export function byPath(results: readonly BatchResult[]): Map<string, BatchResult> {
  return new Map(results.flatMap((one) => (one.path ? [[keyOf(one.path), one] as const] : [])));
}

export function keyOf(path: readonly string[]): string {
  return plainPath(path).replace(/^\/+/, '');
}

/** 200 and 204 are success, all else is failure (SMH-29). */
export function isSuccess({ status }: BatchResult): boolean {
  return status === 200 || status === 204;
}

/** Why an item failed. Code and message may be missing; the status then speaks alone. */
export function reasonOf({ status, code, message }: BatchResult): Text {
  const known = lookUp(byCode, code ?? '');
  if (known) return known;
  if (code == null && message == null) return byStatus[status] ?? text('The server failed with status {0}.', status);
  return text('The server refused: {0}', message ? `${message}${code ? ` (${code})` : ''}` : (code ?? ''));
}

/** Why an item was not deleted. A conflict is one with what goes on, not with a name: nothing gets a new one (SMH-32). */
export function notDeleted(result: BatchResult): Text {
  return result.status === 409 ? inUse(result) : reasonOf(result);
}

function inUse({ code }: BatchResult): Text {
  return code == null || code === ''
    ? text('Something else is changing it or what it holds. Try again in a moment.')
    : text('Something else is changing it or what it holds ({0}). Try again in a moment.', code);
}

const byCode: Readonly<Record<string, Text>> = {
  SameNameDirectoryOrFileExists: text(
    'An item with this name already exists there. Rename or remove it, then try again.',
  ),
  PathConflict: text('An item with this name already exists there. Rename or remove it, then try again.'),
};

const byStatus: Readonly<Record<number, Text>> = {
  403: text('The server does not allow it.'),
  404: goneAlready,
  409: text('An item with this name already exists there. Rename or remove it, then try again.'),
};

/** The outcome of an item that an answer says nothing of, by what the list says and what befell the call. */
export function outcomeByAsking(node: Node, there: boolean | undefined, error: unknown): Outcome {
  if (there === false) return outcomeOf(node, 'done');
  if (isRefusal(error)) return outcomeOf(node, 'failed', error.userMessage);
  if (there === undefined) return outcomeOf(node, 'unknown', isPlatformError(error) ? error.userMessage : cut);
  if (error === undefined) return outcomeOf(node, 'failed', stillListed);
  if (isCancelled(error)) return outcomeOf(node, 'unknown', stopped);
  // A task is named by its error; of a connection that was cut it may still be done.
  return outcomeOf(node, 'unknown', isPlatformError(error) && error.kind !== 'network' ? error.userMessage : cut);
}
