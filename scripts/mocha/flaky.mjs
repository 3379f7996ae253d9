/**
 * Which suites may need a second try, and what becomes of those that did.
 *
 * A journey that passes the second time is a failure all the same: what a person would have met once is a fault of the
 * product or of the test, and forgiving it hides both. The second try is for its log alone, so it is made while few suites
 * failed; many that fail are no accident, and one log tells it. Only a suite of `test/flaky.json` is forgiven, for a reason
 * and until a date: `{ "name of the suite": { "reason": "…", "until": "2026-12-31" } }`.
 */
import { failed } from './results.mjs';

/** Suites that are tried again at most; listed ones are not counted. */
const fewSuites = 2;
/** Days that an entry may last: one that is still needed then is looked at again. */
const longestDays = 60;
const day = 86_400_000;

/**
 * What a list is worth on a day. An entry that is malformed or past its date is a failure, and forgives nothing.
 * @param {Record<string, unknown>} list
 * @param {Date} today
 * @returns {{ forgiven: ReadonlySet<string>, problems: import('./results.mjs').Result[] }}
 */
export function readFlaky(list, today) {
  const judged = Object.entries(list).map(([suite, entry]) => ({ suite, problem: problemOf(entry, today) }));
  return {
    forgiven: new Set(judged.filter(({ problem }) => problem === undefined).map(({ suite }) => suite)),
    problems: judged
      .filter(({ problem }) => problem !== undefined)
      .map(({ suite, problem }) => failed(`test/flaky.json "${suite}"`, problem)),
  };
}

function problemOf(entry, today) {
  const { reason, until } = Object(entry);
  if (typeof reason !== 'string' || reason.trim() === '') return 'It has no reason.';
  const end = endOf(until);
  if (end === undefined) return 'It has no date "until" of the form YYYY-MM-DD.';
  if (end <= today.getTime()) return `Its time ended on ${until}: mend the suite, or give a reason anew.`;
  if (end - today.getTime() > (longestDays + 1) * day) return `It lasts more than ${longestDays} days.`;
  return undefined;
}

/** The moment at which a day is over, in UTC; undefined for what is no day of the calendar. */
function endOf(until) {
  if (typeof until !== 'string' || !/^\d{4}-\d\d-\d\d$/.test(until)) return undefined;
  const start = Date.parse(`${until}T00:00:00Z`);
  const real = !Number.isNaN(start) && new Date(start).toISOString().startsWith(until);
  return real ? start + day : undefined;
}

/**
 * The suites to run once more: the listed ones that failed, and the others while they are few.
 * @param {readonly import('./results.mjs').Result[]} first
 * @param {ReadonlySet<string>} forgiven
 * @returns {string[]}
 */
export function suitesToRetry(first, forgiven) {
  const broken = [...new Set(first.filter(({ kind }) => kind === 'failed').map(({ suite }) => suite))];
  if (broken.includes(undefined)) return []; // the run broke off: its results are not whole
  const others = broken.filter((suite) => !forgiven.has(suite));
  return others.length <= fewSuites ? broken : broken.filter((suite) => forgiven.has(suite));
}

/**
 * One result a test of two runs. Of a suite that is forgiven the second run counts; of every other suite a test has passed
 * only if it passed whenever it ran.
 * @param {readonly import('./results.mjs').Result[]} first
 * @param {readonly import('./results.mjs').Result[]} second of some suites alone
 * @param {ReadonlySet<string>} forgiven
 * @returns {import('./results.mjs').Result[]}
 */
export function joinTries(first, second, forgiven) {
  const again = new Map(numbered(second));
  const before = new Map(numbered(first));
  const rerun = new Set(second.map(({ suite }) => suite));
  const joined = [...before]
    .filter(([, { suite }]) => !(forgiven.has(suite) && rerun.has(suite)))
    .map(([key, one]) => joinOne(one, again.get(key)));
  const fresh = [...again]
    .filter(([key, { suite }]) => !before.has(key) || forgiven.has(suite))
    .map(([key, one]) => (one.kind === 'failed' && before.has(key) ? joinOne(before.get(key), one) : one));
  return [...joined, ...fresh];
}

/** Each result under its name, with a number where several tests have one name. */
function numbered(results) {
  const seen = new Map();
  return results.map((result) => {
    const n = (seen.get(result.name) ?? 0) + 1;
    seen.set(result.name, n);
    return [`${result.name} #${n}`, result];
  });
}

function joinOne(one, again) {
  if (again === undefined || (one.kind !== 'failed' && again.kind !== 'failed')) return one;
  return { ...one, ...failed(one.name, `First try: ${logOf(one)}\nSecond try: ${logOf(again)}`) };
}

function logOf({ kind, message = '', stack = '' }) {
  return kind === 'failed' ? `${message}${stack === '' ? '' : `\n${stack}`}` : kind;
}
