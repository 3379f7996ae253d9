import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { nameKey } from '../../../src/core/platforms/basicai-ce/browse/nameKey';
import { nameKey as nameKeyOfSandbox } from '../../../src/sandbox/basicai-ce/naming';

/** What counts as one letter → the letters that do, written by MariaDB's WEIGHT_STRING over the whole first plane. */
const measured = JSON.parse(readFileSync('test/fixtures/general-ci.json', 'utf8')) as Record<string, string>;
/** Names of the recorded archive that were sent together; one of each line was listed (CE-44). */
const recorded = [
  ['café', 'cafe', 'CAFE'],
  ['cafe\u0301'],
  ['Straße'],
  ['Strasse'],
  ['end ', 'end'],
  ['😀', '🚀'],
  ['А', 'а'],
];

for (const [who, key] of [
  ['the client', nameKey],
  ['the sandbox', nameKeyOfSandbox],
] as const)
  describe(`names that BasicAI CE takes for one, as ${who} sees them`, () => {
    it('weighs every character of the first plane as MariaDB does', () => {
      const weights = new Map(
        Object.entries(measured).flatMap(([weight, letters]) => Array.from(letters, (letter) => [letter, weight])),
      );
      for (let code = 0x21; code <= 0xffff; code++) {
        if (code >= 0xd800 && code < 0xe000) continue;
        const letter = String.fromCharCode(code);
        assert.equal(key(letter), weights.get(letter) ?? letter, code.toString(16));
      }
    });

    it('keeps one of each line of the recorded names', () => {
      for (const alike of recorded) assert.equal(new Set(alike.map(key)).size, 1, alike.join());
      const { list } = listed('how many are left');
      assert.equal(new Set(recorded.flat().map(key)).size, list.total);
    });

    it('compares blanks at the end only', () => {
      assert.equal(key('a b  '), key('A b'));
      assert.notEqual(key(' a'), key('a'));
      assert.notEqual(key('a\t'), key('a'));
      assert.notEqual(key('a\u3000'), key('a'));
    });
  });

function listed(step: string): { list: { total: number } } {
  const { steps } = JSON.parse(readFileSync('test/captures/basicai-ce/15-names-in-archives.json', 'utf8'));
  const found = steps.find(({ name }: { name: string }) => name === step);
  return { list: found.response.body.data };
}
