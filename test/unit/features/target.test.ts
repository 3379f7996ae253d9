import assert from 'node:assert/strict';
import type { Node } from '../../../src/core/model/node';
import { text } from '../../../src/core/model/text';
import { pickTarget } from '../../../src/features/upload/target';
import { connection, dataNode } from '../../support/nodes';
import { person } from '../../support/vscode';

const folder = (name: string, parent?: string): Node =>
  dataNode(1, { ref: `folder/${name}`, name, expandable: true, can: new Set(['upload']), ...(parent && { parent }) });

/** A store of folders: `top` holds two pages of folders, one of which holds another. */
const services = (root?: Node) => {
  const lists: Record<string, (after?: string) => { items: Node[]; next?: string }> = {
    '': (after) => (after === undefined ? { items: [folder('a')], next: '2' } : { items: [folder('b')] }),
    'folder/b': () => ({ items: [folder('inner', 'folder/b'), dataNode(9)] }),
    'folder/inner': () => ({ items: [] }),
  };
  const session = {
    root,
    children: async (parent: string | undefined, _query: unknown, at?: { after: string }) =>
      lists[parent === root?.ref ? '' : (parent ?? '')]?.(at?.after) ?? { items: [] },
    upload: { rules: () => ({ slash: 'folder' }) },
    create: () => ({ title: text('Create folder') }),
  };
  return { sessions: { all: () => [connection], open: () => session }, explorer: { selection: () => [] } } as never;
};
const made = folder('made');

describe('where files should go', () => {
  beforeEach(() => {
    person.answers.length = 0;
    person.seen.length = 0;
  });

  it('is found through folders, over all pages of a list by marker, down to the one that is meant', async () => {
    person.answers.push(/^b$/, /^inner$/, /Upload to "inner"$/);
    const goal = await pickTarget([], services(), async () => made);
    assert.equal(goal.node.ref, 'folder/inner');
    assert.deepEqual(person.seen, ['Upload to which dataset?', 'Upload to which folder?', 'Upload to which folder?']);
  });

  it('can be the top of a store, where files can lie there', async () => {
    person.answers.push(/Upload to "Store"$/);
    const goal = await pickTarget([], services(folder('Store')), async () => made);
    assert.equal(goal.node.name, 'Store');
  });

  it('can be made on the way, below what was chosen', async () => {
    person.answers.push(/^b$/, /Create folder…$/);
    let parent: Node | undefined;
    const goal = await pickTarget([], services(), async (_connection, at) => {
      parent = at;
      return made;
    });
    assert.equal(goal.node, made);
    assert.equal(parent?.name, 'b');
  });
});
