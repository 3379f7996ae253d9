// README's pictures against what the UI tests took under the same names, and the way to renew them.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { failed, passed } from '../mocha/results.mjs';
import { differenceOf, otherWords } from './alike.mjs';
import { kept, keptWords, pictureOf, taken, wordsOf } from './place.mjs';
import { decodePng } from './png.mjs';

/** Names of the pictures, as a test takes them. */
export const pictureNames = () =>
  readdirSync(kept)
    .filter((name) => name.endsWith('.png'))
    .map((name) => name.slice(0, -'.png'.length))
    .sort();

/** Takes away what an earlier run took. */
export function forgetPictures() {
  rmSync(taken, { recursive: true, force: true });
}

/**
 * One result a picture.
 * @param {{ all: boolean }} options whether every picture must have been taken
 */
export function comparePictures({ all }) {
  return pictureNames()
    .filter((name) => all || existsSync(pictureOf(name)))
    .map((name) => {
      const problem = problemOf(name);
      return problem === undefined ? passed(titleOf(name)) : failed(titleOf(name), `${problem}\n${remedy(name)}`);
    });
}

const titleOf = (name) => `README shows what is seen: ${name}.png`;
const remedy = (name) => `Look at out/screenshots/${name}.png; if it is right: npm run pictures -- ${name}`;

function problemOf(name) {
  if (!existsSync(pictureOf(name))) return 'No UI test took it.';
  const [before, after] = [join(kept, `${name}.png`), pictureOf(name)].map((file) => readFileSync(file));
  const { sum, words } = readWords(name);
  if (sum !== sumOf(before)) return 'The words beside it are of another picture.';
  const pixels = differenceOf(decodePng(before), decodePng(after));
  return [otherWords(words, readFileSync(wordsOf(name), 'utf8')), pixels].filter(Boolean).join('\n') || undefined;
}

/** The words of a picture stand below the sum of its bytes, so that one is not renewed without the other. */
function readWords(name) {
  const file = join(keptWords, `${name}.txt`);
  const [sum = '', ...words] = (existsSync(file) ? readFileSync(file, 'utf8') : '').split('\n');
  return { sum, words: words.join('\n') };
}

const sumOf = (bytes) => createHash('sha256').update(bytes).digest('hex');

/** Makes what was taken what README shows. @throws Error naming a picture that was not taken */
export function renewPictures(names) {
  mkdirSync(keptWords, { recursive: true });
  for (const name of names) {
    if (!existsSync(pictureOf(name))) throw new Error(`${name} was not taken: run "npm test -- ui" first.`);
    const picture = readFileSync(pictureOf(name));
    writeFileSync(join(kept, `${name}.png`), picture);
    writeFileSync(join(keptWords, `${name}.txt`), `${sumOf(picture)}\n${readFileSync(wordsOf(name), 'utf8')}`);
  }
}
