import assert from 'node:assert/strict';
import { EventEmitter, type TreeView } from 'vscode';
import type { Connection } from '../../../src/core/model/connection';
import type { Node } from '../../../src/core/model/node';
import type { TreeElement } from '../../../src/editor/tree/elements';
import { ExplorerTree } from '../../../src/features/browse/tree';
import { memento } from '../../support/memento';
import { meantRows } from '../../../src/editor/tree/selection';

const connection: Connection = { id: 'lab', platform: 'basicai-ce', name: 'Lab', url: 'http://127.0.0.1/api' };
const node: Node = {
  ref: 'dataset/1',
  kind: 'dataset',
  icon: 'x',
  name: 'one',
  id: '1',
  expandable: true,
  capabilities: new Set(),
};

/** A tree over a server that answers when it is let, and an editor that notes what it is told. */
function makeTree(reveal: (element: TreeElement) => Promise<void> = () => Promise.resolve()) {
  const waiting: (() => void)[] = [];
  const changed = new EventEmitter<TreeElement | undefined>();
  const reported: (TreeElement | undefined)[] = [];
  changed.event((element) => void reported.push(element));
  const asked: (string | undefined)[] = [];
  const children = (parent: string | undefined) => {
    asked.push(parent);
    return new Promise((resolve) =>
      waiting.push(() =>
        resolve({ items: [{ ...node, ref: parent === undefined ? node.ref : 'data/1/2' }], total: 1 }),
      ),
    );
  };
  const sessions = {
    all: () => [connection],
    unreadable: () => [],
    unknownFields: () => [],
    open: () => ({ children }),
    platformOf: () => ({ info: { pagination: 'offset' } }),
  };
  const view = { reveal } as unknown as TreeView<TreeElement>;
  const tree = new ExplorerTree(
    view,
    changed,
    sessions as never,
    {} as never,
    { note: () => undefined } as never,
    memento(),
  );
  return { tree, reported, asked, answer: () => waiting.splice(0).forEach((go) => go()) };
}

const turn = () => new Promise((resolve) => setTimeout(resolve));

describe('the tree', () => {
  it('gives rows to the first of two readings of one list, and has all read again for the second', async () => {
    const { tree, reported, answer } = makeTree();
    const [root] = await tree.getChildren();
    const first = tree.getChildren(root);
    const second = tree.getChildren(root);
    await turn();
    answer();
    assert.equal((await first).length, 1);
    assert.deepEqual(await second, []);
    await turn();
    assert.deepEqual(reported, [undefined]);
  });

  it('gives rows to both when the whole tree was refreshed between them', async () => {
    const { tree, answer } = makeTree();
    const [root] = await tree.getChildren();
    const first = tree.getChildren(root);
    tree.refresh();
    const [again] = await tree.getChildren();
    const second = tree.getChildren(again);
    const feeding = setInterval(answer, 5);
    const both = await Promise.all([first, second]).finally(() => clearInterval(feeding));
    assert.deepEqual(
      both.map((rows) => rows.length),
      [1, 1],
    );
  });

  it('asks the server again for what was refreshed, and for nothing else', async () => {
    const { tree, answer, asked } = makeTree();
    const feeding = setInterval(answer, 5);
    const [root] = await tree.getChildren();
    const [dataset] = await tree.getChildren(root);
    await tree.getChildren(dataset);
    assert.deepEqual(asked, [undefined, 'dataset/1']);
    assert.ok(dataset?.type === 'node');
    tree.reload(dataset);
    await tree.getChildren(root);
    await tree.getChildren(dataset);
    assert.deepEqual(asked, [undefined, 'dataset/1', 'dataset/1']);
    tree.refresh({ connection, parent: undefined });
    await tree.getChildren(root);
    await tree.getChildren(dataset);
    clearInterval(feeding);
    assert.deepEqual(asked.slice(3), [undefined, 'dataset/1']);
  });

  it('keeps the object of a thing as long as the editor knows it, with what is new about it', async () => {
    const { tree, answer } = makeTree();
    const [root] = await tree.getChildren();
    const read = async () => {
      const found = tree.getChildren(root);
      await turn();
      answer();
      return (await found)[0];
    };
    const before = await read();
    assert.equal(await read(), before);
  });

  it('finds the row of the connection for what its platform calls the top of everything', async () => {
    const root = { ...node, ref: 'top' };
    const sessions = {
      all: () => [connection],
      unreadable: () => [],
      unknownFields: () => [],
      open: () => ({ root }),
      platformOf: () => ({ info: { pagination: 'offset' } }),
    };
    const tree = new ExplorerTree(
      {} as never,
      new EventEmitter(),
      sessions as never,
      {} as never,
      {} as never,
      memento(),
    );
    const [row] = await tree.getChildren();
    assert.equal(tree.holderOf({ connection, parent: 'top' }), row);
  });

  it('reveals after all when the editor is reading the list', async () => {
    let tries = 0;
    const { tree, answer } = makeTree(() =>
      ++tries < 3 ? Promise.reject(new Error('Cannot resolve tree item')) : Promise.resolve(),
    );
    await tree.getChildren();
    const done = tree.reveal(connection, node);
    const feeding = setInterval(answer, 5);
    await done.finally(() => clearInterval(feeding));
    assert.equal(tries, 3);
  });
});

