import assert from 'node:assert/strict';
import type { Connection } from '../../../src/core/model/connection';
import { isPlatformError, type PlatformError } from '../../../src/core/net/errors';
import { modelArts } from '../../../src/core/platforms/modelarts';
import { never } from '../../support/context';
import type { SentRequest } from '../../support/scripted';
import { ArtsServer, connection, dataset, keys, ok, project, refused, user } from './server';

const list = ok({ total_number: 1, datasets: [dataset()] });

const failure = async (work: Promise<unknown>): Promise<PlatformError> => {
  const error = await work.then(
    () => assert.fail('it did not fail'),
    (reason: unknown) => reason,
  );
  assert.ok(isPlatformError(error), String(error));
  return error;
};

/** IAM as it is documented (MA-4, MA-8); every token has a number. */
class Iam {
  minted = 0;
  constructor(readonly expires = '2099-01-03T03:04:05.855000Z') {}

  answer(path: string): SentRequest | undefined {
    if (path === '/v3/auth/tokens')
      return {
        status: 201,
        headers: { 'x-subject-token': `token-number-${++this.minted}` },
        json: { token: { expires_at: this.expires, project: { id: project, name: 'cn-north-4' } } },
      };
    if (path === '/v3.0/OS-CREDENTIAL/securitytokens')
      return {
        status: 201,
        json: {
          credential: {
            access: 'TEMPORARYAK000000000',
            secret: 'temporary-secret-key',
            securitytoken: 'temporary-security-token',
            expires_at: '2099-01-01T00:00:00.000000Z',
          },
        },
      };
    return undefined;
  }
}

describe('ModelArts: keys', () => {
  it('sign every call, and go along with the id of the project', async () => {
    const server = new ArtsServer(() => list);
    await server.session.verify(never);
    const [call] = server.sent;
    assert.equal(call?.headers['x-project-id'], project);
    assert.match(
      call.headers.authorization ?? '',
      /^SDK-HMAC-SHA256 Access=AKEXAMPLE0000000000A, SignedHeaders=host;x-project-id;x-sdk-date, Signature=[0-9a-f]{64}$/,
    );
    assert.match(call.headers['x-sdk-date'] ?? '', /^\d{8}T\d{6}Z$/);
    assert.equal(call.headers['x-auth-token'], undefined);
  });

  for (const code of ['APIGW.0301', 'APIG.0301'])
    it(`that are refused with ${code} are sent once, whoever asks next`, async () => {
      const server = new ArtsServer(() => refused(code, 401));
      const errors = await Promise.all(Array.from({ length: 10 }, () => failure(server.session.verify(never))));
      errors.push(await failure(server.session.verify(never)));
      assert.ok(errors.every(({ kind }) => kind === 'auth'));
      assert.match(errors[0]?.facts.remedy?.template ?? '', /Five wrong signatures/);
      assert.equal(server.sent.length, 1);
      assert.deepEqual(server.asked, [], 'and are not asked for anew');
    });

  it('that were refused are tried again after a minute, by one call alone', async () => {
    const server = new ArtsServer(() => refused('APIGW.0301', 401));
    await failure(server.session.verify(never));
    await server.context.clock.sleep(61_000);
    await Promise.all(Array.from({ length: 5 }, () => failure(server.session.verify(never))));
    assert.equal(server.sent.length, 2);
  });

  it('never have more calls on their way than a lock would take', async () => {
    let [now, most] = [0, 0];
    const server = new ArtsServer(async () => {
      most = Math.max(most, ++now);
      for (let n = 0; n < 5; n++) await new Promise((resolve) => setImmediate(resolve));
      now--;
      return list;
    });
    await Promise.all(Array.from({ length: 30 }, () => server.session.verify(never)));
    assert.ok(most <= 4, String(most));
  });

  it('that are told to be off in time say by how much the clock is off', async () => {
    let date = '';
    const server = new ArtsServer(() => refused('APIGW.0303', 401, 'x', { date }));
    date = new Date(server.context.clock.now() + 20 * 60_000).toUTCString();
    const error = await failure(server.session.verify(never));
    assert.equal(error.kind, 'auth');
    assert.match(error.facts.remedy?.template ?? '', /behind/);
    assert.deepEqual(error.facts.remedy?.args, [20]);
    assert.equal(server.sent.length, 1);
  });

  it('that are good stay good when the user may not do something: 4713 is no token that ended', async () => {
    const server = new ArtsServer(() => refused('ModelArts.4713', 401));
    const error = await failure(server.session.verify(never));
    assert.equal(error.kind, 'forbidden');
    await failure(server.session.verify(never));
    assert.equal(server.sent.length, 2);
    assert.deepEqual(server.asked, []);
  });

  it('that are temporary are asked for once when they have ended', async () => {
    const secret = JSON.stringify({ ak: 'A', sk: 'B', securityToken: 'a-security-token' });
    const server = new ArtsServer(() => refused('APIGW.0307', 401), { secret });
    await assert.rejects(server.session.verify(never));
    assert.deepEqual(server.asked, [secret]);
    assert.equal(server.sent[0]?.headers['x-security-token'], 'a-security-token');
  });

  it('find their project by the name of the region', async () => {
    const projects = [
      { id: 'f'.repeat(32), name: 'cn-east-3' },
      { id: project, name: 'cn-north-4' },
    ];
    const server = new ArtsServer((path) => (path === '/v3/projects' ? ok({ projects }) : list), {
      options: { projectId: '' },
    });
    await server.session.verify(never);
    await server.session.verify(never);
    assert.deepEqual(
      server.sent.map(({ url }) => url.host),
      ['iam', 'modelarts', 'modelarts'].map((service) => `${service}.cn-north-4.myhuaweicloud.com`),
    );
  });
});

