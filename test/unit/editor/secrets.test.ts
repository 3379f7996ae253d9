import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import { Secrets } from '../../../src/editor/services/secrets';
import { reported } from '../../support/errors';
import { connection } from '../../support/nodes';

/** A secret storage in memory, as the editor gives it. */
function storage(keeps = true) {
  const kept = new Map<string, string>();
  return {
    kept,
    get: async (key: string) => kept.get(key),
    store: async (key: string, value: string) => {
      if (keeps) kept.set(key, value);
    },
    delete: async (key: string) => void kept.delete(key),
    onDidChange: () => ({ dispose: () => undefined }),
  };
}
const over = (store: ReturnType<typeof storage>, hidden: string[] = []) =>
  new Secrets(store, (secret) => hidden.push(secret));

describe('secrets', () => {
  it('come back for the same server, and are hidden from the log before they are used', async () => {
    const hidden: string[] = [];
    const secrets = over(storage(), hidden);
    await secrets.set(connection, 'key-1');
    assert.equal(await secrets.get(connection), 'key-1');
    assert.equal(await secrets.get({ ...connection, url: 'http://lab.test:8190/other/api' }), 'key-1');
    assert.equal(hidden[0], 'key-1');
  });

  it('never go to another host, port or scheme than the one that they were given for', async () => {
    const secrets = over(storage());
    await secrets.set(connection, 'key-1');
    for (const url of [
      'http://evil.test:8190/api',
      'http://lab.test:8191/api',
      'https://lab.test:8190/api',
      'http://lab.test.evil.test:8190/api',
    ])
      assert.equal(await secrets.get({ ...connection, url }), undefined, url);
  });

  it('one of a connection is not the one of another', async () => {
    const secrets = over(storage());
    await secrets.set(connection, 'key-1');
    assert.equal(await secrets.get({ ...connection, id: 'lab2' }), undefined);
    await secrets.remove('lab');
    assert.equal(await secrets.get(connection), undefined);
  });

  it('a storage that keeps nothing is told: storing succeeds even so', async () => {
    await assert.rejects(
      over(storage(false)).set(connection, 'key-1'),
      reported('unavailable', /did not keep the key/),
    );
  });

  it('a storage that hangs or refuses is named, and what it says is not shown', async () => {
    const hangs = {
      ...storage(),
      get: () => new Promise<undefined>(() => undefined),
      store: () => new Promise<void>(() => undefined),
    };
    const patient = new Secrets(hangs, () => undefined, undefined, 20);
    await assert.rejects(
      patient.get(connection),
      reported('unavailable', /secret storage of the editor does not answer/),
    );
    await assert.rejects(patient.set(connection, 'key-1'), reported('unavailable', /does not answer/));
    const refuses = {
      ...storage(),
      get: () => Promise.reject(new Error('key-1 canary')),
      store: () => Promise.reject(new Error('canary')),
    };
    for (const attempt of [() => over(refuses).get(connection), () => over(refuses).set(connection, 'key-1')])
      await assert.rejects(attempt(), (error: unknown) => {
        reported('unavailable', /secret storage of the editor refused/)(error);
        return !inspect(error).includes('canary');
      });
  });

  it('for one session are kept in memory alone, bound to their hosts as all others', async () => {
    const store = storage(false);
    const hidden: string[] = [];
    const secrets = over(store, hidden);
    secrets.setForSession(connection, 'key-1');
    assert.equal(await secrets.get(connection), 'key-1');
    assert.equal(await secrets.get({ ...connection, url: 'http://evil.test:8190/api' }), undefined);
    assert.deepEqual([store.kept.size, hidden[0]], [0, 'key-1']);
    await secrets.remove(connection.id);
    assert.equal(await secrets.get(connection), undefined);
  });

  it('what is damaged counts as absent', async () => {
    const store = storage();
    for (const value of ['', '{', 'null', '"key"', '{"secret":"k"}', '{"origin":"http://lab.test:8190","secret":7}']) {
      store.kept.set('datasets.secret.lab', value);
      assert.equal(await over(store).get(connection), undefined, value);
    }
  });
});

describe('secrets of a platform with a sign-in host of its own', () => {
  const hosts = ({ options }: typeof connection) => (options?.iamUrl ? [options.iamUrl] : []);
  const bound = (store: ReturnType<typeof storage>) => new Secrets(store, () => undefined, hosts);
  const at = (iamUrl: string) => ({ ...connection, options: { iamUrl } });

  it('are bound to it too: an option that leads elsewhere gets no secret', async () => {
    const secrets = bound(storage());
    await secrets.set(at('https://iam.test'), 'key-1');
    assert.equal(await secrets.get(at('https://iam.test/v3')), 'key-1');
    assert.equal(await secrets.get(at('https://evil.test')), undefined);
    assert.equal(await secrets.get(connection), undefined);
  });

  it('that were kept before hosts were counted are still good where there is one host', async () => {
    const store = storage();
    await over(store).set(connection, 'key-1');
    assert.equal(await bound(store).get(connection), 'key-1');
  });
});
