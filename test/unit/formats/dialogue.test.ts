import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { readDialogue } from '../../../src/core/formats/dialogue';

describe('dialogues', () => {
  it('read as turns, in their order', () => {
    const turns = [
      { id: '1', parentId: null, text: 'Hello?', role: 'prompter' },
      { id: '2', parentId: '1', text: 'Yes.\nHello.', role: 'assistant' },
    ];
    assert.deepEqual(readDialogue(`\uFEFF${JSON.stringify(turns)}`), [
      { role: 'prompter', text: 'Hello?' },
      { role: 'assistant', text: 'Yes.\nHello.' },
    ]);
  });

  it('of the samples have turns', () => {
    const folder = join('media', 'samples', 'dialogue');
    const files = readdirSync(folder, { recursive: true })
      .map(String)
      .filter((name) => name.endsWith('.json'));
    assert.ok(files.length > 0);
    for (const file of files) assert.ok(readDialogue(readFileSync(join(folder, file), 'utf8'))!.length > 1, file);
  });

  it('are not made of other JSON, nor of no JSON', () => {
    for (const content of ['', '[', '{}', '[]', '[1,{"role":"x"}]', '{"text":"a","role":"b"}', 'null'])
      assert.equal(readDialogue(content), undefined, content);
  });

  it('never fail, whatever the JSON', () => {
    fc.assert(
      fc.property(fc.json(), (content) => {
        const turns = readDialogue(content);
        assert.ok(
          turns === undefined || turns.every(({ role, text }) => typeof role === 'string' && typeof text === 'string'),
        );
      }),
    );
  });
});
