// Where the UI tests put what they see, and where README's pictures stand.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../setup.mjs';

/** The file of a name: what is no letter and no digit becomes a dash. */
const fileName = (name, extension) => `${name.replace(/[^\p{L}\p{N}]+/gu, '-')}.${extension}`;

/** Pictures that README shows. */
export const kept = join(root, 'media', 'screenshots');
/** The words of each of them; the VSIX has no use for these. */
export const keptWords = join(root, 'test', 'ui', 'words');
/** Whether README shows a picture that is taken under a name. */
export const isKept = (name) => existsSync(join(kept, fileName(name, 'png')));
/** What the last run of the UI tests saw. */
export const taken = join(root, 'out', 'screenshots');

/** The file of a picture that a test takes under a name. */
export const pictureOf = (name) => join(taken, fileName(name, 'png'));
/** The words that were in sight when it was taken. */
export const wordsOf = (name) => join(taken, fileName(name, 'txt'));
