import assert from 'node:assert/strict';
import type { ResultClass } from '../../../src/core/contract';
import { mapClasses } from '../../../src/core/transfer/classMapping';

const made = (id: string, name: string, tool: string): ResultClass => ({
  id,
  name,
  tool,
  toolLabel: tool,
  definition: {},
});
const names = { isSameName: (one: string, other: string) => one.toLowerCase() === other.toLowerCase() };

describe('classes of copied results', () => {
  const source = [made('1', 'cat', 'POLYGON'), made('2', 'cat', 'BOUNDING_BOX'), made('3', 'Eye', 'POLYGON')];

  it('are those of the target with the same name and tool, in whatever order it lists them', () => {
    const target = [made('12', 'CAT', 'BOUNDING_BOX'), made('11', 'Cat', 'POLYGON'), made('10', 'eye', 'POLYLINE')];
    for (const listed of [target, target.toReversed()]) {
      const { ids, missing } = mapClasses(new Set(['1', '2', '3']), source, listed, names);
      assert.deepEqual(Object.fromEntries(ids), { 1: '11', 2: '12' });
      assert.deepEqual(missing, [source[2]]);
    }
  });

  it('are missing once each, and only when they are used', () => {
    const twice = [...source, made('4', 'EYE', 'POLYGON')];
    assert.deepEqual(mapClasses(new Set(['3', '4']), twice, [], names).missing, [source[2]]);
    assert.deepEqual(mapClasses(new Set(), twice, [], names).missing, []);
  });
});
