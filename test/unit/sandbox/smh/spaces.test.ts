import assert from 'node:assert/strict';
import { endAll } from '../harness';
import { emptySpaceId, Library, samplesSpaceId, type SentRequest } from './library';

describe('spaces of SMH', function () {
  this.timeout(60_000);
  let library: Library;
  before(async () => {
    library = await Library.open(samplesSpaceId, '--samples', 'media/samples');
  });
  after(endAll);
  afterEach(async () => {
    await library.mode('spaceMarker', null);
    await library.mode('singleTenant', null);
  });

  const spaces = (rest: string, query = '', method = 'GET', body?: unknown): Promise<SentRequest> =>
    library.raw(method, `/api/v1/space/${library.id}${rest}?access_token=${library.token}&${query}`, body);
  const ids = (list: { spaceId: string }[]): string[] => list.map(({ spaceId }) => spaceId);

  it('are listed page by page, the next page named in one of two ways', async () => {
    for (const mode of ['nextMarker', 'marker']) {
      await library.mode('spaceMarker', mode);
      const first = (await spaces('/list', 'limit=1')).json;
      assert.deepEqual(ids(first.list), [samplesSpaceId]);
      const second = (await spaces('/list', `limit=1&marker=${first[mode]}`)).json;
      assert.deepEqual([ids(second.list), Object.keys(second)], [[emptySpaceId], ['list']]);
    }
    assert.equal((await spaces('/list', 'limit=1001')).json.code, 'ParamInvalid');
  });

  it('come as a bare array from older servers', async () => {
    assert.deepEqual(ids((await spaces('')).json), [samplesSpaceId, emptySpaceId]);
    await library.mode('spaceMarker', 'array');
    assert.deepEqual(ids((await spaces('/list', 'limit=1')).json), [samplesSpaceId, emptySpaceId]);
  });

  it('are made and deleted; a full one needs force', async () => {
    const made = await spaces('', '', 'POST', { spaceTag: 'mine' });
    assert.equal(made.status, 201);
    const { spaceId } = made.json;
    const mine = new Library(library.server, spaceId);
    mine.token = library.token;
    await mine.upload('a.txt', 'a');
    const full = await spaces(`/${spaceId}`, '', 'DELETE');
    assert.deepEqual([full.status, full.json.code], [409, 'SpaceNotEmpty']);
    assert.equal((await spaces(`/${spaceId}`, 'force=1', 'DELETE')).status, 204);
    assert.equal((await mine.call('GET', 'directory', '', 'by-marker=1')).json.code, 'SpaceNotFound');
  });

  it('tell size and counts as texts', async () => {
    const mine = new Library(library.server, (await spaces('', '', 'POST', {})).json.spaceId);
    mine.token = library.token;
    await mine.mkdir('a/b');
    await mine.upload('a/b/x.txt', 'four');
    await mine.upload('y.txt', '22');
    await mine.call('DELETE', 'file', 'y.txt');
    assert.deepEqual((await spaces(`/${mine.space}/size`)).json, { size: '6' });
    assert.deepEqual((await spaces(`/${mine.space}/file-count`)).json, {
      fileNum: '1',
      dirNum: '2',
      recycledFileNum: '1',
      recycledDirNum: '0',
      historyFileNum: '0',
    });
  });

  it('show all their contents in one flat list', async () => {
    const seen: string[] = [];
    let marker = '';
    do {
      const { json } = await spaces(
        `/${samplesSpaceId}/contents-view`,
        `filter=onlyFile&limit=50&with_path=1&marker=${marker}`,
      );
      for (const { path } of json.contents) seen.push(path.join('/'));
      marker = json.nextMarker ?? '';
    } while (marker !== '');
    const files = (await library.server.rows('entry')).filter(
      ({ space, type }) => space === samplesSpaceId && type !== 'dir',
    );
    assert.deepEqual(seen.sort(), files.map(({ path }) => path).sort());
    assert.ok(seen.includes('pictures/cat.jpg') && seen.includes('notes/图 片 #1/深 50%+.txt'));
  });

  it('a single-tenant library has the one space "-", which is the one that was made first', async () => {
    const first = await library.list('');
    // Their ids are random: some come before that of the first one.
    for (let n = 0; n < 100; n++) await spaces('', '', 'POST', {});
    await library.mode('singleTenant', true);
    assert.equal((await spaces('/list')).json.code, 'NotMultiSpaceLibrary');
    const only = new Library(library.server, '-');
    only.token = library.token;
    assert.deepEqual(await only.list(''), first, 'it is the first space');
    assert.equal((await library.call('GET', 'directory', '', 'by-marker=1')).json.code, 'SpaceNotFound');
    await library.mode('singleTenant', false);
    assert.equal((await only.call('GET', 'directory', '', 'by-marker=1')).json.code, 'SpaceNotFound');
  });

  it('one that is open to all is read without a token', async () => {
    const open = new Library(library.server, (await spaces('', '', 'POST', { isPublicRead: true })).json.spaceId);
    assert.equal((await open.call('GET', 'directory', '', 'by-marker=1')).status, 200);
    assert.equal((await open.mkdir('x')).json.code, 'EmptyAccessToken');
  });
});
