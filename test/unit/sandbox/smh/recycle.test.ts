import assert from 'node:assert/strict';
import { endAll, send } from '../harness';
import { emptySpaceId, Library, type SentRequest } from './library';

const dayS = 86_400;

describe('the recycle bin of SMH', function () {
  this.timeout(60_000);
  let library: Library;
  before(async () => {
    library = await Library.open(emptySpaceId, '--samples', 'media/samples');
    await library.mkdir('place');
  });
  after(endAll);
  afterEach(async () => {
    await library.clock(0);
    for (const mode of ['bin', 'batch', 'failing']) await library.mode(mode, null);
    await bin('DELETE', '', '');
  });

  const bin = (method: string, id: string, query: string, body?: unknown): Promise<SentRequest> =>
    id === '' ? library.onSpace(method, 'recycled', query, body) : library.call(method, 'recycled', id, query, body);

  async function removed(path: string, text = path): Promise<string> {
    await library.upload(path, text, 'conflict_resolution_strategy=overwrite');
    return String((await library.call('DELETE', 'file', path)).json.recycledItemId);
  }
  const items = async (): Promise<string[]> => (await library.server.rows('recycled')).map(({ id }) => String(id));

  it('lists what was removed, by marker and by page', async () => {
    const ids = [await removed('place/a.txt'), await removed('place/b.txt'), await removed('place/c.txt')];
    const first = (await bin('GET', '', 'by-marker=1&limit=2')).json;
    const second = (await bin('GET', '', `by-marker=1&limit=2&marker=${first.nextMarker}`)).json;
    const listed = [...first.contents, ...second.contents];
    assert.deepEqual(
      listed.map(({ recycledItemId }: any) => String(recycledItemId)),
      ids,
    );
    assert.equal(second.nextMarker, undefined);
    const [item] = listed;
    assert.deepEqual(
      [item.name, item.type, item.originalPath, item.size, item.remainingTime],
      ['a.txt', 'file', ['place', 'a.txt'], '11', 30],
    );
    const page = (await bin('GET', '', 'by-page=1&page=2&page_size=2')).json;
    assert.deepEqual([page.contents.length, page.totalNum], [1, 3]);
    assert.equal((await bin('GET', '', '')).json.code, 'CloseOldList');
    const down = (await bin('GET', '', 'by-marker=1&order_by=name&order_by_type=desc')).json;
    assert.deepEqual(down.contents[0].name, 'c.txt');
  });

  it('shows one item with a link', async () => {
    const id = await removed('place/a.txt', 'look');
    const { json } = await bin('GET', id, 'info');
    assert.equal((await send('GET', json.cosUrl)).text, 'look');
    assert.equal((await bin('GET', '1', 'info')).json.code, 'RecycledItemNotFound');
  });

  it('restores one, with what was in it', async () => {
    await library.mkdir('tree/inner');
    await library.upload('tree/inner/x.txt', 'x');
    const id = String((await library.call('DELETE', 'directory', 'tree')).json.recycledItemId);
    assert.deepEqual((await bin('POST', id, 'restore')).json, { path: ['tree'] });
    assert.deepEqual(await library.list('tree/inner'), ['x.txt']);
    assert.equal((await bin('POST', id, 'restore')).json.code, 'RecycledItemNotFound');
  });

  it('a taken name is a conflict, gets a number, or is overwritten', async () => {
    const id = await removed('place/a.txt', 'old');
    await library.upload('place/a.txt', 'new');
    const asked = await bin('POST', id, 'restore');
    assert.deepEqual([asked.status, asked.json.code], [409, 'SameNameDirectoryOrFileExists']);
    const renamed = await bin('POST', id, 'restore&conflict_resolution_strategy=rename');
    assert.deepEqual(renamed.json.path, ['place', 'a (1).txt']);
    const again = String((await library.call('DELETE', 'file', 'place/a (1).txt')).json.recycledItemId);
    await library.upload('place/a (1).txt', 'third');
    assert.equal((await bin('POST', again, 'restore&conflict_resolution_strategy=overwrite')).status, 200);
    await library.call('DELETE', 'file', 'place/a (1).txt', 'permanent');
    await library.call('DELETE', 'file', 'place/a.txt', 'permanent');
  });

  it('without its directory an item goes nowhere, or to the root when told so', async () => {
    await library.mkdir('gone');
    const id = await removed('gone/a.txt');
    await library.call('DELETE', 'directory', 'gone', 'permanent');
    assert.equal((await bin('POST', id, 'restore')).json.code, 'DirectoryNotFound');
    const back = await bin('POST', id, 'restore&restore_path_strategy=fallbackToRoot');
    assert.deepEqual(back.json.path, ['a.txt']);
  });

  it('restores many: 200, 207 or a task', async () => {
    const ids = [await removed('place/a.txt'), await removed('place/b.txt')];
    const message = await bin('POST', '', 'restore', [...ids.map(Number), 77]);
    assert.equal(message.status, 207);
    const results = new Map(message.json.result.map((one: any) => [String(one.recycledItemId), one]));
    assert.deepEqual(results.get(ids[0]!), { status: 200, recycledItemId: Number(ids[0]), path: ['place', 'a.txt'] });
    assert.equal((results.get('77') as any).code, 'RecycledItemNotFound');
    assert.equal((await bin('POST', '', 'restore', [Number(await removed('place/a.txt'))])).status, 200);
    await library.mode('batch', 'async');
    const task = await bin('POST', '', 'restore', [Number(await removed('place/a.txt'))]);
    assert.equal(task.status, 202);
    assert.equal((await library.ended(task.json.taskId)).status, 200);
    assert.equal((await bin('POST', '', 'restore', [])).json.code, 'NoItemsProvided');
  });

  it('purges one, and many', async () => {
    const ids = [await removed('place/a.txt'), await removed('place/b.txt'), await removed('place/c.txt')];
    assert.equal((await bin('DELETE', ids[0]!, '')).status, 204);
    assert.equal((await bin('DELETE', ids[0]!, '')).json.code, 'RecycledItemNotFound');
    assert.equal((await bin('POST', '', 'delete', [Number(ids[1]), 77])).status, 204);
    assert.deepEqual(await items(), [ids[2]]);
  });

  it('a purge without an id empties the bin', async () => {
    await removed('place/a.txt');
    await removed('place/b.txt');
    assert.equal((await library.call('DELETE', 'recycled', '')).status, 204);
    assert.deepEqual(await items(), []);
  });

  it('lets go of items when their days are over', async () => {
    await removed('place/a.txt');
    assert.equal((await bin('POST', '', 'lifecycle', { retentionDays: 5 })).status, 204);
    assert.equal((await bin('POST', '', 'lifecycle', { retentionDays: 0 })).json.code, 'ParamInvalid');
    await library.clock(4.5 * dayS);
    library.token = await library.mint({ grant: 'admin' });
    assert.equal((await bin('GET', '', 'by-marker=1')).json.contents[0].remainingTime, 1);
    await library.clock(5.5 * dayS);
    library.token = await library.mint({ grant: 'admin' });
    assert.deepEqual((await bin('GET', '', 'by-marker=1')).json.contents, []);
    await library.clock(0);
    await bin('POST', '', 'lifecycle', { retentionDays: 30 });
  });

  it('may be off: then there is nothing to list and deleting is for good', async () => {
    await library.mode('bin', false);
    assert.equal((await bin('GET', '', 'by-marker=1')).json.code, 'RecycleBinNotEnabled');
    await library.upload('place/a.txt', 'a');
    assert.equal((await library.call('DELETE', 'file', 'place/a.txt')).status, 204);
    await library.mode('bin', true);
    assert.deepEqual((await bin('GET', '', 'by-marker=1')).json.contents, []);
  });

  it('restoring and purging are granted apart', async () => {
    const id = await removed('place/a.txt');
    const token = await library.mint({ space_id: emptySpaceId, grant: 'restore_recycled' });
    assert.equal((await library.call('DELETE', 'recycled', id, '', undefined, token)).json.code, 'NoPermission');
    assert.equal((await library.call('POST', 'recycled', id, 'restore', undefined, token)).status, 200);
    await library.call('DELETE', 'file', 'place/a.txt', 'permanent');
  });
});
