import assert from 'node:assert/strict';
import { englishText } from '../../../src/core/model/text';
import { smh } from '../../../src/core/platforms/smh';
import { writeSecret } from '../../../src/core/platforms/smh/secret';
import { reported } from '../../support/errors';
import { never } from '../../support/context';
import { invalidToken, library, node, pasted, refused, secret, SmhServer, space } from './server';

const empty = { json: { path: [], contents: [] } };
const verify = (server: SmhServer) => server.session.verify(never);
const minting = (more: (call: string, token: string | null) => ReturnType<typeof refused>) => {
  let minted = 0;
  return new SmhServer(
    (call, { query }) =>
      call === 'GET token'
        ? { json: { accessToken: `acctk-minted-${++minted}`, expiresIn: 86400 } }
        : more(call, query.get('access_token')),
    { kind: 'secret' },
  );
};

describe('SMH: calls', () => {
  it('carry the token in the query, and name neither it nor a path in the log', async () => {
    const server = new SmhServer(() => empty);
    await verify(server);
    assert.deepEqual(
      server.sent.map(({ line }) => line),
      [`GET /api/v1/directory/${library}/${space}/?by-marker=1&limit=1&access_token=${pasted}`],
    );
    assert.equal(server.sent[0]?.headers.authorization, undefined);
    assert.doesNotMatch(server.context.lines.join('\n'), /acctk|space0a/);
    assert.ok(server.context.hidden.includes(pasted));
  });

  it('name the user with a token that was pasted', async () => {
    const server = new SmhServer(() => empty, { options: { libraryId: library, spaceId: space, userId: 'u1' } });
    await verify(server);
    assert.equal(server.sent[0]?.query.get('user_id'), 'u1');
  });

  it('mint one token with the secret of the library, however many ask at once', async () => {
    const server = minting(() => empty);
    await Promise.all([verify(server), verify(server), verify(server)]);
    const [mint, ...others] = server.all('GET token');
    assert.deepEqual(others, []);
    assert.deepEqual(Object.fromEntries(mint!.query), {
      library_id: library,
      library_secret: secret,
      space_id: space,
      period: '86400',
      grant: 'admin',
    });
    assert.ok(server.context.hidden.includes(secret) && server.context.hidden.includes('acctk-minted-1'));
    assert.doesNotMatch(server.context.lines.join('\n'), /ls-9f8e|acctk-/);
  });

  it('take a new token, once, when the server no longer takes the old one', async () => {
    const server = minting((_call, token) => (token === 'acctk-minted-1' ? invalidToken : empty));
    await Promise.all([verify(server), verify(server), verify(server)]);
    assert.equal(server.all('GET token').length, 2);
    assert.equal(server.asked, 0);
  });

  it('do not mint again and again when every token is refused', async () => {
    const server = minting(() => invalidToken);
    await assert.rejects(verify(server), reported('auth', /InvalidAccessToken/));
    assert.equal(server.all('GET token').length, 2);
  });

  for (const code of ['NoPermission', 'AccessTokenNotMatchSpace', 'WriteForbidden', 'LibraryServiceExpired'])
    it(`renew nothing for ${code}, which speaks of rights`, async () => {
      const server = minting(() => refused(403, code, 'the reason'));
      await assert.rejects(verify(server), reported('forbidden', /the reason/));
      assert.equal(server.all('GET token').length, 1);
    });

  it('ask for another token when a pasted one is refused', async () => {
    const next = writeSecret('token', { accessToken: 'acctk-another' });
    const server = new SmhServer((_call, { query }) => (query.get('access_token') === pasted ? invalidToken : empty), {
      next,
    });
    await verify(server);
    assert.equal(server.asked, 1);
    assert.equal(server.sent.at(-1)?.query.get('access_token'), 'acctk-another');
  });

  it('ask for another secret when the library does not know it', async () => {
    const server = new SmhServer(() => refused(404, 'WrongLibraryIdOrSecret'), { kind: 'secret' });
    await assert.rejects(verify(server), reported('auth', /asked/));
    assert.equal(server.asked, 1);
  });

  it('go over https alone, but on this machine', async () => {
    const check = smh.info.urlField.check!;
    assert.equal(check('https://smh1.api.tencentsmh.cn'), undefined);
    assert.equal(check('http://127.0.0.1:9000'), undefined);
    assert.match(englishText(check('http://smh1.api.tencentsmh.cn')!), /https/);
    const context = new SmhServer(() => empty).context;
    const connection = { id: 'x', platform: 'smh', name: 'x', url: 'http://smh.example' };
    await assert.rejects(
      smh.signIn('token', { accessToken: 'a' }, connection, context, never),
      reported('invalid', /https/),
    );
    const credentials = { get: () => Promise.resolve('{}'), refresh: () => Promise.reject(new Error('asked')) };
    await assert.rejects(smh.open(connection, credentials, context).verify(never), reported('invalid', /https/));
    assert.equal(context.lines.length, 0);
  });

  it('encode each name of a path, and keep the slashes between', async () => {
    const server = new SmhServer(() => ({ json: { type: 'image' } }));
    const odd = 'a b/100%/#1 +?.jpg';
    await server.session.get([node(odd).ref, node('猫/😀 .hidden/').ref], never);
    assert.deepEqual(
      server.sent.map(({ path }) => path.replace(`/api/v1/`, '')),
      [
        `file/${library}/${space}/a%20b/100%25/%231%20%2B%3F.jpg`,
        `directory/${library}/${space}/%E7%8C%AB/%F0%9F%98%80%20.hidden`,
      ],
    );
    assert.ok(server.sent.every(({ url }) => url.search.startsWith('?info&')));
  });

  it('never go to a path that means another one', async () => {
    const server = new SmhServer(() => empty);
    await assert.rejects(server.session.get([node('a/../b').ref], never), reported('invalid', /\.\./));
    assert.equal(server.sent.length, 0);
  });
});

describe('SMH: errors', () => {
  const failing = (notice: ReturnType<typeof refused>) => verify(new SmhServer(() => notice));

  for (const [status, code, kind] of [
    [400, 'ParamInvalid', 'invalid'],
    [400, 'QuotaLimitReached', 'limit'],
    [404, 'SpaceNotFound', 'not-found'],
    [409, 'PathConflict', 'conflict'],
    [414, 'Whatever', 'limit'],
    [429, 'RateLimitExceeded', 'limit'],
    [451, 'SensitiveContentRecognized', 'invalid'],
    [503, 'ServerOverloaded', 'unavailable'],
  ] as const)
    it(`are told as ${kind} for ${status} ${code}, with the message and the id of the request`, async () => {
      await assert.rejects(failing(refused(status, code, '没有权限')), (error: any) => {
        assert.deepEqual(
          [error.kind, error.facts.code, error.facts.status, error.facts.requestId],
          [kind, code, status, '6f0c9a1e'],
        );
        assert.match(error.message, /没有权限/);
        return true;
      });
    });

  it('take the id of the request from a header where the body has none', async () => {
    const notice = { status: 404, headers: { 'x-smh-request-id': 'r-77' }, json: { code: 'SpaceNotFound' } };
    await assert.rejects(failing(notice), (error: any) => error.facts.requestId === 'r-77');
  });

  it('repeat reads that the server was too busy for, as late as it asks', async () => {
    let busy = 2;
    const server = new SmhServer(() =>
      busy-- > 0 ? { ...refused(429, 'RateLimitExceeded'), headers: { 'retry-after': '2' } } : empty,
    );
    await verify(server);
    assert.deepEqual(server.context.slept, [2_000, 2_000]);
  });
});
