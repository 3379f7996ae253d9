import assert from 'node:assert/strict';
import type { Annotation, ItemResults } from '../../../src/core/model/annotation';
import { text } from '../../../src/core/model/text';
import { resultsDocument, sourceDocument } from '../../../src/features/importResults/write';

const box = (id: string, name: string, x: number): Annotation => ({
  id,
  type: 'BOUNDING_BOX',
  class: name,
  geometry: { points: [{ x, y: 0 }] },
});
const item = (id: string, name: string, objects: readonly Annotation[]): ItemResults => ({
  ref: `data/1/${id}`,
  id,
  name,
  sources: [
    {
      source: { id: '-1', name: text('Ground truth') },
      classifications: [{ name: 'weather', value: 'rain' }],
      objects,
    },
  ],
});

describe('documents of results', () => {
  it('hold item, source and objects, and tell items of one name apart by their ids', () => {
    const items = [item('7', 'a', [box('1', 'Dog', 2), box('2', 'Cat', 1)]), item('8', 'b', []), item('9', 'a', [])];
    const shown = JSON.parse(resultsDocument('all', items).content as string);
    assert.deepEqual(Object.keys(shown), ['a (7)', 'b', 'a (9)']);
    const { classifications, objects } = shown['a (7)']['Ground truth'];
    assert.deepEqual(classifications, { weather: 'rain' });
    assert.deepEqual(
      objects.map((one: Annotation) => one.id),
      ['2', '1'],
    );
  });

  it('of one source are the same for the same objects, whatever their ids and their order', () => {
    const one = item('7', 'a', [box('1', 'Dog', 2), box('2', 'Cat', 1)]).sources[0]!;
    const other = item('8', 'b', [box('5', 'Cat', 1), box('6', 'Dog', 2)]).sources[0]!;
    assert.equal(sourceDocument('x', one).content, sourceDocument('y', other).content);
    const moved = item('8', 'b', [box('5', 'Cat', 1), box('6', 'Dog', 3)]).sources[0]!;
    assert.notEqual(sourceDocument('x', one).content, sourceDocument('y', moved).content);
  });
});
