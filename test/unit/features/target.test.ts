import assert from 'node:assert/strict';
import type { Connection } from '../../../src/core/model/connection';
import type { Node } from '../../../src/core/model/node';
import { text } from '../../../src/core/model/text';
import { Cancelled, PlatformError } from '../../../src/core/net/errors';
import { pickTarget } from '../../../src/features/upload/target';
import { fitsAnyOf } from '../../../src/features/upload/targetList';
import { connection, dataNode } from '../../support/nodes';
import { person } from '../../support/vscode';

const folder = (name: string, parent?: string): Node =>
  dataNode(1, {
    ref: `folder/${name}`,
    name,
    expandable: true,
    capabilities: new Set(['upload']),
    ...(parent && { parent }),
  });

/** A store of folders: `top` holds two pages of folders, one of which holds another. */
const store = (root?: Node) => {
  const lists: Record<string, (after?: string) => { items: Node[]; next?: string }> = {
    '': (after) => (after === undefined ? { items: [folder('a')], next: '2' } : { items: [folder('b')] }),
    'folder/b': () => ({ items: [folder('inner', 'folder/b'), dataNode(9)] }),
    'folder/inner': () => ({ items: [] }),
  };
  return {
    root,
    children: async (parent: string | undefined, _query: unknown, at?: { after: string }) =>
      lists[parent === root?.ref ? '' : (parent ?? '')]?.(at?.after) ?? { items: [] },
    upload: { rules: () => ({ pathSeparator: 'folder', singleFiles: 'any' }) },
    create: () => ({ title: text('Create folder') }),
  };
};

const dataset = (name: string, type: string, all = 3): Node =>
  dataNode(1, {
    ref: `dataset/${name}`,
    name,
    type,
    expandable: true,
    capabilities: new Set(['upload']),
    counts: { annotated: 0, all, invalid: 0 },
  });

const rulesByType: Record<string, { singleFiles: Set<string>; archives: Set<string>; looseFiles: Set<string> }> = {
  pictures: { singleFiles: new Set(['.jpg']), archives: new Set(['.zip']), looseFiles: new Set() },
  clouds: { singleFiles: new Set(), archives: new Set(['.zip']), looseFiles: new Set(['.pcd']) },
};

const datasets = (...nodes: Node[]) => ({
  children: async () => ({ items: nodes }),
  upload: { rules: (node: Node) => ({ pathSeparator: 'scene', ...rulesByType[node.type ?? ''] }) },
  create: () => ({ title: text('Create dataset') }),
});

const lab = connection;
const plant: Connection = { ...connection, id: 'plant', platform: 'other', name: 'Plant', url: 'https://plant.test' };

/** Connections with their sessions, or why they cannot be listed; what is remembered lives as long as the object. */
function servicesOf(entries: readonly (readonly [Connection, object])[], kept = new Map<string, unknown>()) {
  return {
    context: {
      globalState: {
        get: (key: string) => kept.get(key),
        update: async (key: string, value: unknown) => void kept.set(key, value),
      },
    },
    sessions: {
      all: () => entries.map(([one]) => one),
      open: ({ id }: Connection) => entries.find(([one]) => one.id === id)?.[1],
      platformOf: ({ platform }: Connection) => ({ info: { name: `The ${platform}` } }),
    },
  } as never;
}

const made = folder('made');
const make = async () => made;
const all = fitsAnyOf([]);
const shown = (where: string) => person.shown.filter((one) => one.where === where).map((one) => one.text);
const offered = () => shown('pick label').map((label) => label.replace(/^\$\([a-z-]+\) /, ''));