describe('ModelArts: users', () => {
  it('get a token for their project, in the documented form, and send nothing else of theirs', async () => {
    const iam = new Iam();
    const server = new ArtsServer((path) => iam.answer(path) ?? list, { secret: user });
    assert.equal((await server.session.verify(never)).name, 'dataset-bot');
    const [mint, call] = server.sent;
    assert.equal(mint?.line, 'POST /v3/auth/tokens?nocatalog=true');
    assert.equal(mint.url.host, 'iam.cn-north-4.myhuaweicloud.com');
    assert.deepEqual(JSON.parse(mint.body ?? ''), {
      auth: {
        identity: {
          methods: ['password'],
          password: { user: { name: 'dataset-bot', password: 'correct horse', domain: { name: 'acme-cloud' } } },
        },
        scope: { project: { id: project } },
      },
    });
    assert.equal(call?.headers['x-auth-token'], 'token-number-1');
    assert.equal(call.headers.authorization, undefined);
    for (const part of ['correct horse', 'token-number-1']) assert.ok(server.context.hidden.includes(part), part);
  });

  it('are scoped to the region, and learn their project from the token', async () => {
    const iam = new Iam();
    const server = new ArtsServer((path) => iam.answer(path) ?? list, { secret: user, options: { projectId: '' } });
    await server.session.verify(never);
    assert.deepEqual(JSON.parse(server.sent[0]?.body ?? '').auth.scope, { project: { name: 'cn-north-4' } });
    assert.ok(server.sent[1]?.path.startsWith(`/v2/${project}/`));
  });

  it('get one token, however many calls want one', async () => {
    const iam = new Iam();
    const server = new ArtsServer((path) => iam.answer(path) ?? list, { secret: user });
    await Promise.all(Array.from({ length: 10 }, () => server.session.verify(never)));
    assert.equal(iam.minted, 1);
  });

  it('get another one when it ends, before it does', async () => {
    const iam = new Iam('2023-11-15T22:13:20.000000Z'); // a day behind the clock of the kit
    const server = new ArtsServer((path) => iam.answer(path) ?? list, { secret: user });
    await server.session.verify(never);
    await server.context.clock.sleep(23 * 3_600_000);
    await server.session.verify(never);
    assert.equal(iam.minted, 1);
    await server.context.clock.sleep(56 * 60_000);
    await server.session.verify(never);
    assert.equal(iam.minted, 2);
  });

  for (const code of ['APIG.0307', 'APIGW.0307'])
    it(`get another one once when it is refused with ${code}, and a write goes again`, async () => {
      const iam = new Iam();
      const server = new ArtsServer(
        (path, { headers }) =>
          iam.answer(path) ??
          (headers['x-auth-token'] === 'token-number-1' ? refused(code, 401) : { status: 204, text: '' }),
        { secret: user },
      );
      const node = { id: 'Qm7s', name: 'x' } as never;
      await server.session.edit!.run(node, { name: 'y' }, never);
      assert.deepEqual(
        server.sent.map(({ method, path }) => `${method} ${path.split('/')[1]}`),
        ['POST v3', 'PUT v2', 'POST v3', 'PUT v2'],
      );
    });

  it('get no third one', async () => {
    const iam = new Iam();
    const server = new ArtsServer((path) => iam.answer(path) ?? refused('APIGW.0307', 401), { secret: user });
    assert.equal((await failure(server.session.verify(never))).kind, 'auth');
    assert.equal(iam.minted, 2);
    assert.deepEqual(server.asked, []);
  });

  it('do not have a token made anew for anything else', async () => {
    for (const code of ['ModelArts.4713', 'APIGW.0301']) {
      const iam = new Iam();
      const server = new ArtsServer((path) => iam.answer(path) ?? refused(code, 401), { secret: user });
      await failure(server.session.verify(never));
      assert.equal(iam.minted, 1, code);
    }
  });

  it('are told that name or password are wrong, after one try', async () => {
    const server = new ArtsServer(() => ({ status: 401, json: { error: { code: 401, message: 'wrong' } } }), {
      secret: user,
    });
    const errors = await Promise.all(Array.from({ length: 4 }, () => failure(server.session.verify(never))));
    assert.ok(errors.every(({ kind }) => kind === 'auth'));
    assert.match(errors[0]?.facts.remedy?.template ?? '', /HUAWEI ID/);
    assert.equal(server.sent.length, 1);
  });

  it('are told when IAM answers without a token', async () => {
    const server = new ArtsServer(() => ({ status: 201, json: { token: {} } }), { secret: user });
    assert.equal((await failure(server.session.verify(never))).kind, 'protocol');
  });
});

