import assert from 'node:assert/strict';
import type { Node } from '../../../src/core/model/node';
import { text } from '../../../src/core/model/text';
import type { PagePosition, Query } from '../../../src/core/model/page';
import { Cancelled, isCancelled, PlatformError } from '../../../src/core/net/errors';
import { memento } from '../../support/memento';
import { elementId, listingOf, type ParentElement, type TreeElement } from '../../../src/editor/tree/elements';
import { TreeLoader, maxRows } from '../../../src/features/browse/treeLoader';
import { FilterStore } from '../../../src/features/browse/queries';
import { connection, dataNode, datasetNode, element } from '../../support/nodes';
import { never } from '../../support/context';

interface Asked {
  readonly offset: number;
  readonly limit: number;
}

/** Listings over a dataset of `total` items. */
function over(total: number, fail?: () => unknown, fixedChildren: readonly Node[] = []) {
  const asked: Asked[] = [];
  const notes: unknown[] = [];
  const queries = new FilterStore(memento());
  const children = async (_parent: string, _query: Query, at: PagePosition) => {
    if (fail) throw fail();
    const page = at as Asked;
    asked.push(page);
    const count = Math.max(0, Math.min(page.limit, total - page.offset));
    return { items: Array.from({ length: count }, (_, n) => dataNode(page.offset + n)), total };
  };
  const sessions = {
    platformOf: () => ({ info: { pagination: 'offset' } }),
    open: () => ({ children, fixedChildren: () => fixedChildren }),
  };
  const report = {
    note: (_: string, error: unknown) => void notes.push(error),
    words: (error: Error) => error.message,
  };
  return { asked, notes, queries, listings: new TreeLoader(sessions as never, queries, report as never) };
}
const dataset = element(datasetNode('big', 0));
const kinds = (found: readonly TreeElement[]) => [...new Set(found.map(({ type }) => type))];
const message = (found: readonly TreeElement[]) => {
  assert.equal(found.length, 1);
  assert.equal(found[0]!.type, 'message');
  return found[0]!;
};

