import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { endAll, send } from '../harness';
import { Arts, sdkDate, answer } from './arts';

const minuteMs = 60_000;

describe('the ModelArts sandbox at its door', function () {
  this.timeout(60_000);
  let arts: Arts;

  before(async () => {
    arts = await Arts.start('--empty');
  });
  after(endAll);
  afterEach(() => arts.server.control('POST', '/clock', { skewSeconds: 0 }));

  it('tells how to connect', () => {
    const { connect, origin, token } = arts.server;
    assert.equal(connect.method, 'aksk');
    assert.equal(connect.values.sk, token);
    const { region, projectId, iamUrl, obsUrl, paging } = connect.options;
    assert.deepEqual([region, iamUrl, obsUrl, paging], ['cn-north-4', origin, origin, 'auto']);
    assert.match(projectId!, /^[0-9a-f]{32}$/);
  });

  it('follows the signed headers that a request names', async () => {
    const path = '/datasets?limit=5&search_content=a%20b';
    assert.equal((await arts.call('GET', path)).status, 200);
    const more = { 'user-agent': 'x/1  y', 'x-project-id': arts.project };
    assert.equal((await arts.call('GET', path, undefined, { headers: more })).status, 200);
    const least = { signed: ['host', 'x-sdk-date'] };
    assert.equal((await arts.call('GET', path, undefined, least)).status, 200);
    assert.deepEqual(await arts.fault('GET', path, undefined, { signed: ['x-sdk-date'] }), [401, 'APIGW.0301']);
    const unsigned = { 'x-sdk-content-sha256': 'UNSIGNED-PAYLOAD' };
    const body = { dataset_name: 'bad name' };
    assert.deepEqual(await arts.fault('POST', '/datasets', body, { headers: unsigned }), [400, 'ModelArts.4384']);
    const wrong = { 'x-sdk-content-sha256': createHash('sha256').update('other').digest('hex') };
    assert.deepEqual(await arts.fault('POST', '/datasets', body, { headers: wrong }), [401, 'APIGW.0301']);
  });

  it('refuses what is not signed, a wrong signature and a clock that is far off', async () => {
    const plain = await send('GET', `${arts.server.origin}/v2/${arts.project}/datasets`);
    assert.deepEqual(answer(plain), [401, 'APIGW.0301']);
    assert.match(JSON.parse(plain.text).request_id, /^[0-9a-f]{32}$/);
    const flip = (good: string): string => (good.startsWith('0') ? '1' : '0') + good.slice(1);
    assert.deepEqual(await arts.fault('GET', '/datasets', undefined, { signature: flip }), [401, 'APIGW.0301']);
    const stranger = { ak: 'NOBODY', sk: arts.pair.sk };
    assert.deepEqual(await arts.fault('GET', '/datasets', undefined, { pair: stranger }), [401, 'APIGW.0301']);
    for (const off of [-16 * minuteMs, 16 * minuteMs]) {
      const date = sdkDate(Date.now() + off);
      assert.deepEqual(await arts.fault('GET', '/datasets', undefined, { date }), [401, 'APIGW.0303']);
    }
    assert.equal(
      (await arts.call('GET', '/datasets', undefined, { date: sdkDate(Date.now() - 14 * minuteMs) })).status,
      200,
    );
    const reasons = (await arts.server.rows('signature_failures')).map(({ reason }) => reason);
    assert.deepEqual(reasons.slice(-4), ['signature', 'unknown', 'skew', 'skew']);
  });

  it('locks a key for five minutes after five wrong signatures in a row', async () => {
    const own = await Arts.start('--empty');
    const bad = { pair: { ak: own.pair.ak, sk: 'wrong' } };
    const message = async (odd?: object): Promise<string> =>
      JSON.parse((await own.call('GET', '/datasets', undefined, odd)).text).error_msg;
    for (let i = 0; i < 4; i++) assert.match(await message(bad), /verify aksk signature fail/);
    assert.equal((await own.call('GET', '/datasets')).status, 200);
    for (let i = 0; i < 5; i++) assert.match(await message(bad), /verify aksk signature fail/);
    assert.match(await message(), /locked for 5 minutes/);
    await own.server.control('POST', '/clock', { skewSeconds: 301 });
    const date = sdkDate(Date.now() + 301_000);
    assert.equal((await own.call('GET', '/datasets', undefined, { date })).status, 200);
  });

  it('hands out tokens in a header, for a day', async () => {
    const reply = await arts.login();
    const token = reply.headers['x-subject-token'] as string;
    assert.deepEqual([reply.status, token.length, reply.text.includes(token)], [201, 8000, false]);
    const { expires_at, project, user } = JSON.parse(reply.text).token;
    assert.match(expires_at, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/);
    assert.deepEqual([project.id, project.name, user.name], [arts.project, 'cn-north-4', 'dataset-bot']);
    const list = `/v2/${arts.project}/datasets`;
    assert.equal((await arts.byToken('GET', list, token)).status, 200);
    await arts.server.control('POST', '/clock', { skewSeconds: 24 * 3600 + 1 });
    assert.deepEqual(answer(await arts.byToken('GET', list, token)), [401, 'APIGW.0307']);
  });

  it('takes a token of 100,000 characters', async () => {
    await arts.mode('tokenLength', 100_000);
    const { origin } = arts.server;
    const auth = {
      identity: {
        methods: ['password'],
        password: { user: { name: 'dataset-bot', password: arts.server.token, domain: { name: 'acme-cloud' } } },
      },
      scope: { project: { id: arts.project } },
    };
    const reply = await fetchLong(`${origin}/v3/auth/tokens`, JSON.stringify({ auth }));
    const token = reply.headers['x-subject-token'] as string;
    assert.equal(token.length, 100_000);
    assert.ok(JSON.parse(reply.text).token.catalog.length > 0);
    assert.equal((await arts.byToken('GET', `/v2/${arts.project}/datasets`, token)).status, 200);
    await arts.mode('tokenLength', null);
  });

  it('refuses a wrong login, an unknown token, and a token of another project', async () => {
    for (const odd of [{ password: 'x' }, { name: 'x' }, { domain: 'x' }])
      assert.equal((await arts.login(odd)).status, 401);
    assert.equal((await arts.login({ project: 'mars-1' })).status, 400);
    const list = `/v2/${arts.project}/datasets`;
    assert.deepEqual(answer(await arts.byToken('GET', list, 'nothing')), [401, 'APIGW.0307']);
    const other = (await arts.login({ project: 'cn-east-3' })).headers['x-subject-token'] as string;
    assert.deepEqual(answer(await arts.byToken('GET', list, other)), [401, 'APIGW.0307']);
    const stranger = await arts.signed('GET', `/v2/${'0'.repeat(32)}/datasets`);
    assert.deepEqual(answer(stranger), [403, 'ModelArts.4204']);
  });

  it('lists projects to a key and to a token', async () => {
    const token = await arts.token();
    for (const path of ['/v3/projects', '/v3/auth/projects']) {
      const { projects } = JSON.parse((await arts.byToken('GET', path, token)).text);
      assert.deepEqual(
        projects.map(({ name }: any) => name),
        ['cn-north-4', 'cn-east-3'],
      );
    }
    const { projects } = JSON.parse((await arts.signed('GET', '/v3/projects?name=cn-north-4')).text);
    assert.deepEqual([projects.length, projects[0].id], [1, arts.project]);
  });

  it('makes temporary keys whose security token must be sent and signed', async () => {
    const auth = { identity: { methods: ['token'], token: { duration_seconds: 900 } } };
    const path = '/v3.0/OS-CREDENTIAL/securitytokens';
    const reply = await arts.byToken('POST', path, await arts.token(), { auth });
    const { access, secret, securitytoken } = JSON.parse(reply.text).credential;
    assert.equal(reply.status, 201);
    const pair = { ak: access, sk: secret, securityToken: securitytoken };
    assert.equal((await arts.call('GET', '/datasets', undefined, { pair })).status, 200);
    const bare = { pair: { ak: access, sk: secret } };
    assert.deepEqual(await arts.fault('GET', '/datasets', undefined, bare), [401, 'APIGW.0301']);
    const unsigned = { pair, signed: ['host', 'x-sdk-date'] };
    assert.deepEqual(await arts.fault('GET', '/datasets', undefined, unsigned), [401, 'APIGW.0301']);
    await arts.server.control('POST', '/clock', { skewSeconds: 901 });
    const late = { pair, date: sdkDate(Date.now() + 901_000) };
    assert.deepEqual(await arts.fault('GET', '/datasets', undefined, late), [401, 'APIGW.0301']);
    const long = { auth: { identity: { methods: ['token'], token: { duration_seconds: 86_401 } } } };
    assert.equal((await arts.byToken('POST', path, await arts.token(), long)).status, 400);
  });

  it('ends tokens and keys when a test wants it so', async () => {
    const own = await Arts.start('--empty');
    const [first, second] = [await own.token(), await own.token()];
    const list = `/v2/${own.project}/datasets`;
    await own.server.control('POST', '/revoke', { token: first });
    assert.equal((await own.byToken('GET', list, first)).status, 401);
    assert.equal((await own.byToken('GET', list, second)).status, 200);
    await own.mode('staleTokens', true);
    assert.equal((await own.byToken('GET', list, second)).status, 401);
    assert.equal((await own.byToken('GET', list, await own.token())).status, 200);
    await own.server.control('POST', '/revoke', { token: own.server.token });
    assert.deepEqual(await own.fault('GET', '/datasets'), [401, 'APIGW.0301']);
    assert.equal((await own.login()).status, 401);
  });

  it('throttles the service, not IAM, for as many calls as a test wants', async () => {
    await arts.mode('throttle', 2);
    assert.deepEqual(await arts.fault('GET', '/datasets'), [429, 'APIGW.0308']);
    assert.equal((await arts.signed('GET', '/v3/projects')).status, 200);
    await arts.mode('retryAfter', 3);
    assert.equal((await arts.call('GET', '/datasets')).headers['retry-after'], '3');
    assert.equal((await arts.call('GET', '/datasets')).status, 200);
    await arts.mode('retryAfter', null);
  });

  it('knows no other paths, and in a mode of its own none of the service', async () => {
    assert.deepEqual(await arts.fault('GET', '/datasets/x/export-tasks'), [404, 'APIGW.0101']);
    assert.deepEqual(await arts.fault('PATCH', '/datasets'), [404, 'APIGW.0101']);
    await arts.mode('noService', true);
    assert.deepEqual(await arts.fault('GET', '/datasets'), [404, 'APIGW.0101']);
    await arts.mode('noService', null);
  });

  it('refuses a signed body of more than 12 MB, not one with a token', async () => {
    const body = { samples: [], padding: 'x'.repeat(12 * 1024 ** 2) };
    const path = `/datasets/${'x'.repeat(20)}/data-annotations/samples/delete`;
    assert.deepEqual(await arts.fault('POST', path, body), [413, 'APIGW.0201']);
    const reply = await arts.byToken('POST', `/v2/${arts.project}${path}`, await arts.token(), body);
    assert.deepEqual(answer(reply), [400, 'ModelArts.4352']);
  });
});

/** Like `send`, for answers whose headers are longer than Node takes by itself. */
async function fetchLong(url: string, body: string): Promise<{ headers: Record<string, unknown>; text: string }> {
  const { request } = await import('node:http');
  return new Promise((resolve, reject) => {
    const sent = request(url, { method: 'POST', maxHeaderSize: 200_000, agent: false }, (response) => {
      let text = '';
      response.on('data', (part: Buffer) => (text += part.toString()));
      response.on('end', () => resolve({ headers: response.headers, text }));
    });
    sent.on('error', reject);
    sent.end(body);
  });
}
