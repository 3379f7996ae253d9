import { extensionOf } from '../../model/paths';
import { text, type Text } from '../../model/text';
import { longestName } from './limits';

/** What would be taken for a folder, and what no text should hold. Nothing is documented. */
const forbidden = /[\\/\p{Cc}]/gu;

/** One name as it can be sent. */
export function safeName(name: string): string {
  const clean = name.replace(forbidden, '_');
  return clean === '' || clean === '.' || clean === '..' ? '_' : clean;
}

/** A file's name as uploads want it: without its extension, and that without its dot (EO-11). */
export function splitName(fileName: string): { readonly base: string; readonly extension: string } {
  const dotted = extensionOf(fileName);
  const base = dotted === '' ? fileName : fileName.slice(0, -dotted.length);
  return { base, extension: dotted.slice(1) };
}

/** Why a name cannot be given, or undefined. */
export function nameProblem(name: string): Text | undefined {
  if (name === '') return text('Enter a name.');
  if (safeName(name) !== name) return text('Names cannot contain any of {0}', '\\ /');
  return splitName(name).base.length > longestName
    ? text('Names can have at most {0} characters.', longestName)
    : undefined;
}
