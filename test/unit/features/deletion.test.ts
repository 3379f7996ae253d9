import assert from 'node:assert/strict';
import { TabInputCustom, TabInputText, window } from 'vscode';
import type { TreeElement } from '../../../src/editor/tree/elements';
import { detailsUri, fileUri } from '../../../src/editor/api/uris';
import { datasetCommands } from '../../../src/features/createEditDelete/commands';
import { DeletionFlow } from '../../../src/features/createEditDelete/remove';
import { FakeLab, fakeServices } from '../../support/fakeLab';
import { connection } from '../../support/nodes';
import { clipboard, person } from '../../support/vscode';

const other = { ...connection, id: 'other', name: 'Other lab' };

describe('deleting a selection', () => {
  let lab: FakeLab;
  let second: FakeLab;

  beforeEach(() => {
    person.reset();
    lab = new FakeLab(connection);
    second = new FakeLab(other);
  });

  const commands = (selection: TreeElement[] = []) => {
    const services = fakeServices([lab, second], selection);
    const remover = new DeletionFlow(services, { snapshot: () => assert.fail() } as never, () => assert.fail());
    return { ...datasetCommands(services, remover), remover };
  };
  /** Delete on the first row, with all of them selected. */
  const remove = (...rows: TreeElement[]) => commands()['datasets.remove'](rows[0], rows);
  const detail = () =>
    person.shown
      .filter(({ where }) => where === 'modal detail')
      .at(-1)
      ?.text.split('\n') ?? [];
  const refused = (work: Promise<void>, why: RegExp) => assert.rejects(work, why);

  it('a dataset and pictures of another are asked about as a whole, and are what goes', async () => {
    const going = lab.dataset('Draft', 4);
    const street = lab.dataset('Sample pictures', 20);
    const pictures = Array.from({ length: 12 }, (_, n) => lab.add(`p${n}`, 'data', { annotated: n < 4 }, street));
    lab.add('stays', 'data', {}, street);
    person.answers.push(/^Delete 13$/);
    await assert.doesNotReject(remove(going, ...pictures));
    assert.ok(person.seen.includes('Delete 13 selected items?'), person.seen.join(' | '));
    assert.deepEqual(detail().slice(0, 2), [
      '"Draft" with 4 items, 0 annotated, 0 objects',
      '12 items of "Sample pictures" (4 annotated)',
    ]);
    assert.deepEqual(lab.names(), ['Sample pictures', 'stays']);
    assert.ok(person.seen.includes('13 deleted'));
  });

  it('pictures, a class and a model are each deleted in their way, after one question', async () => {
    const street = lab.dataset('Street', 2);
    const rows = [lab.add('p', 'data', {}, street), lab.add('Car', 'class', {}, street), lab.add('Yolo', 'model')];
    person.answers.push(/^Delete 3$/);
    await assert.doesNotReject(remove(...rows));
    assert.equal(person.buttons.length, 1, 'one question');
    assert.deepEqual(detail(), [
      '"p" of "Street"',
      'Delete classes: Car. This cannot be undone.',
      'Delete classes: Yolo. This cannot be undone.',
    ]);
    assert.deepEqual(lab.names(), ['Street']);
    assert.ok(person.seen.includes('3 deleted'));
  });

  it('rows of two connections are told and deleted connection by connection', async () => {
    const rows = [lab.add('a', 'data'), second.add('b', 'data'), second.add('c', 'data')];
    second.add('d', 'data');
    person.answers.push(/^Delete 3$/);
    await assert.doesNotReject(remove(...rows));
    assert.deepEqual(detail(), ['Lab:', '"a" of "Lab"', 'Other lab:', '2 items of "Other lab"']);
    assert.deepEqual([lab.names(), second.names()], [[], ['d']]);
  });

  it('what cannot be deleted is named in the question, with what to select instead', async () => {
    const street = lab.dataset('Street', 2);
    const classes = lab.add('Classes', 'classes', { expandable: true, capabilities: new Set() }, street);
    const range: TreeElement = {
      type: 'range',
      connection,
      parent: street.node.ref,
      from: 0,
      to: 500,
      parentElement: street,
    };
    person.answers.push(/^Delete 1$/);
    await assert.doesNotReject(remove(lab.add('p', 'data', {}, street), classes, range));
    assert.deepEqual(detail(), [
      'Skipped from the selection: 2',
      'This command does not apply to "Classes". Select items in it.',
      '"1–500" is a range of a list. Select items in it.',
    ]);
    assert.deepEqual(lab.names(), ['Street', 'Classes']);
  });

  it('a selection of nothing that can be deleted is refused with the reason, and nobody is asked for a dataset', async () => {
    const street = lab.dataset('Street', 2);
    const classes = lab.add('Classes', 'classes', { expandable: true, capabilities: new Set() }, street);
    await refused(remove(classes), /does not apply to "Classes"\. Select items in it/);
    await refused(remove(lab.element), /"Lab" is a connection/);
    await refused(commands([classes])['datasets.remove'](), /does not apply to "Classes"/);
    await refused(
      remove(lab.add('held', 'data', { capabilities: new Set(), lock: { holder: 'Ann' } })),
      /locked by Ann/,
    );
    assert.deepEqual(person.seen, []);
  });

  it('the frames below a selected scene, and what stands in a selected dataset, count once', async () => {
    const street = lab.dataset('Street', 3);
    const range = {
      type: 'range',
      connection,
      parent: street.node.ref,
      from: 0,
      to: 9,
      parentElement: street,
    } as const;
    const scene = lab.add('scene', 'scene', { parent: street.node.ref, expandable: true }, range);
    const frames = [1, 2].map((n) => lab.add(`frame ${n}`, 'data', {}, scene));
    person.answers.push(/^Delete$/);
    await assert.doesNotReject(remove(...frames, scene, street));
    assert.ok(person.seen.includes('Delete dataset "Street"?'), person.seen.join(' | '));
    assert.ok(person.seen.includes('1 deleted'));
  });

  it('the name of a dataset is typed where it holds objects, though nothing in it is called annotated', async () => {
    const street = lab.dataset('Street', 40, 0, 348);
    person.answers.push(/^Delete$/);
    await refused(remove(street), /Cancelled/);
    assert.deepEqual(lab.names(), ['Street'], 'the question for its name was closed');
    assert.match(detail().join(), /"Street" with 40 items, 0 annotated, 348 objects/);
    person.answers.push(/^Delete$/);
    person.types.push('street', 'Street');
    await assert.doesNotReject(remove(street));
    assert.deepEqual(lab.names(), []);
  });

  it('a dataset whose objects cannot be counted is taken to hold some', async () => {
    person.answers.push(/^Delete$/);
    await refused(remove(lab.dataset('Street', 40, 0, null)), /Cancelled/);
    assert.deepEqual(lab.names(), ['Street']);
  });

  it('in a mixed selection too, each such name is typed', async () => {
    const [street, yard] = [lab.dataset('Street', 1, 0, 3), lab.dataset('Yard', 1, 1, 0)];
    person.answers.push(/^Delete 3$/);
    person.types.push('Street');
    await refused(remove(street, yard, lab.add('p', 'data')), /Cancelled/);
    assert.equal(lab.rows.size, 3);
    person.answers.push(/^Delete 3$/);
    person.types.push('Street', 'Yard');
    await assert.doesNotReject(remove(street, yard, lab.add('p', 'data')));
    assert.equal(lab.rows.size, 0);
  });

  it('Enter shows the list of all that would go, and asks again', async () => {
    const rows = Array.from({ length: 40 }, (_, n) => lab.add(`p${n}`, 'data'));
    person.answers.push(/^Show List…$/, /^Delete 40$/);
    await assert.doesNotReject(remove(...rows));
    assert.deepEqual(
      person.buttons.map(([first]) => first),
      ['Show List…', 'Show List…'],
    );
    const list = person.shown.find(({ where }) => where === 'document')!.text;
    for (const { node } of rows) assert.ok(list.includes(`  ${node.name}\n`), node.name);
    assert.equal(lab.rows.size, 0);
  });

  it('the first button loses nothing, whatever is selected', async () => {
    const street = lab.dataset('Street', 1);
    const selections = [
      [street],
      [lab.add('Car', 'class', {}, street)],
      [lab.add('p', 'data', {}, street)],
      [lab.add('Yolo', 'model')],
    ];
    for (const rows of selections) await refused(remove(...rows), /Cancelled/);
    assert.deepEqual(
      person.buttons.map(([first]) => first),
      selections.map(() => 'Show List…'),
    );
    assert.equal(lab.rows.size, 4);
  });

  it('what was selected elsewhere meanwhile is not deleted: the rows of the question are', async () => {
    const rows = [lab.add('a', 'data'), lab.add('b', 'data')];
    person.answers.push(/^Delete 2$/);
    const work = remove(...rows);
    rows.pop();
    rows.push(lab.add('c', 'data'));
    await work;
    assert.deepEqual(lab.names(), ['c']);
  });

  it('what is gone already is told beside what was deleted', async () => {
    const [a, b] = [lab.add('a', 'data'), lab.add('b', 'data')];
    lab.rows.delete(b.node.ref);
    person.answers.push(/^Delete 1$/);
    await assert.doesNotReject(remove(a, b));
    assert.ok(person.seen.includes('1 deleted, 1 skipped'), person.seen.join(' | '));
    await assert.doesNotReject(remove(a, b));
    assert.ok(person.seen.includes('Nothing to delete: everything is already deleted.'));
  });

  it('locked rows of a mixed selection are left where they are, and told', async () => {
    const street = lab.dataset('Street', 1);
    const held = lab.add('held', 'data', { lock: { holder: 'Ann' } }, street);
    person.answers.push(/^Delete 2, skip 1 locked$/);
    await assert.doesNotReject(remove(held, lab.add('p', 'data', {}, street), lab.add('Yolo', 'model')));
    assert.deepEqual(lab.names(), ['Street', 'held']);
    assert.ok(person.seen.includes('2 deleted, 1 skipped'), person.seen.join(' | '));
  });

  it('tabs of what is gone close, and no others', async () => {
    const street = lab.dataset('Street', 2);
    const [gone, inside, stays] = [
      lab.add('gone', 'data'),
      lab.add('inside', 'data', {}, street),
      lab.add('stays', 'data'),
    ];
    const tabs = [
      { input: new TabInputCustom(fileUri(connection, gone.node, 0), 'picture') },
      { input: new TabInputText(detailsUri(connection, inside.node)) },
      { input: new TabInputCustom(fileUri(connection, stays.node, 0), 'picture') },
      { input: new TabInputText(fileUri(other, gone.node, 0)) },
      { input: undefined },
    ];
    (window.tabGroups.all[0] as { tabs: unknown }).tabs = tabs;
    person.answers.push(/^Delete 2$/);
    await assert.doesNotReject(remove(gone, street));
    assert.deepEqual(window.tabGroups.all[0]!.tabs, tabs.slice(2) as never);
    (window.tabGroups.all[0] as { tabs: unknown }).tabs = [];
  });

  it('names of rows of several connections are copied together', async () => {
    const rows = [lab.add('a', 'data'), second.add('b', 'data')];
    await commands()['datasets.copyName'](rows[0], rows);
    assert.equal(clipboard.text, 'a\nb');
  });

  it('one row is edited at a time: more are refused, never the first of them taken', async () => {
    const capabilities = new Set(['edit'] as const);
    const rows = [
      lab.add('a', 'data', { capabilities: capabilities }),
      lab.add('b', 'data', { capabilities: capabilities }),
    ];
    await refused(commands()['datasets.edit'](rows[0], rows), /2 rows are selected\. Select one/);
  });
});
