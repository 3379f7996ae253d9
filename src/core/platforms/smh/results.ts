import { lookUp } from '../../model/lookUp';
import type { Node } from '../../model/node';
import { type Outcome, outcomeOf } from '../../model/outcome';
import { text, type Text } from '../../model/text';
import { isCancelled, isPlatformError } from '../../net/errors';
import { isRefusal } from './failures';
import { plainPath } from './refs';
import type { Result } from './wire';

export const goneAlready = text('It was gone already.');
export const denied = text('The server says that it is not there, and could not be asked for it.');
export const deniedAndListed = text('The server says that it is not there, and still lists it.');
export const toldAlone = text('The server says that it is deleted, and could not be asked for it.');
export const toldAndListed = text('The server says that it is deleted, and still lists it.');
const stillListed = text('The server did not say what became of it, and still lists it.');
const cut = text('The answer did not come, and the server still lists it.');
const stopped = text('Cancelled while the server was at it; it is still listed.');

/** By the path that each is about: order proves nothing, and a slash may stand before it (section 8). */
export function byPath(results: readonly Result[]): Map<string, Result> {
  return new Map(results.flatMap((one) => (one.path ? [[keyOf(one.path), one] as const] : [])));
}

export function keyOf(path: readonly string[]): string {
  return plainPath(path).replace(/^\/+/, '');
}

/** 200 and 204 are success, all else is failure (section 8). */
export function succeeded({ status }: Result): boolean {
  return status === 200 || status === 204;
}

/** Why an item failed. Code and message may be missing; the status then speaks alone. */
export function reasonOf({ status, code, message }: Result): Text {
  const told = lookUp(byCode, code ?? '');
  if (told) return told;
  if (code == null && message == null) return byStatus[status] ?? text('The server failed with status {0}.', status);
  return text('The server refused: {0}', message ? `${message}${code ? ` (${code})` : ''}` : (code ?? ''));
}

/** Why an item was not deleted. A conflict is one with what goes on, not with a name: nothing gets a new one (section 8). */
export function notDeleted(result: Result): Text {
  return result.status === 409 ? inUse(result) : reasonOf(result);
}

function inUse({ code }: Result): Text {
  return code == null || code === ''
    ? text('Something else is changing it or what it holds. Try again in a moment.')
    : text('Something else is changing it or what it holds ({0}). Try again in a moment.', code);
}

const byCode: Readonly<Record<string, Text>> = {
  SameNameDirectoryOrFileExists: text('Something has its name there. Rename or remove that first, then try again.'),
  PathConflict: text('Something has its name there. Rename or remove that first, then try again.'),
};

const byStatus: Readonly<Record<number, Text>> = {
  403: text('The server does not allow it.'),
  404: goneAlready,
  409: text('Something has its name there. Rename or remove that first, then try again.'),
};

/** The outcome of an item that an answer says nothing of, by what the list says and what befell the call. */
export function settled(node: Node, there: boolean | undefined, error: unknown): Outcome {
  if (there === false) return outcomeOf(node, 'done');
  if (isRefusal(error)) return outcomeOf(node, 'failed', error.said);
  if (there === undefined) return outcomeOf(node, 'unknown', isPlatformError(error) ? error.said : cut);
  if (error === undefined) return outcomeOf(node, 'failed', stillListed);
  if (isCancelled(error)) return outcomeOf(node, 'unknown', stopped);
  // A task is named by its error; of a connection that was cut it may still be done.
  return outcomeOf(node, 'unknown', isPlatformError(error) && error.kind !== 'network' ? error.said : cut);
}
