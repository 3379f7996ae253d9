import assert from 'node:assert/strict';
import { text } from '../../../src/core/model/text';
import { isCancelled, PlatformError } from '../../../src/core/net/errors';
import { Secrets } from '../../../src/editor/services/secrets';
import { keepSecret } from '../../../src/features/connect/keepSecret';
import { confirmExposed, isExposed, orOverHttps } from '../../../src/features/connect/overHttps';
import { connection } from '../../support/nodes';
import { person } from '../../support/vscode';

describe('a key on its way to the server', () => {
  beforeEach(() => person.reset());

  it('is exposed beyond this machine and its network only, and without encryption only', () => {
    for (const url of [
      'http://data.example.com/api',
      'http://203.0.113.9:8190',
      'http://[2001:db8::1]/',
      'http://8.8.8.8',
    ])
      assert.ok(isExposed(url), url);
    for (const url of [
      'https://data.example.com',
      'http://localhost:8190',
      'http://localhost.',
      'http://[::ffff:127.0.0.1]:1',
      'http://192.168.1.20:8190',
      'http://10.0.0.1',
      'http://lab:8190',
      'http://nas.local',
    ])
      assert.ok(!isExposed(url), url);
  });

  it('is asked about first, and Enter sends nothing', async () => {
    person.answers.push(/Do Not Send/, /Send Without/);
    await assert.rejects(confirmExposed('http://data.example.com/api'), isCancelled);
    await confirmExposed('http://data.example.com/api');
    await confirmExposed('http://lab:8190');
    assert.equal(person.seen.length, 2);
    assert.match(person.buttons[0]?.[0] ?? '', /Do Not Send/);
  });

  it('goes by https where the server wants that, when the person agrees', async () => {
    const wants = new PlatformError('protocol', text('h takes https only.'), { instead: 'https://h.test' });
    const tried: string[] = [];
    const work = async (url: string) => {
      tried.push(url);
      if (url.startsWith('http:')) throw wants;
      return 'connected';
    };
    person.answers.push(/Use https:/);
    assert.equal(await orOverHttps('http://h.test/api', work), 'connected');
    assert.deepEqual(tried, ['http://h.test/api', 'https://h.test/api']);
    await assert.rejects(orOverHttps('http://h.test/api', work), (error) => error === wants);
  });

  it('is used for the session when the storage keeps nothing and the person agrees, and for nothing otherwise', async () => {
    const stored: string[] = [];
    const storage = {
      get: async () => undefined,
      store: async () => void stored.push('tried'),
      delete: async () => undefined,
      onDidChange: () => ({ dispose: () => undefined }),
    };
    const secrets = new Secrets(storage, () => undefined);
    await assert.rejects(keepSecret(secrets, connection, 'key-1'), isCancelled);
    assert.equal(await secrets.get(connection), undefined);
    person.answers.push(/This Session Only/);
    await keepSecret(secrets, connection, 'key-1');
    assert.equal(await secrets.get(connection), 'key-1');
  });
});
