import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { platformTable } from '../../support/platformTable';

/** Cells of the Markdown table below a heading. */
function tableBelow(heading: string): string[][] {
  const lines = readFileSync('README.md', 'utf8').split('\n');
  const from = lines.findIndex((line) => line === heading);
  const first = lines.findIndex((line, n) => n > from && line.startsWith('|'));
  const last = lines.findIndex((line, n) => n > first && !line.startsWith('|'));
  return lines
    .slice(first, last)
    .filter((line) => !/^\|[\s|:-]+\|$/.test(line))
    .map((line) =>
      line
        .slice(1, -1)
        .split('|')
        .map((cell) => cell.trim()),
    );
}

describe('README', () => {
  it('tells of every platform what the code offers (npm run readme writes it)', () => {
    assert.deepEqual(tableBelow('## Platforms'), platformTable());
  });
});
