import assert from 'node:assert/strict';
import fc from 'fast-check';
import { systemClock } from '../../../src/core/net/clock';
import { isCancelled, PlatformError, type ErrorFacts } from '../../../src/core/net/errors';
import { text } from '../../../src/core/model/text';
import { withRetries, usualPatience } from '../../../src/core/net/retry';
import { never, TestContext } from '../../support/context';

const failing = (facts: ErrorFacts) => new PlatformError('unavailable', text('down'), facts);

describe('retrying', () => {
  it('gives up after five tries and throws the last error as it is', async () => {
    const context = new TestContext();
    const errors: Error[] = [];
    const attempt = async () => {
      errors.push(failing({ retryable: true }));
      throw errors.at(-1)!;
    };
    await assert.rejects(withRetries(attempt, context, never), (error) => error === errors[4]);
    assert.equal(errors.length, 5);
    assert.deepEqual(context.slept, [250, 500, 1_000, 2_000], 'half of 0.5, 1, 2 and 4 s');
  });

  it('tries nothing again that is not marked, is not ours, or was cancelled', async () => {
    for (const error of [
      failing({}),
      failing({ retryable: false }),
      new TypeError('bug'),
      new DOMException('', 'AbortError'),
    ]) {
      let tries = 0;
      await assert.rejects(
        withRetries(
          async () => {
            tries++;
            throw error;
          },
          new TestContext(),
          never,
        ),
        (thrown) => thrown === error,
      );
      assert.equal(tries, 1);
    }
  });

  it('waits no longer than its bounds, whatever the dice and the server say', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
        fc.option(fc.double({ min: 0, max: 1e15, noNaN: true }), { nil: undefined }),
        async (dice, asked) => {
          const context = new TestContext();
          context.random = () => dice;
          const facts = { retryable: true, ...(asked !== undefined && { retryAfter: asked }) };
          await assert.rejects(withRetries(() => Promise.reject(failing(facts)), context, never));
          assert.equal(context.slept.length, 4);
          context.slept.forEach((ms, n) => {
            if (asked !== undefined) assert.equal(ms, Math.min(asked, 60_000));
            else assert.ok(ms >= 0 && ms <= Math.min(usualPatience.cap, 500 * 2 ** n), `${ms}`);
          });
        },
      ),
    );
  });

  it('ends at once when it is cancelled during a pause', async () => {
    const stop = new AbortController();
    const waiting = withRetries(
      () => Promise.reject(failing({ retryable: true, retryAfter: 60_000 })),
      { clock: systemClock, random: () => 1 },
      stop.signal,
    );
    setImmediate(() => stop.abort());
    await assert.rejects(waiting, isCancelled);
  });

  it('leaves no timer behind after a pause, and asks nothing once cancelled', async () => {
    const stop = new AbortController();
    await systemClock.sleep(1, stop.signal);
    stop.abort();
    let tries = 0;
    await assert.rejects(
      withRetries(async () => ++tries, new TestContext(), stop.signal),
      isCancelled,
    );
    assert.equal(tries, 0);
    await assert.rejects(systemClock.sleep(1, stop.signal), isCancelled);
  });
});
