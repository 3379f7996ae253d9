import assert from 'node:assert/strict';
import fc from 'fast-check';
import { TreeItemCollapsibleState } from 'vscode';
import { text } from '../../../src/core/model/text';
import { PlatformError } from '../../../src/core/net/errors';
import { Documents } from '../../../src/editor/api/documents';
import { t } from '../../../src/editor/text/l10n';
import { ChannelLog } from '../../../src/editor/api/log';
import { withNotification } from '../../../src/editor/api/progress';
import { askLine, askQuestion, pickOne } from '../../../src/editor/api/prompts';
import { ErrorReporter } from '../../../src/editor/api/report';
import { fileError } from '../../../src/editor/surfaces/files';
import { openFiles, saveFile } from '../../../src/editor/surfaces/inputs';
import { createBadge, treeItem } from '../../../src/editor/surfaces/rows';
import { flashStatus, StatusItem } from '../../../src/editor/surfaces/statusBar';
import { shownOn, type Surface, surfaces } from '../../../src/editor/surfaces/surface';
import { person } from '../../support/vscode';

/** The editor's own patterns (VS Code 1.100: linkedText.ts, iconLabels.ts), not ours. */
const links = /\[([^\]]+)\]\(((?:https?:\/\/|command:|file:)[^)\s]+)(?: (["'])(.+?)(\3))?\)/i;
const icons = /(\\)?\$\([A-Za-z0-9-]+(?:~[A-Za-z]+)?\)/;
const hiding = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b\u2028-\u202e\u2066-\u2069\ufeff]/u;

const hostile =
  '[Renew it](command:workbench.action.quit) $(zap) \u202Egpj\u0007 [site](https://evil.test "x") \\[b](command:x)' +
  `\nnext line **bold** <b>x</b> ${'long '.repeat(3_000)}`;

const log = new ChannelLog();
const report = new ErrorReporter(log);
const documents = new Documents();
const quietly = async (work: Promise<unknown>) => {
  await work.catch(() => undefined);
};
const line = () => askLine({ title: hostile, label: hostile, hint: hostile, check: () => hostile });
const pick = () =>
  pickOne(hostile, [{ label: hostile, description: hostile, detail: hostile, group: hostile, value: 1 }], hostile);
const row = () =>
  treeItem(
    { label: hostile, description: hostile, tooltip: [hostile, hostile], ariaLabel: hostile },
    TreeItemCollapsibleState.None,
  );
const work = () => withNotification(hostile, async (notify) => notify(hostile));

/** Shows hostile text on each surface by what the product itself uses, and answers what the editor was given. */
const walk: Readonly<Record<Surface, () => Promise<readonly string[]>>> = {
  notification: seen('notification', async () => report.show('x', new PlatformError('invalid', text('{0}', hostile)))),
  button: seen('button', async () => askQuestion('m', [], hostile)),
  progressTitle: seen('progress title', work),
  progressMessage: seen('progress message', work),
  modalMessage: seen('modal', async () => askQuestion(hostile, [], 'ok')),
  modalLine: lines('modal detail', async () => askQuestion('m', [hostile], 'ok'), 1),
  inputTitle: seen('input title', line),
  inputPrompt: seen('input prompt', line),
  inputHint: seen('input hint', line),
  inputProblem: seen('input problem', line),
  pickTitle: seen('pick title', pick),
  pickHint: seen('pick hint', pick),
  pickGroup: seen('pick group', pick),
  pickLabel: seen('pick label', pick),
  pickDescription: seen('pick description', pick),
  pickDetail: seen('pick detail', pick),
  fileDialog: seen('file dialog', async () => {
    await openFiles({ title: hostile, openLabel: hostile });
    await saveFile({ title: hostile });
  }),
  statusBar: seen('status bar', async () => flashStatus(hostile)),
  statusBarName: seen('status bar name', async () => new StatusItem('x', () => hostile, 'zap').show('')),
  rowLabel: async () => [row().label as string],
  rowDescription: async () => [String(row().description)],
  rowTooltip: async () => (row().tooltip as string).split('\n').slice(0, 2),
  rowTooltipLine: async () => [(row().tooltip as string).split('\n')[0]!],
  rowSpoken: async () => [row().accessibilityInformation!.label],
  badge: async () => [String(createBadge('!', hostile, {} as never).tooltip)],
  tab: seen('tab', async () => documents.show({ name: `${hostile}.txt`, content: '' })),
  document: seen('document', async () => documents.show({ name: 'a.txt', content: hostile })),
  fileError: async () => [fileError('unavailable', hostile).message],
  log: seen('log', async () => log.info(hostile)),
};

function seen(where: string, show: () => Promise<unknown>) {
  return async () => {
    person.reset();
    person.types.push('typed');
    await quietly(show());
    return person.shown.filter((one) => one.where === where).map((one) => one.text);
  };
}

/** The same for a surface that holds several lines: each is one of ours. */
function lines(where: string, show: () => Promise<unknown>, count: number) {
  return async () => {
    const [all = ''] = await seen(where, show)();
    assert.equal(all.split('\n').length, count);
    return [all];
  };
}

/** Where the editor renders links or icons, as was tried out in it. */
const rendering: ReadonlySet<Surface> = new Set<Surface>([
  'notification',
  'progressTitle',
  'progressMessage',
  'inputPrompt',
  'inputProblem',
  'pickLabel',
  'pickDescription',
  'pickDetail',
  'statusBar',
  'fileError',
]);
const several: readonly Surface[] = ['document', 'log'];

describe('every surface', () => {
  for (const surface of Object.keys(surfaces) as Surface[])
    it(`shows hostile text as text: ${surface}`, async () => {
      const shown = await walk[surface]();
      assert.ok(shown.length > 0, 'nothing was shown');
      for (const notice of shown) {
        assert.match(notice, /Renew it/, 'it is shown');
        if (rendering.has(surface)) {
          assert.doesNotMatch(notice, links);
          assert.doesNotMatch(notice, icons);
        }
        assert.doesNotMatch(notice, hiding);
        if (surface !== 'button') assert.match(notice, /‹U\+202E›|…/, 'what shows nothing is shown by its number');
        if (!several.includes(surface)) assert.ok(!notice.includes('\n'), 'one line');
        assert.ok(notice.length <= surfaces[surface].most + 8, `${notice.length} characters`);
      }
    });

  it('cuts what is somewhat too long as what is endless', () => {
    for (const length of [201, 300, 400, 401, 10_000])
      assert.equal(shownOn('rowLabel', 'x'.repeat(length)).length, 200);
  });

  it('keeps the icons that are ours', async () => {
    person.reset();
    new StatusItem('x', () => 'n', 'sync~spin').show('$(zap)');
    await quietly(pickOne('t', [{ icon: 'add', label: '$(zap)', value: 1 }]));
    const shown = person.shown.map(({ text: notice }) => notice);
    assert.ok(shown.includes('$(sync~spin) $\u2060(zap)'));
    assert.ok(shown.includes('$(add) $\u2060(zap)'));
  });

  it('holds against random strings of what makes links and icons, and does nothing when it is done twice', () => {
    const part = fc.constantFrom(
      '[',
      ']',
      '(',
      ')',
      '$',
      '\\',
      'command:x',
      'https://a',
      'zap',
      ' ',
      '"',
      'a',
      '~spin',
      '\u2060',
    );
    const notice = fc.array(part, { maxLength: 14 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(notice, (one) => {
        const shown = shownOn('notification', one);
        assert.doesNotMatch(shown, links);
        assert.doesNotMatch(shown, icons);
        assert.equal(shownOn('notification', shown), shown);
      }),
      { numRuns: 20_000 },
    );
  });

  it('gives back the button that was pressed, however it was shown', async () => {
    person.reset();
    person.answers.push(/gpj/);
    assert.equal(await askQuestion('m', [], 'first', 'photo\u202Egpj'), 'photo\u202Egpj');
  });

  it('what fills a sentence makes no line of its own in it', () => {
    assert.equal(t('Delete "{0}"?', 'a\n\nCancel'), 'Delete "a  Cancel"?');
  });

  it('JSON that is shown stays the same JSON', async () => {
    person.reset();
    const value = { 'na\u202Eme': 'a\u2060b' };
    await documents.show({ name: 'r.json', content: JSON.stringify(value) });
    const document = person.shown.find(({ where }) => where === 'document')!;
    assert.deepEqual(JSON.parse(document.text), value);
    assert.doesNotMatch(document.text, hiding);
  });

  it('an entry of the log is one entry', () => {
    person.reset();
    log.error('a name\n2026-01-01 [error] forged');
    assert.match(person.shown[0]!.text, /^a name\n {4}2026/);
  });
});
