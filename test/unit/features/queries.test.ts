import assert from 'node:assert/strict';
import { FilterStore } from '../../../src/features/browse/queries';
import { memento } from '../../support/memento';
import { connection } from '../../support/nodes';

const list = { connection, parent: 'dataset/1' };
const roots = { connection, parent: undefined };

describe('filter and order of a list', () => {
  it('are kept when the window is loaded again', () => {
    const kept = new Map<string, unknown>();
    const before = new FilterStore(memento(kept));
    before.set(list, { name: 'cat', split: 'TRAINING' });
    before.set(roots, { sort: { by: 'CREATED_AT', descending: true } });
    const after = new FilterStore(memento(kept));
    assert.deepEqual(after.of(list), { name: 'cat', split: 'TRAINING' });
    assert.deepEqual(after.of(roots), { sort: { by: 'CREATED_AT', descending: true } });
  });

  it('are gone after a reload once they were cleared', () => {
    const kept = new Map<string, unknown>();
    const before = new FilterStore(memento(kept));
    before.set(list, { name: 'cat' });
    before.set(list, {});
    assert.deepEqual(new FilterStore(memento(kept)).of(list), {});
  });
});