/** A counted list of 501 items that moves by one between the readings of its two parts. */
function movingTree() {
  const items = Array.from({ length: 501 }, (_, n) => ({
    ...node,
    ref: `dataset/${n}`,
    name: `set ${n}`,
    expandable: false,
  }));
  let reads = 0;
  const children = async (_parent: unknown, _query: unknown, { offset, limit }: { offset: number; limit: number }) => {
    const from = offset === 0 ? 0 : offset - 1; // one was deleted before the second part was read
    reads++;
    return { items: items.slice(from, from + limit), total: items.length };
  };
  const sessions = {
    all: () => [connection],
    unreadable: () => [],
    unknownFields: () => [],
    open: () => ({ children }),
    platformOf: () => ({ info: { pagination: 'offset' } }),
  };
  const shown: TreeElement[] = [];
  const view = { reveal: async (element: TreeElement) => void shown.push(element), selection: [] as TreeElement[] };
  const tree = new ExplorerTree(
    view as never,
    new EventEmitter<TreeElement | undefined>(),
    sessions as never,
    { running: false, connection: () => undefined } as never,
    { note: () => undefined } as never,
    memento(),
  );
  return { tree, view, shown, reads: () => reads };
}

describe('a list that changed between two of its parts', () => {
  const readAll = async (tree: ExplorerTree) => {
    const [root] = await tree.getChildren();
    const parts = await tree.getChildren(root);
    return (await Promise.all(parts.map((part) => tree.getChildren(part)))) as [TreeElement[], TreeElement[]];
  };

  it('shows the item that is in both as two rows, each with an id and a parent of its own', async () => {
    const { tree } = movingTree();
    const [first, second] = await readAll(tree);
    const twice = first.at(-1)!;
    const again = second[0]!;
    assert.ok(twice.type === 'node' && again.type === 'node' && twice.node.ref === again.node.ref);
    const ids = [...first, ...second].map((row) => tree.getTreeItem(row).id);
    assert.equal(new Set(ids).size, ids.length);
    assert.notEqual(tree.getParent(twice), tree.getParent(again));
  });

  it('keeps the ids of rows over a refresh', async () => {
    const { tree } = movingTree();
    const before = (await readAll(tree)).flat().map((row) => tree.getTreeItem(row).id);
    tree.refresh();
    assert.deepEqual(
      (await readAll(tree)).flat().map((row) => tree.getTreeItem(row).id),
      before,
    );
  });

  it('counts the item once when both of its rows are selected', async () => {
    const { tree } = movingTree();
    const [first, second] = await readAll(tree);
    assert.equal(meantRows([], () => [first.at(-1)!, second[0]!]).length, 1);
  });

  it('still finds the row of an item to reveal it', async () => {
    const { tree, shown } = movingTree();
    await readAll(tree);
    await tree.reveal(connection, { ...node, ref: 'dataset/7' });
    assert.equal(shown[0]?.type === 'node' && shown[0].node.ref, 'dataset/7');
  });
});

