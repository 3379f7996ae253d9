import { text, type Text } from '../../../model/text';
import { isPlatformError } from '../../../net/errors';

export const goneAlready = text('Already deleted.');
export const stillListed = text('The server still lists it.');
export const notAnswered = text('The server did not say what became of it.');

/** Why something failed, for its outcome. */
export function reasonOf(error: unknown): Text {
  return isPlatformError(error) ? error.userMessage : notAnswered;
}
