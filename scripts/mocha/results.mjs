// What a stage found: results with names, and what to show of them.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../setup.mjs';

/** @typedef {{ kind: 'passed' | 'failed' | 'skipped', name: string, message?: string, stack?: string, ms?: number }} Result */

export const passed = (name) => ({ kind: 'passed', name });
export const failed = (name, message, stack = '') => ({ kind: 'failed', name, message, stack });

/** Reads a report of record.mjs. One without its end is of a run that crashed: that is a failure with its output. */
export function readReport(report, what, output) {
  const lines = existsSync(report)
    ? readFileSync(report, 'utf8')
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line))
    : [];
  const results = lines.filter((line) => line.kind !== 'end');
  if (results.length === lines.length)
    results.push(failed(`${what} ran to its end`, output.trim() || 'There was no output.'));
  return results;
}

/** A skipped test without a reason in test/skips.json is a failure. */
export function checkSkips(results) {
  const file = join(root, 'test', 'skips.json');
  const reasons = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
  return results.map((result) =>
    result.kind === 'skipped' && !reasons[result.name]
      ? failed(result.name, 'Skipped without a reason in test/skips.json.')
      : result,
  );
}

export function count(results) {
  const of = (kind) => results.filter((result) => result.kind === kind).length;
  return { passed: of('passed'), failed: of('failed'), skipped: of('skipped') };
}

/** The summary line of every run; programs read it. */
export function summary({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}

export function showFailures(results) {
  return results
    .filter((result) => result.kind === 'failed')
    .map(
      ({ name, message = '', stack = '' }) => `\n  ✗ ${name}\n${indent(message)}${stack ? `\n${indent(stack)}` : ''}\n`,
    )
    .join('');
}

function indent(text) {
  return text
    .split('\n')
    .map((line) => `      ${line.trimEnd()}`)
    .join('\n');
}
