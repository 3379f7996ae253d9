import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EventEmitter, Uri, workspace } from 'vscode';
import { type App, build } from '../../../src/app';
import { platforms } from '../../../src/core/platforms/registry';
import type { NodeElement, TreeElement } from '../../../src/editor/tree/elements';
import { Redactor } from '../../../src/core/net/secrets/redact';
import { OddWarehouse } from '../../support/oddPlatform';
import { person } from '../../support/vscode';

/** The whole app, as the editor builds it, with one platform more than the product has. */
describe('a sixth platform', () => {
  let folder: string;
  let app: App;
  let warehouse: OddWarehouse;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sixth-'));
    warehouse = new OddWarehouse();
    warehouse.shelves.set('north', new Map(Array.from({ length: 8 }, (_, n) => [`box ${n}`, Buffer.from(`${n}`)])));
    const silent = () => undefined;
    const log = { debug: silent, info: silent, warn: silent, error: silent, show: silent, redactor: new Redactor() };
    const shell = {
      context: {
        globalStorageUri: Uri.file(folder),
        extensionPath: process.cwd(),
        globalState: { get: silent, update: async () => undefined },
        workspaceState: { get: silent, update: async () => undefined },
        extension: { packageJSON: { version: '0.0.0' } },
        secrets: { get: async () => undefined, onDidChange: () => ({ dispose: silent }) },
      },
      log,
      keys: { set: silent },
      report: {
        note: silent,
        words: (error: Error) => error.message,
        show: (_what: string, error: Error) => assert.fail(error),
        guard: (_what: string, work: () => Promise<void>) => work(),
      },
      view: { selection: [], reveal: async () => undefined },
      events: { tree: new EventEmitter(), details: new EventEmitter() },
    };
    app = await build(shell as never, [...platforms, warehouse.platform]);
    const connection = { id: 'odd', platform: 'odd-warehouse', name: 'Warehouse', url: 'https://warehouse.test' };
    await workspace.getConfiguration('datasets').update('connections', [connection]);
  });
  after(async () => {
    app.dispose();
    await workspace.getConfiguration('datasets').update('connections', undefined);
    await rm(folder, { recursive: true });
  });
  beforeEach(() => {
    person.seen.length = 0;
    person.answers.length = 0;
  });

  const below = async (element?: TreeElement): Promise<TreeElement[]> => (await app.tree.getChildren(element)) ?? [];
  const shelf = async (): Promise<NodeElement> => {
    const [connection] = await below();
    const [found] = await below(connection);
    assert.ok(found?.type === 'node');
    return found;
  };
  /** Every box, through all the rows that lead on. */
  const boxes = async (from: TreeElement): Promise<NodeElement[]> => {
    const found: NodeElement[] = [];
    for (const row of await below(from))
      if (row.type === 'node') found.push(row);
      else if (row.type === 'more') found.push(...(await boxes(row)));
    return found;
  };

  it('appears in the tree with its own kinds of nodes, and pages by marker, over an empty page', async () => {
    const item = await app.tree.getTreeItem(await shelf());
    assert.match(String(item.contextValue), /;shelf;/);
    assert.deepEqual(
      (await boxes(await shelf())).map(({ node }) => node.name),
      Array.from({ length: 8 }, (_, n) => `box ${n}`),
    );
  });

  it('takes uploads of the one flow, and asks once about a name that is taken', async () => {
    await writeFile(join(folder, 'box 3'), 'three');
    await writeFile(join(folder, 'new.bin'), 'new');
    person.answers.push(/^Rename 1$/, /^Upload 2$/);
    const target = await shelf();
    const dropped = {
      get: (mime: string) => (mime === 'text/uri-list' ? { asString: async () => uris() } : undefined),
    };
    const uris = () => ['box 3', 'new.bin'].map((name) => `file://${encodeURI(join(folder, name))}`).join('\n');
    await app.drop(target, dropped as never, {} as never);
    assert.deepEqual(person.answers, [], person.seen.join(' | '));
    const kept = warehouse.shelves.get('north')!;
    assert.equal(kept.get('box 3 (2)')?.toString(), 'three');
    assert.equal(kept.get('new.bin')?.toString(), 'new');
    assert.equal(kept.get('box 3')?.toString(), '3');
    assert.ok(person.seen.some((notice) => notice.startsWith('2 uploaded')));
  });

  it('deletes in the one flow, and tells what became of each', async () => {
    warehouse.glued.set('box 1', 'sticks');
    const rows = (await boxes(await shelf())).slice(0, 3);
    person.answers.push(/^Delete 3$/);
    await app.handlers['datasets.remove'](rows[0], rows);
    assert.ok(person.seen.includes('2 deleted, 1 failed'), person.seen.join(' | '));
    assert.deepEqual([...warehouse.shelves.get('north')!.keys()].slice(0, 2), ['box 1', 'box 3']);
  });
});
