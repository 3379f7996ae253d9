import assert from 'node:assert/strict';
import type { Connection } from '../../../src/core/model/connection';
import { isCancelled } from '../../../src/core/net/errors';
import { AskingCredentials } from '../../../src/editor/services/credentials';

const connection: Connection = { id: 'lab', platform: 'basicai-ce', name: 'Lab', url: 'http://127.0.0.1/api' };

describe('the question for a key', () => {
  it('is asked once for all that wait, and answers them all', async () => {
    let asked = 0;
    const credentials = new AskingCredentials(
      connection,
      () => Promise.resolve(undefined),
      () => Promise.resolve(`key ${++asked}`),
    );
    assert.deepEqual(await Promise.all([credentials.get(undefined), credentials.get(undefined)]), ['key 1', 'key 1']);
  });

  it('lets go who no longer wants the answer', async () => {
    const never = new Promise<undefined>(() => undefined);
    const credentials = new AskingCredentials(
      connection,
      () => Promise.resolve('old'),
      () => never,
    );
    const controller = new AbortController();
    const waiting = credentials.refresh('old', controller.signal);
    setImmediate(() => controller.abort());
    await assert.rejects(waiting, isCancelled);
  });

  it('that was dismissed is not asked again until a person acts', async () => {
    let asked = 0;
    const credentials = new AskingCredentials(
      connection,
      () => Promise.resolve(undefined),
      () => Promise.resolve(++asked > 1 ? 'key' : undefined),
    );
    await assert.rejects(credentials.get(undefined));
    await assert.rejects(credentials.get(undefined));
    assert.equal(asked, 1);
    credentials.reset();
    assert.equal(await credentials.get(undefined), 'key');
  });
});
