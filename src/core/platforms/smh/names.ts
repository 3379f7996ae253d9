import { extensionOf } from '../../model/paths';
import { text, type Text } from '../../model/text';

/** What no name may hold (SMH-6), and what no text should. */
const forbidden = /[\\/:*?"<>|\p{Cc}]/gu;
/** Characters of one name (SMH-6). */
const longest = 255;

/** One name as the platform can hold it. */
export function safeName(name: string): string {
  const clean = name.replace(forbidden, '_');
  const sound = /^\.{0,2}$/.test(clean) ? clean.replace(/^$/, '_').replace(/\./g, '_') : clean;
  if (sound.length <= longest) return sound;
  const extension = extensionOf(sound).slice(0, longest - 1);
  return sound.slice(0, longest - extension.length) + extension;
}

/** Why a name cannot be given, or undefined. */
export function nameProblem(name: string): Text | undefined {
  if (name.trim() === '') return text('Enter a name.');
  if (name.length > longest) return text('Names can have at most {0} characters.', longest);
  if (safeName(name) !== name) return text('Names cannot contain any of {0}', '\\ / : * ? " < > |');
  return undefined;
}
