import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { collectStrings } from '#scripts/strings.mjs';

const read = (path: string): Record<string, string> => JSON.parse(readFileSync(path, 'utf8'));

/** Texts that are the same in Chinese. */
const exceptions = new Set(['ID', 'ID: {0}', '{0} / {1}']);
const places = (message: string) => (message.match(/\{\d+\}/g) ?? []).sort();

describe('sentences for people', () => {
  const english = read('l10n/bundle.l10n.json');
  const chinese = read('l10n/bundle.l10n.zh-cn.json');

  it('are literals, so that they can be collected', async () => {
    assert.deepEqual((await collectStrings()).unclear, []);
  });

  it('stand in both bundles, and nothing else does', async () => {
    const { templates } = await collectStrings();
    assert.deepEqual(Object.keys(english).sort(), [...templates].sort());
    assert.deepEqual(Object.keys(chinese).sort(), [...templates].sort());
  });

  it('hold Han characters in Chinese', () => {
    for (const [key, message] of Object.entries(chinese))
      if (!exceptions.has(key)) assert.match(message, /\p{Script=Han}/u, key);
  });

  it('fill the same places in both languages', () => {
    for (const [key, message] of Object.entries(chinese)) assert.deepEqual(places(message), places(key), key);
  });
});