describe('a click', () => {
  it('runs a command that carries nothing of the row, which the editor would forget when it reads the tree again', async () => {
    const { tree } = movingTree();
    const above = { type: 'connection', connection } as const;
    const rows: TreeElement[] = [
      { type: 'node', connection, node: { ...node, capabilities: new Set(['open'] as const) }, parentElement: above },
      ...(['failed', 'no-match', 'needs-key'] as const).map((what): TreeElement => ({
        type: 'message',
        connection,
        what,
        message: 'x',
        parentElement: above,
      })),
    ];
    for (const row of rows) {
      const command = tree.getTreeItem(row).command;
      assert.ok(command);
      assert.equal(command.arguments, undefined, command.command);
    }
  });
});

describe('a filtered list', () => {
  /** A dataset of five items, of which a filter lets two through, and how often the editor was told to paint again. */
  function filteredTree() {
    const items = [1, 2, 3, 4, 5].map((n) => ({ ...node, ref: `data/1/${n}`, name: `item ${n}`, expandable: false }));
    const children = async (parent: string | undefined, query: object) => {
      if (parent === undefined) return { items: [node], total: 1 };
      const found = Object.keys(query).length > 0 ? items.slice(0, 2) : items;
      return { items: found, total: found.length };
    };
    const facets = () => ({ statuses: [], splits: [], sorts: [] });
    const sessions = {
      all: () => [connection],
      unreadable: () => [],
      unknownFields: () => [],
      open: () => ({ children, facets, get: async () => new Map([[node.ref, node]]) }),
      platformOf: () => ({ info: { pagination: 'offset' } }),
    };
    const changed = new EventEmitter<TreeElement | undefined>();
    const tree = new ExplorerTree(
      { selection: [] } as never,
      changed,
      sessions as never,
      { running: false, connection: () => undefined } as never,
      { note: (_: string, error: unknown) => assert.fail(String(error)) } as never,
      memento(),
    );
    return { tree, changed };
  }
  /** Paints as the editor does whenever it is told: the row first, then what is below it. */
  const paint = async (tree: ExplorerTree): Promise<string> => {
    const [root] = await tree.getChildren();
    const [dataset] = await tree.getChildren(root);
    const { description } = tree.getTreeItem(dataset!);
    await tree.getChildren(dataset);
    return String(description);
  };

  it('is painted once with its hits: what is clicked while it is painted again is lost', async () => {
    const { tree, changed } = filteredTree();
    await paint(tree);
    const painted: string[] = [];
    const once = new Promise<void>((resolve) => {
      changed.event(async () => {
        painted.push(await paint(tree));
        resolve();
      });
    });
    tree.queries.set({ connection, parent: node.ref }, { name: 'item' });
    tree.refresh({ connection, parent: node.ref });
    await once;
    await turn();
    await turn();
    assert.deepEqual(painted.length, 1, painted.join(' | '));
    assert.match(painted[0]!, /2 of 5/);
  });

  it('that was kept over a reload is painted again when it was read, and then no more', async () => {
    const { tree, changed } = filteredTree();
    tree.queries.set({ connection, parent: node.ref }, { name: 'item' });
    const painted: string[] = [await paint(tree)];
    await new Promise<void>((resolve) => {
      changed.event(async () => {
        painted.push(await paint(tree));
        resolve();
      });
    });
    await turn();
    await turn();
    assert.equal(painted.length, 2, painted.join(' | '));
    assert.doesNotMatch(painted[0]!, /of 5/);
    assert.match(painted[1]!, /2 of 5/);
  });
});
