import assert from 'node:assert/strict';
import fc from 'fast-check';
import { shuffle } from '../../../src/core/platforms/basicai-ce/items/random';
import { divideByRatio } from '../../../src/core/platforms/basicai-ce/items/split';

const ids = (count: number) => Array.from({ length: count }, (_, n) => String(n));

describe('splitting by ratio', () => {
  it('puts every item into exactly one part, as near to the ratios as whole items allow', () => {
    const ratios = fc.tuple(fc.nat(100), fc.nat(100)).map(([a, b]) => {
      const training = Math.min(a, 100);
      const validation = Math.min(b, 100 - training);
      return { TRAINING: training, VALIDATION: validation, TEST: 100 - training - validation };
    });
    fc.assert(
      fc.property(fc.nat(500), ratios, (count, wanted) => {
        const parts = divideByRatio(ids(count), wanted);
        assert.deepEqual([...parts.values()].flat(), ids(count));
        for (const [part, own] of parts) {
          assert.ok(Math.abs(own.length - (count * wanted[part]) / 100) <= 1, `${part}: ${own.length} of ${count}`);
          if (wanted[part] === 0) assert.ok(own.length <= (part === 'TEST' ? 0 : 1));
        }
      }),
    );
  });

  it('shuffles by the seed and nothing else', () => {
    fc.assert(
      fc.property(fc.nat(200), fc.string(), (count, seed) => {
        const mixed = shuffle(ids(count), seed);
        assert.deepEqual(mixed, shuffle(ids(count), seed));
        assert.deepEqual([...mixed].sort(), ids(count).sort());
      }),
    );
    assert.notDeepEqual(shuffle(ids(50), 'a'), shuffle(ids(50), 'b'));
  });

  it('gives the same order for good: a seed that was written down means the same in later versions', () => {
    assert.equal(shuffle(ids(8), '1').join(''), '40316275');
  });

  it('has no favourites', () => {
    const firsts = new Map<string, number>();
    for (let seed = 0; seed < 3_000; seed++) {
      const [first = ''] = shuffle(ids(5), String(seed));
      firsts.set(first, (firsts.get(first) ?? 0) + 1);
    }
    for (const [id, count] of firsts)
      assert.ok(Math.abs(count - 600) < 120, `${id} came first ${count} times of 3,000`);
  });
});
