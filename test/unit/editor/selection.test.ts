import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { TreeElement } from '../../../src/editor/tree/elements';
import { meantRows, sortSelection } from '../../../src/editor/tree/selection';
import { agreeToPart, onOneConnection } from '../../../src/editor/tree/work';
import { connection, dataNode, element } from '../../support/nodes';
import { person } from '../../support/vscode';

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
    const range: TreeElement = {
      type: 'range',
      connection,
      parent: 'dataset/1',
      from: 0,
      to: 500,
      parentElement: above,
    };
    const more: TreeElement = { type: 'more', connection, parent: 'dataset/1', after: 'x', parentElement: above };
    const message: TreeElement = { type: 'message', connection, what: 'empty', message: '', parentElement: above };
    const all = [rows[0], range, more, message, rows[0], null, 7];
    assert.deepEqual(refs([rows[0], all]), ['data/1/1', 'range', 'more', 'message']);
    assert.deepEqual(refs([range, undefined]), ['range']);
    assert.deepEqual(refs([above, undefined]), ['connection']);
  });
});

describe('work of a selection', () => {
  const rootOf = () => undefined;
  const lab: TreeElement = { type: 'connection', connection };
  const holder = element(dataNode(9, { expandable: true, name: 'Classes', capabilities: new Set() }), lab);
  const sorted = (all: TreeElement[], whole = false) => sortSelection(all, { need: 'remove', whole, rootOf });

  it('every row is in a group, goes with a row of one, or is left out with the reason', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(5), { maxLength: 12 }), (picks) => {
        const others = { ...connection, id: 'other' };
        const pool: TreeElement[] = [
          ...rows,
          holder,
          lab,
          {
            type: 'node',
            connection: others,
            node: dataNode(1),
            parentElement: { type: 'connection', connection: others },
          },
        ];
        const all = meantRows([], () => picks.map((n) => pool[n]!));
        const { groups, left, rows: count } = sorted(all);
        assert.equal(groups.reduce((sum, { nodes }) => sum + nodes.length, 0) + left.length, count);
        assert.equal(count, new Set(picks).size);
        for (const { name, why } of left) assert.ok(why.includes(name));
      }),
    );
  });

  it('a row below another goes with it only where the command takes what is below along', () => {
    const scene = element(dataNode(5, { expandable: true }), lab);
    const frame = element(dataNode(6, { parent: 'data/1/5' }), scene);
    const nodes = (whole: boolean) => sorted([frame, scene], whole).groups[0]!.nodes.map(({ id }) => id);
    assert.deepEqual(nodes(true), ['5']);
    assert.deepEqual(nodes(false), ['6', '5']);
  });

  it('a row below one that the command does not take is work of its own', () => {
    const inside = element(dataNode(6), holder);
    assert.deepEqual(
      sorted([holder, inside], true).groups[0]!.nodes.map(({ id }) => id),
      ['6'],
    );
  });

  it('several connections are refused by commands of one, a part is asked about', async () => {
    const others = { ...connection, id: 'other', name: 'Other' };
    const far: TreeElement = {
      type: 'node',
      connection: others,
      node: dataNode(1),
      parentElement: { type: 'connection', connection: others },
    };
    assert.throws(() => onOneConnection(sorted([rows[0]!, far])), /several connections \(Lab, Other\)/);
    person.reset();
    await assert.rejects(agreeToPart(sorted([rows[0]!, holder])), /Cancelled/);
    assert.deepEqual(person.seen, ['This command applies to 1 of 2 selected rows.']);
    person.answers.push(/^Continue with 1$/);
    await agreeToPart(sorted([rows[0]!, holder]));
  });
});
