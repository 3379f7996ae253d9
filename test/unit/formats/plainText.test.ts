import assert from 'node:assert/strict';
import fc from 'fast-check';
import { cutText, oneLine, plainLine, visibleJson, visibleText } from '../../../src/core/model/plainText';

/** Characters that show nothing or turn the direction around, asked of Unicode by other properties than the code asks. */
const hiding =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\u3164\uffa0]/u;

/** Texts of any UTF-16 units, halves of characters too. */
const anything = fc
  .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 60 })
  .map((units) => String.fromCharCode(...units));

describe('text from outside', () => {
  it('shows by its number what shows nothing itself', () => {
    assert.equal(visibleText('photo\u202Egpj.exe'), 'photo‹U+202E›gpj.exe');
    assert.equal(visibleText('\u0007\u001b[31m'), '‹U+0007›‹U+001B›[31m');
    assert.equal(visibleText('a\u{E0041}b'), 'a‹U+E0041›b', 'a tag, which no font draws');
    assert.equal(visibleText('\ud83d'), '‹U+D83D›', 'half of a character');
    assert.equal(visibleText('\u3164\u115f'), '‹U+3164›‹U+115F›', 'letters that are blank');
  });

  it('leaves what writing needs: emoji of several parts, joiners of Persian, variation selectors', () => {
    for (const message of ['👩🏽‍🚀', '❤️‍🔥', 'می‌خواهم', '☎️', '葛󠄀', 'naïve Ünï 中文 ربيع'])
      assert.equal(visibleText(message), message);
  });

  it('is one line where there is one', () => {
    assert.equal(oneLine('a\r\nb\nc\rd\u2028e\u0085f\tg'), 'a b c d e f g');
    assert.equal(plainLine('name\nOK: all is well'), 'name OK: all is well');
  });

  it('hides nothing, whatever it is, and is the same when it is done twice', () => {
    fc.assert(
      fc.property(anything, (message) => {
        const once = visibleText(message);
        assert.equal(visibleText(once), once);
        assert.doesNotMatch(once.replace(/(?<=[\]$])\u2060(?=\()/g, ''), hiding);
      }),
      { numRuns: 1_000 },
    );
  });

  it('is cut between characters as a reader sees them', () => {
    assert.equal(cutText('short', 10), 'short');
    assert.equal(cutText('abcdefghij', 5), 'abcd…');
    assert.equal(cutText('ab👩🏽‍🚀cd', 6), 'ab…', 'an astronaut is whole or not there');
    assert.equal(cutText(`abc${'e\u0301'.repeat(9)}`, 6), 'abce\u0301…');
    assert.equal(cutText('abc‹U+202E›def', 9), 'abc…', 'no half of a mark');
    assert.ok(cutText('x'.repeat(1e6), 100).length === 100);
  });

  it('is never longer than what it is cut to, and ends in no half of a character', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), fc.integer({ min: 2, max: 40 }), (message, most) => {
        const cut = cutText(message, most);
        assert.ok(cut.length <= most);
        assert.doesNotThrow(() => encodeURIComponent(cut));
        assert.ok(message.startsWith(cut.replace(/…$/, '').trimEnd()));
      }),
    );
  });

  it('stays the same JSON with its hidden characters as escapes', () => {
    fc.assert(
      fc.property(anything, (message) => {
        const shown = visibleJson(JSON.stringify({ [message]: [message] }, null, 2));
        assert.deepEqual(JSON.parse(shown), { [message]: [message] });
        assert.doesNotMatch(shown.replaceAll('\n', ''), hiding);
      }),
    );
    assert.deepEqual(JSON.parse(visibleJson('"\u202e"')), '\u202e');
  });
});
