import assert from 'node:assert/strict';
import { text } from '../../../src/core/model/text';
import type { Blocker, DeletionPreview } from '../../../src/core/contract';
import { buildConfirmation } from '../../../src/features/createEditDelete/confirmDeletion';
import { dataNode, datasetNode } from '../../support/nodes';

const preview = (more: Partial<DeletionPreview>): DeletionPreview => ({
  nodes: [],
  gone: [],
  items: more.nodes?.length ?? 0,
  annotated: 0,
  locked: [],
  blockers: [],
  ...more,
});
const thirty = Array.from({ length: 30 }, (_, n) => dataNode(n + 1));
const ann: Blocker = { id: '7', holder: 'Ann', refs: ['data/1/3'], frees: 12 };
const bob: Blocker = { id: '8', holder: 'Bob', refs: [], frees: 4 };

describe('the question before a deletion', () => {
  it('one datum is named, many are counted, with the first five', () => {
    assert.equal(buildConfirmation(preview({ nodes: thirty.slice(0, 1) })).message, 'Delete "picture 1"?');
    const asked = buildConfirmation(preview({ nodes: thirty }));
    assert.equal(asked.message, 'Delete 30 items?');
    assert.match(asked.lines.join('\n'), /^picture 1, picture 2, picture 3, picture 4, picture 5 and 25 more$/);
    assert.deepEqual(
      asked.options.map(({ button, nodes, release }) => [button, nodes.length, release]),
      [['Delete 30', 30, []]],
    );
    assert.deepEqual(asked.typed, []);
  });

  it('locked data can be skipped or freed, and it is said whose record goes and how many it frees', () => {
    const asked = buildConfirmation(preview({ nodes: thirty, locked: ['data/1/3'], blockers: [ann, bob] }));
    const [skip, unlock] = asked.options;
    assert.deepEqual(
      asked.options.map(({ button }) => button),
      ['Delete 29, skip 1 locked', 'Unlock and delete 30'],
    );
    assert.deepEqual(
      skip!.skipped.map(({ ref }) => ref),
      ['data/1/3'],
    );
    assert.ok(!skip!.nodes.some(({ ref }) => ref === 'data/1/3'));
    assert.deepEqual(skip!.release, []);
    assert.equal(unlock!.nodes.length, 30);
    assert.deepEqual(unlock!.release, [ann], 'only records that hold something of the selection are released');
    assert.match(asked.lines.join('\n'), /1\ locked by Ann./);
    assert.match(asked.lines.join('\n'), /removes Ann's lock \(12 items\)/);
    assert.ok(!asked.lines.join('\n').includes('Bob'));
  });

  it('when all are locked there is nothing to skip to', () => {
    const nodes = thirty.slice(2, 3);
    const asked = buildConfirmation(preview({ nodes, locked: ['data/1/3'], blockers: [ann] }));
    assert.deepEqual(
      asked.options.map(({ button }) => button),
      ['Unlock and delete 1'],
    );
  });

  it('frames of scenes, annotated ones and what is gone are said', () => {
    const detail = buildConfirmation(
      preview({ nodes: thirty.slice(0, 2), items: 12, annotated: 3, gone: ['data/1/99'] }),
    ).lines.join('\n');
    assert.match(detail, /12 items will be deleted, including scene frames\./);
    assert.match(detail, /3 of them are annotated\./);
    assert.match(detail, /1 of the selected items are already deleted\./);
  });

  it('a dataset with annotated data must be typed, an empty one not', () => {
    const asked = buildConfirmation(preview({ nodes: [datasetNode('street', 3), datasetNode('draft', 0)] }));
    assert.equal(asked.message, 'Delete 2 datasets?');
    assert.deepEqual(asked.typed, ['street']);
    assert.match(asked.lines.join('\n'), /"street" with 50 items, 3 annotated/);
    assert.match(asked.lines.join('\n'), /This cannot be undone\./);
    assert.equal(buildConfirmation(preview({ nodes: [datasetNode('draft', 0)] })).message, 'Delete dataset "draft"?');
  });
});

describe('the question before a deletion for good', () => {
  it('is stronger: it says that nothing brings them back, and has their number typed', () => {
    const asked = buildConfirmation(preview({ nodes: thirty.slice(0, 3) }), true);
    assert.equal(asked.message, 'Delete 3 items permanently?');
    assert.match(asked.lines.join('\n'), /This cannot be undone\./);
    assert.deepEqual(asked.typed, ['3']);
    assert.deepEqual(
      asked.options.map(({ button, permanently }) => [button, permanently]),
      [['Delete 3 Permanently', true]],
    );
  });

  it('tells what the platform knows of it, and asks for a name where one must be typed', () => {
    const notes = [text('Other datasets that use the files break.')];
    const asked = buildConfirmation(preview({ nodes: thirty.slice(0, 1), notes, typed: ['picture 1'] }), true);
    assert.match(asked.lines.join('\n'), /Other datasets that use the files break\./);
    assert.deepEqual(asked.typed, ['picture 1']);
  });

  it('is never asked by the way without it', () => {
    const asked = buildConfirmation(preview({ nodes: thirty, locked: ['data/1/3'], blockers: [ann] }));
    assert.ok(asked.options.every(({ permanently }) => !permanently));
  });
});