describe('lists in the tree', () => {
  it('up to 500 items stand there themselves', async () => {
    for (const total of [1, 499, 500]) {
      const { listings, asked } = over(total);
      const found = await listings.below(dataset, never);
      assert.deepEqual([found.length, kinds(found)], [total, ['node']]);
      assert.equal(asked.length, 1);
    }
  });

  it('begin with what is pinned, and are never longer for it', async () => {
    const classes = dataNode(-1);
    for (const [total, rows, expected] of [
      [0, 2, ['node', 'message']],
      [499, 500, ['node']],
      [500, 2, ['node', 'range']],
      [250_000, 2, ['node', 'range']],
    ] as const) {
      const found = await over(total, undefined, [classes]).listings.below(dataset, never);
      assert.deepEqual([found.length, kinds(found)], [rows, expected], `${total} items`);
      assert.equal((found[0] as { node: Node }).node, classes);
    }
  });

  it('show nothing that is pinned while they are filtered', async () => {
    const { listings, queries } = over(3, undefined, [dataNode(-1)]);
    queries.set(listingOf(dataset), { name: 'x' });
    assert.equal((await listings.below(dataset, never)).length, 3);
  });

  it('501 items stand in two ranges, and the first page is asked once', async () => {
    const { listings, asked } = over(501);
    const [first, second] = (await listings.below(dataset, never)) as ParentElement[];
    assert.equal((await listings.below(first!, never)).length, 500);
    assert.equal((await listings.below(second!, never)).length, 1);
    assert.deepEqual(asked, [
      { offset: 0, limit: 500 },
      { offset: 500, limit: 500 },
    ]);
  });

  it('a page is asked again when its range is opened again: it may have changed', async () => {
    const { listings, asked } = over(501);
    const [first] = (await listings.below(dataset, never)) as ParentElement[];
    await listings.below(first!, never);
    await listings.below(first!, never);
    assert.equal(asked.length, 2);
  });

  it('a million items: nested ranges without a gap, never more than 500 rows under one', async () => {
    const total = 1_000_000;
    const { listings, asked } = over(total);
    const ids = new Set<string>();
    let end = 0;
    const open = async (above: ParentElement): Promise<void> => {
      const found = await listings.below(above, never);
      assert.ok(found.length <= maxRows, `${found.length} rows`);
      for (const one of found) {
        assert.ok(!ids.has(elementId(one)));
        ids.add(elementId(one));
        if (one.type !== 'range') continue;
        if (one.to - one.from > maxRows) await open(one);
        else {
          assert.equal(one.from, end);
          end = one.to;
        }
      }
    };
    await open(dataset);
    assert.equal(end, total);
    assert.equal(asked.length, 1, 'ranges are made without asking');
    const top = (await listings.below(dataset, never)) as Extract<ParentElement, { type: 'range' }>[];
    const deep = (await listings.below(top.at(-1)!, never)) as ParentElement[];
    const last = await listings.below(deep.at(-1)!, never);
    assert.equal(last.length, 500);
    assert.deepEqual(asked.at(-1), { offset: 999_500, limit: 500 });
  });

  it('offsets are multiples of the limit, whatever the length', async () => {
    for (const total of [700, 250_001, 300_000]) {
      const { listings } = over(total);
      const found = (await listings.below(dataset, never)) as Extract<ParentElement, { type: 'range' }>[];
      assert.ok(found.length <= maxRows);
      for (const range of found) assert.equal(range.from % maxRows, 0);
      assert.equal(found.at(-1)!.to, total);
    }
  });

  it('an item that a page repeats stands there once', async () => {
    const { listings } = over(3);
    const sessions = {
      platformOf: () => ({ info: { pagination: 'offset' } }),
      open: () => ({ children: async () => ({ items: [dataNode(1), dataNode(2), dataNode(1)], total: 3 }) }),
    };
    Object.assign(listings, { sessions });
    assert.equal((await listings.below(dataset, never)).length, 2);
  });

  it('count what a filter lets through against the whole list, which may fail without harm', async () => {
    const listing = { connection, parent: dataset.node.ref };
    const { listings, queries, notes } = over(0);
    let whole: () => number = () => 1204;
    const children = async (_parent: string, query: Query) =>
      query.name === undefined ? { items: [], total: whole() } : { items: [dataNode(1), dataNode(2)], total: 2 };
    Object.assign(listings, {
      sessions: { platformOf: () => ({ info: { pagination: 'offset' } }), open: () => ({ children }) },
    });
    await listings.below(dataset, never);
    assert.equal(listings.hitsOf(listing), undefined, 'no filter');
    queries.set(listing, { name: 'cat' });
    await listings.below(dataset, never);
    assert.deepEqual(listings.hitsOf(listing), { found: 2, of: 1204 });
    whole = () => {
      throw new PlatformError('unavailable', text('down'));
    };
    assert.equal((await listings.below(dataset, never)).length, 2);
    assert.equal(listings.hitsOf(listing), undefined);
    assert.equal(notes.length, 1);
    queries.set(listing, { sort: { by: 'NAME', descending: true } });
    whole = () => 5;
    await listings.below(dataset, never);
    assert.equal(listings.hitsOf(listing), undefined, 'an order hides nothing');
  });

  it('an empty list, one that a filter emptied, and one that failed are told apart', async () => {
    const { listings, queries } = over(0);
    assert.equal(message(await listings.below(dataset, never)).what, 'empty');
    queries.set({ connection, parent: dataset.node.ref }, { name: 'cat' });
    assert.equal(message(await listings.below(dataset, never)).what, 'no-match');
    const failing = over(0, () => new PlatformError('network', text('lab.test refused the connection.')));
    const failed = message(await failing.listings.below(dataset, never));
    assert.deepEqual([failed.what, failed.message], ['failed', 'lab.test refused the connection.']);
    assert.equal(failing.notes.length, 1);
    const locked = over(0, () => new PlatformError('auth', text('"Lab" needs a key.')));
    assert.equal(message(await locked.listings.below(dataset, never)).what, 'needs-key');
  });

  it('a cancelled load shows nothing', async () => {
    const { listings, notes } = over(0, () => new Cancelled());
    await assert.rejects(listings.below(dataset, never), isCancelled);
    assert.deepEqual(notes, []);
  });

  it('a list by marker goes on with "More…" until it ends', async () => {
    const pages: Record<string, object> = { '': { items: [dataNode(1)], next: 'b' }, b: { items: [dataNode(2)] } };
    const { listings } = over(0);
    const children = async (_p: unknown, _q: unknown, at?: { after: string }) => pages[at?.after ?? ''];
    Object.assign(listings, {
      sessions: { platformOf: () => ({ info: { pagination: 'cursor' } }), open: () => ({ children }) },
    });
    const found = await listings.below(dataset, never);
    assert.deepEqual(
      found.map(({ type }) => type),
      ['node', 'more'],
    );
    assert.deepEqual(
      (await listings.below(found[1] as ParentElement, never)).map(({ type }) => type),
      ['node'],
    );
  });
});
