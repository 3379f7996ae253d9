import assert from 'node:assert/strict';
import fc from 'fast-check';
import { text } from '../../../src/core/model/text';
import { renderElement, nodeTooltip } from '../../../src/features/browse/render';
import { connection, dataNode, datasetNode, element } from '../../support/nodes';

const shown = { filter: '', session: undefined, unknown: [], running: true, isSandbox: false };
const named = (name: string) => renderElement(element(dataNode(1, { name })), shown);
/** Characters that break a line, hide text or turn it around. */
const harmful = /[\p{Cc}\p{Cf}]/u;

describe('rows of the tree', () => {
  const names = [
    '[x](command:workbench.action.quit)',
    '<img src=x onerror=alert(1)>',
    '$(zap) \u001b[31mred\u001b[0m',
    'photo\u202egpj.exe',
    'two\nlines\r\n\0',
    '\u2066\u200b\ufeffhidden',
    'x'.repeat(10_240),
  ];
  for (const name of names)
    it(`show ${JSON.stringify(name.slice(0, 40))} as one plain, short line`, () => {
      const item = named(name);
      assert.equal(typeof item.label, 'string');
      const message = [
        item.label as string,
        item.accessibilityInformation!.label,
        nodeTooltip(element(dataNode(1, { name }))).split('\n')[0]!,
      ];
      for (const line of message) {
        assert.doesNotMatch(line, harmful);
        assert.ok(line.length <= 250, `${line.length} characters`);
      }
    });

  it('are the same whatever the server calls them', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), fc.string({ unit: 'binary' }), (name, fact) => {
        const node = dataNode(1, { name, facts: [[text('Split'), fact]] });
        assert.doesNotMatch(renderElement(element(node), shown).label as string, harmful);
        const lines = nodeTooltip(element(node)).split('\n');
        assert.equal(lines.length, 3, 'a name or a fact makes no line of its own');
        for (const line of lines) assert.doesNotMatch(line, harmful);
      }),
    );
  });

  it('offer More Actions only where one stands there: what has an entry of its own is not among them', () => {
    const action = { id: 'a', title: text('A'), appliesTo: () => true, plan: () => Promise.resolve(undefined) };
    const offered = (capability: object) => {
      const session = { actions: [{ ...action, ...capability }] } as never;
      return renderElement(element(dataNode(1)), { ...shown, session }).contextValue?.includes(';actions;');
    };
    assert.equal(offered({}), true);
    assert.equal(offered({ capability: 'split' }), true);
    assert.equal(offered({ capability: 'add' }), false);
  });

  it('tell of an entry of the settings that cannot be read, and a click opens the settings', () => {
    const item = renderElement({ type: 'unreadable', place: 3, why: text('Its URL is missing or not a text.') }, shown);
    assert.equal(item.label, 'Connection 3 in the settings cannot be read');
    assert.equal(item.description, 'Its URL is missing or not a text.');
    assert.equal(item.command?.command, 'workbench.action.openApplicationSettingsJson');
    assert.match(item.accessibilityInformation!.label, /Open the settings to correct it\.$/);
  });

  it('tell of fields of a connection that mean nothing', () => {
    const item = renderElement({ type: 'connection', connection }, { ...shown, unknown: ['colour', '](command:x)\n'] });
    assert.match(String(item.description), /Unknown field in the settings: colour/);
    assert.equal((item.tooltip as string).split('\n').length, 4, 'a name of a field makes no line of its own');
  });

  it('a tooltip is text and never markdown', () => {
    assert.equal(typeof named('**bold**').tooltip, 'string');
    assert.equal(typeof nodeTooltip(element(dataNode(1, { name: '**bold**' }))), 'string');
  });

  it('keep their id whatever is loaded, and carry what menus ask for', () => {
    const item = named('a');
    assert.equal(item.id, 'lab|data/1/1');
    assert.match(item.contextValue!, /^;node;data;remove;$/);
    const dataset = renderElement(element(datasetNode('street', 3, 50)), { ...shown, filter: 'name "cat"' });
    assert.match(dataset.contextValue!, /;filtered;/);
    assert.equal(dataset.description, 'name "cat" · 3 / 50');
    assert.match(dataset.accessibilityInformation!.label, /street, 3 of 50 annotated, 0 invalid, filtered: name "cat"/);
  });

  it('write large numbers with the separators of thousands', () => {
    const number = new Intl.NumberFormat();
    const [done, all] = [number.format(1204), number.format(51000)];
    assert.notEqual(done, '1204');
    assert.equal(renderElement(element(datasetNode('street', 1204, 51000)), shown).description, `${done} / ${all}`);
    const noted = dataNode(1, { note: text('{0} items', 51000) });
    assert.equal(renderElement(element(noted), shown).description, `${all} items`);
  });

  it('say how many of how many a filter lets through, and nothing of a list without one', () => {
    const number = new Intl.NumberFormat();
    const hits = { found: 12, of: 1204 };
    const row = element(datasetNode('street', 3, 2000));
    const filtered = renderElement(row, { ...shown, filter: 'name "cat"', hits });
    assert.equal(filtered.description, `name "cat" · 12 of ${number.format(1204)} · 3 / ${number.format(2000)}`);
    assert.match(filtered.accessibilityInformation!.label, /3 of 2,000 annotated.*filtered: name "cat", 12 of 1,204/);
    assert.equal(renderElement(row, { ...shown, hits }).description, `3 / ${number.format(2000)}`);
    const whole = renderElement({ type: 'connection', connection }, { ...shown, filter: 'name "cat"', hits });
    assert.equal(whole.description, `name "cat" · 12 of ${number.format(1204)} · ${connection.url}`);
  });

  it('say who holds a lock', () => {
    const item = renderElement(element(dataNode(1, { lock: { holder: 'Ann' } })), shown);
    assert.match(item.accessibilityInformation!.label, /locked by Ann/);
    assert.equal((item.resourceUri as { query: string }).query, 'Ann');
  });

  it('ranges are counted from one', () => {
    const range = renderElement(
      {
        type: 'range',
        connection,
        parent: 'dataset/1',
        from: 500,
        to: 1_000,
        parentElement: { type: 'connection', connection },
      },
      shown,
    );
    assert.match(range.label as string, /^501–1.?000$/u);
  });

  it('a failed list offers Retry, one without a key the key', () => {
    const row = (what: 'failed' | 'needs-key' | 'empty' | 'no-match') =>
      renderElement(
        { type: 'message', connection, what, message: 'why', parentElement: { type: 'connection', connection } },
        shown,
      );
    const command = (what: Parameters<typeof row>[0]) =>
      (row(what).command as { command: string } | undefined)?.command;
    assert.deepEqual(
      [command('failed'), command('needs-key'), command('no-match'), command('empty')],
      ['datasets.retry', 'datasets.enterKey', 'datasets.clearFilter', undefined],
    );
    assert.equal(row('failed').description, 'why');
    assert.equal(row('empty').label, 'why');
  });
});
