import assert from 'node:assert/strict';
import { endAll } from '../harness';
import { emptySpaceId, Library, samplesSpaceId } from './library';

describe('directories of SMH', function () {
  this.timeout(60_000);
  let library: Library;
  before(async () => {
    library = await Library.open(emptySpaceId, '--samples', 'media/samples');
    for (const name of ['b', 'a', 'c']) await library.mkdir(`list/${name}`);
    for (const [i, name] of ['z.txt', 'y.txt', 'x.txt', 'w.txt'].entries())
      await library.upload(`list/${name}`, 'x'.repeat(10 - i));
  });
  after(endAll);
  afterEach(async () => {
    for (const mode of ['emptyPage', 'repeatMarker', 'integerMarker', 'asyncCopy']) await library.mode(mode, null);
  });

  const page = async (query: string): Promise<any> => (await library.call('GET', 'directory', 'list', query)).json;
  const names = (json: any): string[] => json.contents.map(({ name }: { name: string }) => name);

  /** Every page by marker, until there is no marker or one comes again. */
  async function pages(limit: number, query = ''): Promise<{ names: string[][]; markers: unknown[] }> {
    const found: { names: string[][]; markers: unknown[] } = { names: [], markers: [] };
    for (let marker: string | number = ''; ;) {
      const json = await page(`by-marker=1&limit=${limit}&marker=${marker}${query}`);
      found.names.push(names(json));
      if (json.nextMarker === undefined || found.markers.includes(json.nextMarker)) return found;
      marker = json.nextMarker;
      found.markers.push(marker);
    }
  }

  it('are listed by marker, directories first', async () => {
    const { names: found } = await pages(3);
    assert.deepEqual(found, [['a', 'b', 'c'], ['w.txt', 'x.txt', 'y.txt'], ['z.txt']]);
  });

  it('are listed in the order that is asked for', async () => {
    const { names: bySize } = await pages(2, '&order_by=size&order_by_type=desc&filter=onlyFile');
    assert.deepEqual(bySize, [
      ['z.txt', 'y.txt'],
      ['x.txt', 'w.txt'],
    ]);
    assert.deepEqual(names(await page('by-marker=1&order_by=name&order_by_type=desc')).slice(0, 4), [
      'c',
      'b',
      'a',
      'z.txt',
    ]);
    assert.deepEqual(names(await page('by-marker&filter=onlyDir')), ['a', 'b', 'c']);
    assert.equal((await page('by-marker=1&order_by=colour')).code, 'ParamInvalid');
  });

  it('are listed by page with totals', async () => {
    const json = await page('by-page=1&page=2&page_size=3');
    assert.deepEqual(names(json), ['w.txt', 'x.txt', 'y.txt']);
    assert.deepEqual([json.fileCount, json.subDirCount, json.totalNum], [4, 3, 7]);
    assert.equal((await page('by-page=1&page=101&page_size=100')).code, 'ParamInvalid');
  });

  it('have pages of 20 by default and 100 at most', async () => {
    library.space = samplesSpaceId;
    const { json } = await library.call('GET', 'space', 'contents-view', '');
    assert.equal(json.contents.length, 20);
    library.space = emptySpaceId;
    assert.equal((await page('by-marker=1&limit=101')).code, 'ParamInvalid');
    assert.equal(names(await page('by-marker=1&limit=100')).length, 7);
  });

  it('are not listed without a way to page', async () => {
    const message = await library.call('GET', 'directory', 'list', 'limit=10');
    assert.deepEqual([message.status, message.json.code], [400, 'CloseOldList']);
  });

  it('a marker whose item has gone is stale', async () => {
    await library.upload('stale/a.txt', 'a', '').catch(() => undefined);
    await library.mkdir('stale');
    for (const name of ['a.txt', 'b.txt', 'c.txt']) await library.upload(`stale/${name}`, name);
    const { json } = await library.call('GET', 'directory', 'stale', 'by-marker=1&limit=1');
    await library.call('DELETE', 'file', 'stale/b.txt');
    const message = await library.call('GET', 'directory', 'stale', `by-marker=1&limit=1&marker=${json.nextMarker}`);
    assert.deepEqual([message.status, message.json.code], [404, 'MarkerNotFound']);
    assert.equal((await page('by-marker=1&marker=nonsense')).code, 'MarkerNotFound');
  });

  it('an empty page may come in the middle', async () => {
    await library.mode('emptyPage', true);
    const { names: found } = await pages(100);
    assert.deepEqual(found, [['a', 'b', 'c', 'w.txt'], [], ['x.txt', 'y.txt', 'z.txt']]);
    assert.deepEqual((await pages(2)).names, [['a', 'b'], [], ['c', 'w.txt'], ['x.txt', 'y.txt'], ['z.txt']]);
  });

  it('the last page may repeat its marker', async () => {
    await library.mode('repeatMarker', true);
    const { names: found, markers } = await pages(4);
    assert.deepEqual([found.length, markers.length], [2, 1]);
    assert.deepEqual(found.flat().length, 7);
  });

  it('markers may be whole numbers', async () => {
    await library.mode('integerMarker', true);
    const { names: found, markers } = await pages(4);
    assert.deepEqual(found.flat().length, 7);
    assert.ok(markers.every((marker) => typeof marker === 'number'));
    await library.mode('emptyPage', true);
    assert.equal((await pages(4)).names.flat().length, 7);
  });

  it('the root is an empty path or %2F, and paths may start with %2F and hold it', async () => {
    const at = async (path: string): Promise<any> =>
      (
        await library.raw(
          'GET',
          `/api/v1/directory/${library.id}/${emptySpaceId}${path}?by-marker=1&access_token=${library.token}`,
        )
      ).json;
    for (const path of ['', '/', '/%2F']) assert.deepEqual((await at(path)).path, [], path);
    for (const path of ['/list/a', '/%2Flist%2Fa', '/list%2Fa', '/list/a/'])
      assert.deepEqual((await at(path)).path, ['list', 'a'], path);
  });

  it('flags may be bare, =1 or empty, and nothing else', async () => {
    for (const flag of ['by-marker', 'by-marker=1', 'by-marker='])
      assert.equal(names(await page(flag)).length, 7, flag);
    assert.equal((await page('by-marker=0')).code, 'CloseOldList');
  });

  it('are made with their parents; a taken name is a conflict or gets a number', async () => {
    assert.deepEqual((await library.mkdir('deep/er/est')).json, { path: ['deep', 'er', 'est'] });
    const taken = await library.mkdir('deep/er');
    assert.deepEqual([taken.status, taken.json.code], [409, 'SameNameDirectoryOrFileExists']);
    const renamed = await library.mkdir('deep/er', 'conflict_resolution_strategy=rename');
    assert.deepEqual([renamed.status, renamed.json.path], [201, ['deep', 'er (1)']]);
    assert.equal((await library.mkdir('list/z.txt/x')).json.code, 'PathConflict');
    assert.equal(
      (await library.mkdir('deep', 'conflict_resolution_strategy=maybe')).json.code,
      'InvalidConflictResolutionStrategy',
    );
    assert.equal((await library.mkdir('')).json.code, 'RootDirectoryNotAllowed');
  });

  it('names are checked', async () => {
    for (const name of ['a:b', 'a*b', 'a?b', 'a"b', 'a<b', 'a>b', 'a|b', 'a\\b', 'a\nb'])
      assert.equal((await library.mkdir(name)).json.code, 'IllegalFileName', name);
    assert.equal((await library.mkdir('n'.repeat(256))).json.code, 'DirectoryNameLengthExceed');
    assert.equal((await library.begin('n'.repeat(256))).json.code, 'FileNameLengthExceed');
    assert.equal((await library.mkdir('名'.repeat(255))).status, 201);
    const up = await library.raw(
      'PUT',
      `/api/v1/directory/${library.id}/${emptySpaceId}/x%2F..?access_token=${library.token}`,
    );
    assert.equal(up.json.code, 'IllegalFileName');
    const broken = await library.raw(
      'PUT',
      `/api/v1/directory/${library.id}/${emptySpaceId}/%ff?access_token=${library.token}`,
    );
    assert.equal(broken.json.code, 'ParamInvalid');
  });

  it('move, with what is in them', async () => {
    await library.mkdir('from/inner');
    await library.upload('from/inner/f.txt', 'f');
    const moved = await library.call('PUT', 'directory', 'to', '', { from: '/from' });
    assert.equal(moved.status, 204);
    assert.deepEqual(await library.list('to/inner'), ['f.txt']);
    await library.mkdir('from');
    assert.equal((await library.call('PUT', 'directory', 'to', '', { from: 'from' })).status, 409);
    const renamed = await library.call('PUT', 'directory', 'to', 'conflict_resolution_strategy=rename', {
      from: 'from',
    });
    assert.deepEqual([renamed.status, renamed.json.path], [200, ['to (1)']]);
    assert.equal((await library.call('PUT', 'directory', 'to/inner/x', '', { from: 'to' })).json.code, 'PathConflict');
    assert.equal((await library.call('PUT', 'directory', 'to', '', { from: 'to' })).status, 409);
    assert.equal((await library.call('PUT', 'directory', 'x', '', { from: 'gone' })).json.code, 'DirectoryNotFound');
  });

  it('copy at once, or in the background', async () => {
    await library.mkdir('original/inner');
    await library.upload('original/inner/f.txt', 'f');
    assert.equal((await library.call('PUT', 'directory', 'copy1', '', { copyFrom: 'original' })).status, 204);
    assert.deepEqual(await library.list('copy1/inner'), ['f.txt']);
    await library.mode('asyncCopy', true);
    const begun = await library.call('PUT', 'directory', 'copy2', '', { copyFrom: 'original' });
    assert.equal(begun.status, 202);
    assert.equal((await library.ended(begun.json.taskId)).status, 204);
    assert.deepEqual(await library.list('copy2/inner'), ['f.txt']);
    const again = await library.call('PUT', 'directory', 'copy2', '', { copyFrom: 'original' });
    assert.equal((await library.ended(again.json.taskId)).status, 500);
  });

  it('tell details and counts, and whether they are there', async () => {
    const info = await library.call('GET', 'directory', 'list', 'info');
    assert.deepEqual([info.json.path, info.json.type], [['list'], 'dir']);
    assert.deepEqual((await library.call('GET', 'directory', 'list', 'stats=1')).json, {
      fileNum: '4',
      dirNum: '3',
      size: '34',
    });
    assert.equal((await library.call('HEAD', 'directory', 'list')).status, 200);
    assert.equal((await library.call('HEAD', 'directory', 'list/z.txt')).status, 404);
    assert.equal((await library.call('GET', 'directory', 'list/z.txt', 'by-marker=1')).json.code, 'DirectoryNotFound');
  });

  it('take labels', async () => {
    assert.equal(
      (await library.call('POST', 'directory', 'list/z.txt', 'update=1', { labels: ['cat'], category: 'pets' })).status,
      204,
    );
    const { json } = await library.call('GET', 'file', 'list/z.txt', 'info');
    assert.deepEqual([json.labels, json.category], [['cat'], 'pets']);
  });
});
