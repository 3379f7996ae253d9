import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { Session } from '../../../src/core/contract';
import type { Node } from '../../../src/core/model/node';
import { datasetNode as ceDataset } from '../../../src/core/platforms/basicai-ce/nodes';
import { datasetNode as cloudDataset } from '../../../src/core/platforms/basicai-cloud/nodes';
import { datasetNode as modelArtsDataset } from '../../../src/core/platforms/modelarts/nodes';
import { moreCommandsFor } from '../../../src/editor/tree/moreActions';
import { renderElement } from '../../../src/features/browse/render';
import { dataNode, element } from '../../support/nodes';

interface Entry {
  readonly command?: string;
  readonly submenu?: string;
  readonly group: string;
  readonly when: string;
}

const { menus } = JSON.parse(readFileSync('package.json', 'utf8')).contributes;

/** As the editor reads a clause that joins comparisons by "and"; every context key counts as set. */
function holds(clause: string, viewItem: string): boolean {
  return clause.split(' && ').every((part) => {
    const match = /^viewItem =~ \/(.*)\/$/.exec(part);
    if (match) return new RegExp(match[1]!).test(viewItem);
    return !part.startsWith('!');
  });
}

/** The entries of a row's menu, without the buttons in the row. */
function entriesOf(node: Node): string[] {
  const everything = { id: 'x', title: { template: 'X', args: [] }, appliesTo: () => true } as never;
  const session = { actions: [everything], create: () => undefined } as unknown as Session;
  const shown = { filter: 'x', session, unknown: [], running: true, isSandbox: false };
  const { contextValue = '' } = renderElement(element(node), shown);
  return (menus['view/item/context'] as Entry[])
    .filter(({ group, when }) => !group.startsWith('inline') && holds(when, contextValue))
    .sort((a, b) => a.group.localeCompare(b.group, 'en', { numeric: true }))
    .map(({ command, submenu }) => command ?? submenu ?? '');
}

const row = { id: '1', name: 'Cats', type: 'IMAGE', itemCount: 3, annotatedCount: 1 };
const datasets: Readonly<Record<string, Node>> = {
  'BasicAI CE': ceDataset(row as never),
  'BasicAI Cloud': cloudDataset(row),
  ModelArts: modelArtsDataset({ dataset_id: 'a', dataset_name: 'Cats', dataset_type: 0, status: 1 }),
};

describe('the menu of a row', () => {
  for (const [platform, node] of Object.entries(datasets))
    it(`has at most ten entries on its first level for a dataset of ${platform}`, () => {
      const entries = entriesOf(node);
      assert.ok(entries.length <= 10, entries.join('\n'));
      assert.ok(entries.length >= 5, entries.join('\n'));
      for (const expected of ['datasets.moreActions', 'datasets.view']) assert.ok(entries.includes(expected), expected);
      assert.equal(entries.at(-1), 'datasets.remove');
    });

  it('of a dataset is in the usual groups of the editor', () => {
    assert.deepEqual(entriesOf(datasets['BasicAI CE']!), [
      'datasets.upload',
      'datasets.download',
      'datasets.export',
      'datasets.copyItems',
      'datasets.pasteItems',
      'datasets.view',
      'datasets.copyAs',
      'datasets.moreActions',
      'datasets.edit',
      'datasets.remove',
    ]);
  });

  it('of two items offers to compare their results, and a folder for uploads on one place only', () => {
    const capabilities = new Set(['upload', 'results'] as const);
    const [one, two] = [dataNode(1, { capabilities }), dataNode(2, { capabilities })];
    assert.deepEqual(moreCommandsFor([one, two]), ['datasets.compareResults']);
    assert.deepEqual(moreCommandsFor([one]), ['datasets.uploadFolder', 'datasets.compareResults']);
    assert.deepEqual(moreCommandsFor([]), []);
  });

  it('of an item shows its details without a submenu', () => {
    const entries = entriesOf(dataNode(1));
    assert.ok(entries.includes('datasets.showDetails'));
    assert.ok(!entries.includes('datasets.view'));
  });
});
