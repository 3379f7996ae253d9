import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';

const read = (path: string) => JSON.parse(readFileSync(path, 'utf8')) as Readonly<Record<string, string>>;
const chinese = read('l10n/bundle.l10n.zh-cn.json');
const english = Object.keys(chinese);
const manifest = Object.entries(read('package.nls.json'));
const manifestChinese = Object.values(read('package.nls.zh-cn.json'));

/** What no sentence in English has, with what is written instead. Names of fields of a file may be what they are. */
const englishWrong = [
  [/\.\.\./, 'one character: …'],
  [/\bids?\b|\bIds?\b/, 'ID'],
  [/\b(?<!there )(is|are) no (?!longer)/i, 'is not a …, cannot …'],
  [/\b(deleted|locked|annotated|selected|of the|\{\d\}) data\b/, 'items'],
  [/\b(told|deed|goes with|hangs on|taken are)\b/i, 'a plain verb'],
  [/\bWhich (of them|dataset|platform)\b|below what|into what/, 'Select a …'],
  [/ {2}/, 'one blank'],
] as const;
/** Fields of files and answers, which are named as they are written. */
const fieldNames = /with id, |has an id, a text|the id that was sent/;

/** What no sentence in Chinese has. */
const chineseWrong = [
  [/\} ?[条张]/, 'one measure word: 项'],
  [/撤销/, '撤消'],
  [/应答|答复/, '响应'],
  [/\.\.\./, '…'],
  [/ “|” /, 'no blank beside a quotation mark'],
  [
    /[\u4e00-\u9fff](\{\d\}|[A-Za-z0-9])|(\{\d\}|[A-Za-z0-9])[\u4e00-\u9fff]/,
    'a blank between Han and other characters',
  ],
] as const;

function offences(texts: readonly string[], rules: readonly (readonly [RegExp, string])[]): string[] {
  return texts.flatMap((one) => rules.filter(([wrong]) => wrong.test(one)).map(([, better]) => `${one} → ${better}`));
}

describe('sentences for people', () => {
  it('are in the style of the editor, in English', () => {
    const texts = [...english, ...manifest.map(([, one]) => one)].filter((one) => !fieldNames.test(one));
    assert.deepEqual(offences(texts, englishWrong), []);
  });

  it('have one measure word and one rule for blanks, in Chinese', () => {
    const texts = [...Object.values(chinese), ...manifestChinese.map((one) => one.replace(/\(command:[^)]*\)/g, ''))];
    const unquoted = texts.map((one) => one.replace(/“[^”]*”/g, '“”').replace(/`[^`]*`|\*\*[^*]*\*\*|_[^_]*_/g, ''));
    assert.deepEqual(offences(unquoted, chineseWrong), []);
  });

  it('commands are in title case, and end in … when they ask something', () => {
    const small = /^(a|an|and|as|by|for|from|in|of|on|or|the|to|with)$/;
    for (const [key, title] of manifest.filter(([name]) => name.startsWith('command.')))
      for (const [n, word] of title.replace('…', '').split(/[ ,]+/).entries())
        assert.ok(/^\p{Lu}/u.test(word) || (n > 0 && small.test(word)), `${key}: ${title}`);
  });

  it('sentences begin with a capital letter when they end with a full stop', () => {
    for (const one of english.filter((text) => text.endsWith('.'))) assert.match(one, /^["{…\d]|^\p{Lu}/u, one);
  });
});
