import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { generated, replaceGenerated } from '../../support/generated';

/** What prettier may change of a generated part: the padding of tables. */
const unpadded = (text: string) => text.replace(/ {2,}/g, ' ').replace(/-{3,}/g, '---');

describe('generated parts', () => {
  for (const { file, parts } of generated())
    it(`of ${file} are what the code says (npm run docs writes them)`, () => {
      const before = readFileSync(file, 'utf8');
      assert.equal(unpadded(before), unpadded(replaceGenerated(before, parts)));
    });
});
