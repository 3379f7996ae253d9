import assert from 'node:assert/strict';
import type { Field } from '../../../src/core/model/form';
import { text } from '../../../src/core/model/text';
import { isCancelled } from '../../../src/core/net/errors';
import { askFormInList } from '../../../src/editor/api/formList';
import { person } from '../../support/vscode';

const choices = ['a', 'b', 'c'].map((value) => ({ value, label: value.toUpperCase() }));
const fields: readonly Field[] = [
  { id: 'model', label: text('Model'), choices },
  { id: 'classes', label: text('Classes'), choices, many: true, initial: 'a\nb\nc' },
  { id: 'ofB', label: text('Only of B'), initial: 'x', when: (values) => values.model === 'b' },
  { id: 'least', label: text('Least'), initial: '0.5', check: (v) => (Number(v) <= 1 ? undefined : text('No.')) },
];

describe('a form in one list', () => {
  beforeEach(() => person.reset());

  it('goes on with the usual values at the first row', async () => {
    person.answers.push(/Continue$/);
    const values = await askFormInList('Run', fields, {});
    assert.deepEqual(values, { model: 'a', classes: 'a\nb\nc', least: '0.5' });
    const rows = person.shown.filter(({ where }) => where === 'pick description').map((one) => one.text);
    assert.deepEqual(rows, ['A', 'all 3', '0.5'], 'each field says what it has');
  });

  it('asks a field that is chosen, and comes back with its new value', async () => {
    person.answers.push(/^Model$/, /^B$/, /Continue$/);
    const values = await askFormInList('Run', fields, {});
    assert.deepEqual(values, { model: 'b', classes: 'a\nb\nc', ofB: 'x', least: '0.5' });
  });

  it('begins with what was entered last, but for a choice or a value that no longer fits', async () => {
    person.answers.push(/Continue$/);
    const values = await askFormInList('Run', fields, { model: 'gone', classes: 'b', least: '7' });
    assert.deepEqual(values, { model: 'a', classes: 'b', least: '0.5' });
  });

  it('is cancelled when the list is dismissed, not when a field is', async () => {
    await assert.rejects(askFormInList('Run', fields, {}), (error) => isCancelled(error));
  });
});