describe('where files should go', () => {
  beforeEach(() => person.reset());

  it('is found through folders, over all pages of a list by marker, down to the one that is meant', async () => {
    person.answers.push(/^b$/, /^inner$/, /Upload to "inner"$/);
    const dropTarget = await pickTarget(servicesOf([[lab, store()]]), make, all);
    assert.equal(dropTarget.node.ref, 'folder/inner');
    assert.deepEqual(person.seen, [
      'Select a dataset to upload to',
      'Select a folder to upload to',
      'Select a folder to upload to',
    ]);
  });

  it('can be the top of a store, where files can lie there', async () => {
    person.answers.push(/^Store$/);
    const dropTarget = await pickTarget(servicesOf([[lab, store(folder('Store'))]]), make, all);
    assert.equal(dropTarget.node.name, 'Store');
  });

  it('can be made on the way, below what was chosen', async () => {
    person.answers.push(/^b$/, /Create folder…$/);
    let parent: Node | undefined;
    const dropTarget = await pickTarget(
      servicesOf([[lab, store()]]),
      async (_connection, at) => {
        parent = at;
        return made;
      },
      all,
    );
    assert.equal(dropTarget.node, made);
    assert.equal(parent?.name, 'b');
  });

  it('is one list of all connections, each below its own name and platform', async () => {
    const services = servicesOf([
      [lab, datasets(dataset('Cats', 'pictures', 1204))],
      [plant, datasets(dataset('Dogs', 'pictures'))],
    ]);
    person.answers.push(/^Dogs$/);
    const dropTarget = await pickTarget(services, make, all);
    assert.deepEqual([dropTarget.connection.id, dropTarget.node.name], ['plant', 'Dogs']);
    assert.deepEqual(shown('pick group'), ['Lab · The basicai-ce', 'Plant · The other', 'Other places']);
    assert.deepEqual(offered(), ['Cats', 'Create dataset…', 'Dogs', 'Create dataset…', 'Other…']);
    assert.equal(shown('pick description')[0], '1,204');
  });

  it('lists only what takes one of the files, and says how many do not', async () => {
    const services = servicesOf([[lab, datasets(dataset('Cats', 'pictures'), dataset('Street', 'clouds'))]]);
    await assert.rejects(pickTarget(services, make, fitsAnyOf(['a.JPG', 'b.txt'])), Cancelled);
    assert.deepEqual(offered(), ['Cats', 'Create dataset…', 'Other…']);
    assert.match(shown('pick hint')[0] ?? '', /^1 /);
    person.reset();
    await assert.rejects(pickTarget(services, make, fitsAnyOf(['all.zip'])), Cancelled);
    assert.deepEqual(offered(), ['Cats', 'Street', 'Create dataset…', 'Other…']);
  });

  it('offers the last one first, on whichever connection it is, and only once', async () => {
    const kept = new Map<string, unknown>();
    const entries = [
      [lab, datasets(dataset('Cats', 'pictures'))],
      [plant, datasets(dataset('Cats', 'pictures'), dataset('Dogs', 'pictures'))],
    ] as const;
    person.answers.push(/^Dogs$/);
    await pickTarget(servicesOf(entries, kept), make, all);
    person.reset();
    person.answers.push(/^Dogs$/);
    const dropTarget = await pickTarget(servicesOf(entries, kept), make, all);
    assert.equal(dropTarget.connection.id, 'plant');
    assert.deepEqual(offered(), ['Dogs', 'Cats', 'Create dataset…', 'Cats', 'Create dataset…', 'Other…']);
    assert.equal(shown('pick description')[0], 'Plant · The other');
  });

  it('tells two places of one name apart by their connection', async () => {
    const kept = new Map<string, unknown>([['datasets.lastTarget', { connection: 'plant', ref: 'dataset/Cats' }]]);
    const entries = [
      [lab, datasets(dataset('Cats', 'pictures'))],
      [plant, datasets(dataset('Cats', 'pictures'))],
    ] as const;
    person.answers.push(/^Cats$/);
    const dropTarget = await pickTarget(servicesOf(entries, kept), make, all);
    assert.equal(dropTarget.connection.id, 'plant');
    assert.deepEqual(offered(), ['Cats', 'Cats', 'Create dataset…', 'Create dataset…', 'Other…']);
  });

  it('names a connection that cannot be listed, and lists the others', async () => {
    const broken = {
      ...datasets(),
      children: async () => {
        throw new PlatformError('unavailable', text('The server is down.'));
      },
    };
    person.answers.push(/^Cats$/);
    const dropTarget = await pickTarget(
      servicesOf([
        [plant, broken],
        [lab, datasets(dataset('Cats', 'pictures'))],
      ]),
      make,
      all,
    );
    assert.equal(dropTarget.node.name, 'Cats');
    assert.equal(offered()[0], 'Cannot list "Plant"');
    assert.deepEqual(shown('pick detail'), ['The server is down.']);
  });

  it('can be looked for elsewhere, with the connection asked first', async () => {
    const services = servicesOf([
      [lab, datasets(dataset('Cats', 'pictures'))],
      [plant, datasets(dataset('Dogs', 'pictures'))],
    ]);
    person.answers.push(/Other…$/, /^Plant$/, /^Dogs$/);
    assert.equal((await pickTarget(services, make, all)).node.name, 'Dogs');
  });
});
