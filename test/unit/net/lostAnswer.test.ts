import assert from 'node:assert/strict';
import { text } from '../../../src/core/model/text';
import { Cancelled, PlatformError } from '../../../src/core/net/errors';
import { createOnce, mayHaveHappened } from '../../../src/core/net/lostAnswer';
import { refused } from '../../support/errors';
import { TestContext } from '../../support/context';

const error = (kind: PlatformError['kind'], status?: number) =>
  new PlatformError(kind, text('it ended so'), status === undefined ? {} : { status });

describe('a request whose answer was lost', () => {
  it('may have happened when no answer of the server itself came', () => {
    for (const lost of [error('network'), error('unavailable', 502), error('protocol', 200), new Cancelled()])
      assert.ok(mayHaveHappened(lost));
    for (const answered of [
      error('invalid'),
      error('conflict'),
      error('auth', 401),
      error('not-found'),
      new Error('x'),
    ])
      assert.ok(!mayHaveHappened(answered));
  });

  it('is sent once, and what it created is looked for a while', async () => {
    const { clock, slept } = new TestContext();
    let [sent, asked] = [0, 0];
    const create = () => {
      sent++;
      return Promise.reject(error('network'));
    };
    const made = await createOnce<string>(clock, create, async () => (++asked === 3 ? 'here' : undefined));
    assert.deepEqual([made, sent, asked], ['here', 1, 3]);
    assert.ok(slept.reduce((sum, ms) => sum + ms, 0) >= 3_000);
  });

  it('failed when nothing is there, with what it ended with', async () => {
    const lost = error('unavailable', 502);
    let sent = 0;
    const create = () => {
      sent++;
      return Promise.reject(lost);
    };
    const found = await refused(createOnce(new TestContext().clock, create, async () => undefined));
    assert.deepEqual([found, sent], [lost, 1]);
  });

  it('that was refused asks nobody', async () => {
    const create = () => Promise.reject(error('conflict'));
    await refused(createOnce(new TestContext().clock, create, () => assert.fail('asked')));
  });

  it('is found after the person cancelled, too', async () => {
    let created: string | undefined;
    const asking = createOnce<string>(
      new TestContext().clock,
      () => Promise.reject(new Cancelled()),
      async (signal) => (signal.aborted ? undefined : 'here'),
    );
    await assert.doesNotReject(asking.then((found) => (created = found)));
    assert.equal(created, 'here');
  });

  it('is called lost when not even that can be asked', async () => {
    const silent = () => Promise.reject(error('network'));
    const found = await refused(createOnce(new TestContext().clock, silent, silent));
    assert.match(found.message, /could not be asked whether it was done/);
  });
});
