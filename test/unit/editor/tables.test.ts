import assert from 'node:assert/strict';
import { text } from '../../../src/core/model/text';
import { tablesText } from '../../../src/editor/text/tables';

describe('sections of a document', () => {
  it('stand in columns, whatever the server calls things', () => {
    const written = tablesText([
      {
        title: text('Classes'),
        columns: [text('Class'), text('Objects')],
        rows: [
          ['猫', '5'],
          ['| a\n*b* \u202e', '12'],
        ],
      },
      { title: text('Tools'), columns: [text('Tool'), text('Objects')], rows: [] },
    ]);
    assert.deepEqual(written.split('\n'), [
      'Classes',
      '',
      '  Class             Objects',
      '  ────────────────  ───────',
      '  猫                5',
      '  | a *b* ‹U+202E›  12',
      '',
      'Tools',
      '',
      '  none',
      '',
    ]);
  });
});
