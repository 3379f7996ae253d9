import assert from 'node:assert/strict';
import type { TreeElement } from '../../../src/editor/elements';
import { meantRows } from '../../../src/editor/tree/selection';
import { connection, dataNode, element } from '../../support/nodes';

const rows = [1, 2, 3].map((id) => element(dataNode(id)));
const refs = (args: unknown[], selected: TreeElement[] = []) =>
  meantRows(args, () => selected).map((row) => (row.type === 'node' ? row.node.ref : row.type));

describe('what a command works on', () => {
  it('the clicked row when nothing else is selected', () => {
    assert.deepEqual(refs([rows[0], undefined]), ['data/1/1']);
  });

  it('the selection when the clicked row is part of it', () => {
    assert.deepEqual(refs([rows[0], [rows[0], rows[1]]]), ['data/1/1', 'data/1/2']);
    const again = element(dataNode(1));
    assert.deepEqual(
      refs([again, [rows[0], rows[1]]]),
      ['data/1/1', 'data/1/2'],
      'a row that was read again is the same',
    );
  });

  it('the clicked row alone when it lies outside the selection', () => {
    assert.deepEqual(refs([rows[2], [rows[0], rows[1]]], [rows[0]!]), ['data/1/3']);
  });

  it('the selection of the tree when a key or the palette gives nothing', () => {
    assert.deepEqual(refs([], [rows[1]!, rows[2]!]), ['data/1/2', 'data/1/3']);
    assert.deepEqual(refs([{ some: 'object' }, 'x'], [rows[1]!]), ['data/1/2']);
  });

  it('each row once, and rows that only help to find others too: what becomes of them is told', () => {
    const above = { type: 'connection', connection } as const;
    const range: TreeElement = { type: 'range', connection, parent: 'dataset/1', from: 0, to: 500, above };
    const more: TreeElement = { type: 'more', connection, parent: 'dataset/1', after: 'x', above };
    const message: TreeElement = { type: 'message', connection, what: 'empty', said: '', above };
    const all = [rows[0], range, more, message, rows[0], null, 7];
    assert.deepEqual(refs([rows[0], all]), ['data/1/1', 'range', 'more', 'message']);
    assert.deepEqual(refs([range, undefined]), ['range']);
    assert.deepEqual(refs([above, undefined]), ['connection']);
  });
});
