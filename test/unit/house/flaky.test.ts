import assert from 'node:assert/strict';
import { joinTries, readFlaky, type Result, suitesToRetry } from '#scripts/mocha/flaky.mjs';

const today = new Date('2026-11-28T15:00:00Z');
const [none, listed] = [new Set<string>(), new Set(['Undo'])];
const passed = (suite: string, test: string): Result => ({ kind: 'passed', suite, name: `${suite} ${test}` });
const failed = (suite: string, test: string, message: string): Result => ({
  kind: 'failed',
  suite,
  name: `${suite} ${test}`,
  message,
});
const reported = (results: readonly Result[]) => results.map(({ kind, name }) => `${kind} ${name}`).sort();

describe('the list of suites that may need a second try', () => {
  const problemOf = (entry: unknown) => readFlaky({ Undo: entry }, today).problems.map(({ message }) => message);

  it('forgives with a reason and a date that has not passed', () => {
    const { forgiven, problems } = readFlaky({ Undo: { reason: 'The bell is late.', until: '2026-11-28' } }, today);
    assert.deepEqual([[...forgiven], problems], [['Undo'], []]);
  });

  it('fails for a date that has passed, and forgives nothing then', () => {
    const { forgiven, problems } = readFlaky({ Undo: { reason: 'The bell is late.', until: '2026-11-27' } }, today);
    assert.equal(forgiven.size, 0);
    assert.deepEqual(reported(problems), ['failed test/flaky.json "Undo"']);
    assert.match(problems[0]?.message ?? '', /ended on 2026-11-27/);
  });

  it('fails for an entry without a reason, without a real date, or for ever', () => {
    for (const entry of [null, 'soon', {}, { reason: ' ', until: '2026-12-01' }])
      assert.deepEqual(problemOf(entry), ['It has no reason.']);
    for (const until of [undefined, 7, '', 'tomorrow', '2026-12-1', '2026-02-30', '2026-13-01'])
      assert.match(problemOf({ reason: 'x', until })[0] ?? '', /no date/);
    assert.match(problemOf({ reason: 'x', until: '2099-01-01' })[0] ?? '', /more than 60 days/);
  });
});

describe('a suite that failed', () => {
  const late = failed('Undo', 'restores', 'no message');
  const broken = (suite: string) => failed(suite, 'works', 'it does not');

  it('is run once more for its log while few failed; many are no accident', () => {
    assert.deepEqual(suitesToRetry([passed('Tree', 'opens'), late], none), ['Undo']);
    assert.deepEqual(suitesToRetry(['A', 'B'].map(broken), none), ['A', 'B']);
    assert.deepEqual(suitesToRetry(['A', 'B', 'C'].map(broken), none), []);
    assert.deepEqual(suitesToRetry([...['A', 'B', 'C'].map(broken), late], listed), ['Undo']);
  });

  it('is not run again when the run broke off', () => {
    assert.deepEqual(suitesToRetry([{ kind: 'failed', name: 'ui tests ran to its end' }, late], listed), []);
  });

  it('has failed with both logs, also when its second try passed', () => {
    const first = [passed('Tree', 'opens'), passed('Undo', 'asks'), late];
    const joined = joinTries(first, [passed('Undo', 'asks'), passed('Undo', 'restores')], none);
    assert.deepEqual(reported(joined), ['failed Undo restores', 'passed Tree opens', 'passed Undo asks']);
    const message = joined.find(({ kind }) => kind === 'failed')?.message ?? '';
    assert.match(message, /First try: no message\nSecond try: passed/);
  });

  it('shows what each try said, and a test that failed in the second alone', () => {
    const first = [passed('Undo', 'asks'), late];
    const joined = joinTries(first, [failed('Undo', 'asks', 'no dialog'), failed('Undo', 'restores', 'no row')], none);
    assert.deepEqual(
      joined.map(({ message }) => message),
      ['First try: passed\nSecond try: no dialog', 'First try: no message\nSecond try: no row'],
    );
  });

  it('counts each test once, also those that the first try never reached', () => {
    const hook = failed('Undo', '"before all" hook', 'no editor');
    const joined = joinTries([hook], [passed('Undo', 'asks'), passed('Undo', 'restores')], none);
    assert.deepEqual(reported(joined), ['failed Undo "before all" hook', 'passed Undo asks', 'passed Undo restores']);
    const twins = [passed('Undo', 'asks'), passed('Undo', 'asks'), late];
    assert.equal(joinTries(twins, twins, none).length, 3);
  });

  it('is forgiven when it is listed and passes the second time', () => {
    const first = [passed('Tree', 'opens'), failed('Undo', '"before all" hook', 'no editor')];
    const second = [passed('Undo', 'asks'), passed('Undo', 'restores')];
    assert.deepEqual(reported(joinTries(first, second, listed)), [
      'passed Tree opens',
      'passed Undo asks',
      'passed Undo restores',
    ]);
    const wrong = joinTries([late], [failed('Undo', 'restores', 'no row')], listed);
    assert.deepEqual(reported(wrong), ['failed Undo restores']);
    assert.match(wrong[0]?.message ?? '', /First try: no message\nSecond try: no row/);
  });
});