describe('ModelArts: where keys go', () => {
  const hostsOf = (of: Connection) => modelArts.secretHosts?.(of);

  it('is IAM and OBS beside the endpoint, derived from its host', () => {
    assert.deepEqual(hostsOf(connection()), [
      'https://iam.cn-north-4.myhuaweicloud.com',
      'https://obs.cn-north-4.myhuaweicloud.com',
    ]);
    const other = { ...connection(), url: 'https://modelarts.eu-de.otc.t-systems.com' };
    assert.deepEqual(hostsOf(other), ['https://iam.eu-de.otc.t-systems.com', 'https://obs.eu-de.otc.t-systems.com']);
  });

  it('is what the options say, and never a guess beside this machine', () => {
    const own = connection({ iamUrl: 'https://iam.corp.test/', obsUrl: 'https://obs.corp.test' });
    assert.deepEqual(hostsOf(own), ['https://iam.corp.test', 'https://obs.corp.test']);
    const near = { ...connection({ region: 'cn-north-4' }), url: 'http://127.0.0.1:8190' };
    assert.deepEqual(hostsOf(near), []);
  });

  it('is always encrypted, but on this machine', async () => {
    assert.equal(modelArts.baseUrl('http://modelarts.cn-north-4.myhuaweicloud.com'), connection().url);
    assert.equal(modelArts.baseUrl('http://127.0.0.1:8190'), 'http://127.0.0.1:8190');
    assert.equal(modelArts.baseUrl(`${connection().url}/v2/${project}/datasets`), connection().url);
    const plain = { ...connection(), url: 'http://modelarts.cn-north-4.myhuaweicloud.com' };
    const server = new ArtsServer(() => list);
    const session = modelArts.open(plain, { get: async () => keys, refresh: async () => keys }, server.context);
    assert.equal((await failure(session.verify(never))).kind, 'invalid');
    assert.equal(server.sent.length, 0);
    await assert.rejects(modelArts.signIn('aksk', { ak: 'a', sk: 'b' }, plain, server.context, never));
  });

  it('keeps every part of a secret out of sight', async () => {
    const server = new ArtsServer(() => list);
    const values = { ak: 'AKEXAMPLE', sk: 'the-secret-key', securityToken: 'the-token' };
    const { secret } = await modelArts.signIn('aksk', values, connection(), server.context, never);
    assert.deepEqual(JSON.parse(secret), values);
    for (const part of Object.values(values)) assert.ok(server.context.hidden.includes(part));
  });
});
