import assert from 'node:assert/strict';
import fc from 'fast-check';
import { emptyLedger, grantRequests, type Ledger, slowDown } from '../../../../src/core/net/rate/ledger';
import { guardMs, paceOf, type RateLimits, type Urgency } from '../../../../src/core/net/rate/limits';

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;

/** Small enough to be reached in a test, and of the same make as those of a real server. */
const small: RateLimits = [
  { ms: second, most: 10, kept: 2 },
  { ms: minute, most: 120, kept: 20 },
  { ms: hour, most: 900, kept: 90 },
];

interface Step {
  readonly wait: number;
  readonly count: number;
  readonly urgency: Urgency;
}

const step = fc.record<Step>({
  wait: fc.oneof(fc.integer({ min: 0, max: 300 }), fc.integer({ min: 0, max: 90_000 })),
  count: fc.integer({ min: 1, max: 40 }),
  urgency: fc.constantFrom('interactive', 'bulk'),
});

/** Grants step by step; the clock goes on by what each step waits, and never waits for a grant. */
function play(steps: readonly Step[], limits = small): { times: number[]; bulk: number[]; ledger: Ledger } {
  let ledger = emptyLedger;
  let now = 1_700_000_000_000;
  const [times, bulk]: [number[], number[]] = [[], []];
  for (const { wait, count, urgency } of steps) {
    now += wait;
    // What is written to a file and read again must be the same.
    const kept = JSON.parse(JSON.stringify(ledger)) as Ledger;
    const granted = grantRequests(kept, limits, urgency, count, now);
    ledger = granted.ledger;
    times.push(...granted.times);
    if (urgency === 'bulk') bulk.push(...granted.times);
    for (const at of granted.times) assert.ok(at >= now, 'nothing is granted in the past');
  }
  return { times, bulk, ledger };
}

/** The most of these in any window of `ms`, sliding. */
function worst(times: readonly number[], ms: number): number {
  const sorted = [...times].sort((a, b) => a - b);
  let [from, most] = [0, 0];
  for (const [to, at] of sorted.entries()) {
    while (at - (sorted[from] ?? at) >= ms) from++;
    most = Math.max(most, to - from + 1);
  }
  return most;
}

describe('rate limits', () => {
  it('never pass any window, whoever asks in whatever order, however late each request is sent', () => {
    fc.assert(
      fc.property(
        fc.array(step, { minLength: 10, maxLength: 120, size: 'max' }),
        fc.infiniteStream(fc.integer({ min: 0, max: guardMs - 1 })),
        (steps, late) => {
          const { times } = play(steps);
          const sent = times.map((at) => at + Number(late.next().value));
          for (const { ms, most } of small) assert.ok(worst(sent, ms) <= most, `${worst(sent, ms)} in ${ms} ms`);
        },
      ),
      // Long histories are slow to shrink: a failure is told within this time, in ms, as short as it is by then.
      { interruptAfterTimeLimit: 20_000 },
    );
  });

  it('leave a person the places that long jobs must not take', () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 10, maxLength: 80, size: 'max' }), (steps) => {
        const { bulk } = play(steps.map((one) => ({ ...one, urgency: 'bulk' })));
        for (const { ms, most, kept } of small) assert.ok(worst(bulk, ms) <= most - kept);
      }),
    );
  });

  it('let a person through at once while a long job has used up its share', () => {
    const now = 1_700_000_000_000;
    const { ledger } = grantRequests(emptyLedger, small, 'bulk', 500, now);
    assert.deepEqual(grantRequests(ledger, small, 'interactive', 2, now).times, [now, now]);
  });

  it('lend a person the places of long jobs when there is none', () => {
    const now = 1_700_000_000_000;
    assert.deepEqual(new Set(grantRequests(emptyLedger, small, 'interactive', 10, now).times), new Set([now]));
  });

  it('spread a long job evenly over the minute', () => {
    const { times } = play([{ wait: 0, count: 100, urgency: 'bulk' }]);
    const gaps = times.slice(1).map((at, n) => at - (times[n] ?? 0));
    const pace = paceOf(small);
    assert.ok(
      gaps.every((gap) => gap >= Math.floor(pace) && gap <= Math.ceil(pace) + 1),
      `${pace}: ${gaps.join()}`,
    );
  });

  it('hold everything as long as the server asks, and slow long jobs down for a while after it', () => {
    const now = 1_700_000_000_000;
    const refused = slowDown(slowDown(emptyLedger, 0, now), 3_000, now);
    const person = grantRequests(refused, small, 'interactive', 1, now).times[0] ?? 0;
    const [first = 0, second_ = 0] = grantRequests(refused, small, 'bulk', 2, now).times;
    assert.equal(person, now + 3_000);
    assert.ok(first >= now + 3_000);
    assert.ok(second_ - first >= paceOf(small) * 4 - 1, 'two refusals make it four times slower');
    const [later = 0, after = 0] = grantRequests(refused, small, 'bulk', 2, now + 10 * minute).times;
    assert.ok(after - later < paceOf(small) * 2, 'and it ends');
  });

  it('keep little of what is past', () => {
    const steps = Array.from({ length: 400 }, (): Step => ({ wait: 9_000, count: 2, urgency: 'bulk' }));
    const { ledger } = play(steps);
    assert.ok(ledger.bulk.times.length < 120);
    assert.ok(ledger.bulk.spans.length <= hour / 10_000 + 2);
  });

  it('forget what a clock that was put back promised', () => {
    const now = 1_700_000_000_000;
    const { ledger } = grantRequests(emptyLedger, small, 'bulk', 5, now + 1_000 * hour);
    assert.equal(grantRequests(ledger, small, 'bulk', 1, now).times[0], now);
  });
});
