import assert from 'node:assert/strict';
import { endAll } from '../harness';
import { emptySpaceId, Library, samplesSpaceId } from './library';

describe('tokens of SMH', function () {
  this.timeout(60_000);
  let library: Library;
  before(async () => {
    library = await Library.open(samplesSpaceId, '--samples', 'media/samples');
  });
  after(endAll);
  afterEach(() => library.clock(0));

  const root = (token: string): Promise<{ status: number; json: any }> =>
    library.call('GET', 'directory', '', 'by-marker=1', undefined, token);

  it('tells how to connect: the library, no space, the secret', () => {
    assert.equal(library.server.connect.method, 'secret');
    assert.deepEqual(Object.keys(library.server.connect.options), ['libraryId', 'spaceId']);
    assert.equal(library.server.connect.options.spaceId, '');
    assert.equal(library.secret, library.server.token);
    assert.equal(library.server.url, library.server.origin);
  });

  it('mints for the right secret only', async () => {
    const good = await library.raw('GET', `/api/v1/token?${library.secretQuery({ period: '60' })}`);
    assert.deepEqual([good.status, good.json.expiresIn], [200, 1200]);
    const plain = await library.raw('GET', `/api/v1/token?${library.secretQuery()}`);
    assert.equal(plain.json.expiresIn, 86_400);
    for (const wrong of [{ library_secret: 'no' }, { library_id: 'smhother' }]) {
      const message = await library.raw('GET', `/api/v1/token?${library.secretQuery(wrong)}`);
      assert.deepEqual([message.status, message.json.code], [404, 'WrongLibraryIdOrSecret']);
    }
  });

  it('answers 403 InvalidAccessToken for a wrong token and 400 EmptyAccessToken for none', async () => {
    const wrong = await root('nope');
    assert.deepEqual([wrong.status, wrong.json.code], [403, 'InvalidAccessToken']);
    const empty = await root('');
    assert.deepEqual([empty.status, empty.json.code], [400, 'EmptyAccessToken']);
  });

  it('a token slides with each use and ends after its period of silence', async () => {
    const token = await library.mint({ space_id: samplesSpaceId, period: '1200' });
    for (const seconds of [1100, 2200, 3300]) {
      await library.clock(seconds);
      assert.equal((await root(token)).status, 200, String(seconds));
    }
    await library.clock(3300 + 1210);
    assert.equal((await root(token)).json.code, 'InvalidAccessToken');
  });

  it('renewing is a use, dropping is the end', async () => {
    const token = await library.mint({ space_id: samplesSpaceId, period: '1200' });
    const path = `/api/v1/token/${library.id}/${token}`;
    await library.clock(1100);
    assert.deepEqual((await library.raw('POST', path)).json, { accessToken: token, expiresIn: 1200 });
    await library.clock(2200);
    assert.equal((await root(token)).status, 200);
    assert.equal((await library.raw('DELETE', path)).status, 204);
    assert.equal((await root(token)).json.code, 'InvalidAccessToken');
    assert.equal((await library.raw('POST', path)).json.code, 'InvalidAccessToken');
  });

  it('drops the tokens of a user', async () => {
    const [one, two] = [
      await library.mint({ space_id: samplesSpaceId, user_id: 'u1' }),
      await library.mint({ space_id: samplesSpaceId, user_id: 'u2' }),
    ];
    const query = `library_secret=${library.secret}&user_id=u1`;
    assert.equal((await library.raw('DELETE', `/api/v1/token/${library.id}?${query}`)).status, 204);
    assert.deepEqual([(await root(one)).status, (await root(two)).status], [403, 200]);
  });

  it('the control API revokes one token or all', async () => {
    const [one, two] = [
      await library.mint({ space_id: samplesSpaceId }),
      await library.mint({ space_id: samplesSpaceId }),
    ];
    await library.server.control('POST', '/revoke', { token: one });
    assert.deepEqual([(await root(one)).status, (await root(two)).status], [403, 200]);
    await library.server.control('POST', '/revoke', { token: '*' });
    assert.equal((await root(two)).status, 403);
    library.token = await library.mint({ grant: 'admin' });
  });

  it('the secret stands in for a token', async () => {
    const path = `/api/v1/directory/${library.id}/${samplesSpaceId}/?by-marker=1&library_secret=`;
    assert.equal((await library.raw('GET', path + library.secret)).status, 200);
    assert.equal((await library.raw('GET', `${path}x`)).json.code, 'WrongLibraryIdOrSecret');
    assert.equal((await root(library.secret)).json.code, 'InvalidAccessToken');
  });

  it('a token without grants only reads', async () => {
    const token = await library.mint({ space_id: samplesSpaceId });
    assert.equal((await root(token)).status, 200);
    const refused = [
      await library.call('PUT', 'directory', 'new', '', undefined, token),
      await library.call('PUT', 'file', 'new.txt', '', undefined, token),
      await library.call('DELETE', 'file', 'notes/a+b&c=d.txt', '', undefined, token),
      await library.onSpace('POST', 'batch', 'delete', [{ path: 'notes' }], token),
      await library.onSpace('DELETE', 'recycled', '', undefined, token),
      await library.raw('GET', `/api/v1/space/${library.id}/list?access_token=${token}`),
    ];
    assert.deepEqual(
      refused.map(({ status, json }) => [status, json.code]),
      refused.map(() => [403, 'NoPermission']),
    );
  });

  it('grants are told apart: files from directories, for good from into the bin, overwriting from adding', async () => {
    const token = await library.mint({ space_id: samplesSpaceId, grant: 'delete_file,begin_upload,create_directory' });
    const as = (method: string, kind: string, path: string, query = ''): Promise<{ status: number }> =>
      library.call(method, kind, path, query, undefined, token);
    assert.equal((await as('PUT', 'directory', 'granted')).status, 201);
    assert.equal((await as('DELETE', 'directory', 'granted')).status, 403);
    assert.equal((await as('PUT', 'file', 'granted/a.txt')).status, 201);
    assert.equal((await as('PUT', 'file', 'granted/a.txt', 'conflict_resolution_strategy=overwrite')).status, 403);
    await library.upload('granted/b.txt', 'b');
    assert.equal((await as('DELETE', 'file', 'granted/b.txt', 'permanent=1')).status, 403);
    assert.equal((await as('DELETE', 'file', 'granted/b.txt')).status, 200);
    const unknown = await library.raw('GET', `/api/v1/token?${library.secretQuery({ grant: 'everything' })}`);
    assert.deepEqual([unknown.status, unknown.json.code], [400, 'ParamInvalid']);
  });

  it('a token is for its spaces and its library', async () => {
    const token = await library.mint({ space_id: emptySpaceId });
    assert.equal((await root(token)).json.code, 'AccessTokenNotMatchSpace');
    const path = `/api/v1/directory/smhother/${samplesSpaceId}/?by-marker=1&access_token=${library.token}`;
    assert.equal((await library.raw('GET', path)).json.code, 'AccessTokenNotMatchLibrary');
    assert.equal((await root(await library.mint({ space_id: `${emptySpaceId},${samplesSpaceId}` }))).status, 200);
  });

  it('keeps tokens out of the log, in paths as well', async () => {
    const token = await library.mint({ space_id: samplesSpaceId });
    await root(token);
    await library.raw('POST', `/api/v1/token/${library.id}/${token}`);
    const log = JSON.stringify(await library.server.control('GET', '/log'));
    assert.ok(!log.includes(token) && !log.includes(library.secret));
    assert.ok(log.includes(`/api/v1/token/${library.id}/***`));
    const rows = JSON.stringify(await library.server.rows('token'));
    assert.ok(!rows.includes(token));
  });

  it('errors have a code, a message and the id of the request', async () => {
    const { json, reply } = await library.call('GET', 'directory', 'nowhere', 'by-marker=1');
    assert.deepEqual(Object.keys(json), ['code', 'message', 'requestId']);
    assert.equal(reply.headers['x-smh-request-id'], json.requestId);
    assert.equal((await library.raw('GET', '/api/v2/x')).status, 404);
  });
});
