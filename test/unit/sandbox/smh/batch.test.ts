import assert from 'node:assert/strict';
import { endAll } from '../harness';
import { emptySpaceId, Library, type SentRequest } from './library';

interface Result {
  status: number;
  code?: string;
  message?: string;
  path: string[];
  recycledItemId?: number;
}

describe('batches of SMH', function () {
  this.timeout(60_000);
  let library: Library;
  before(async () => {
    library = await Library.open(emptySpaceId, '--samples', 'media/samples');
  });
  after(endAll);
  beforeEach(async () => {
    await library.mkdir('work/raw');
    for (const name of ['a.txt', 'b.txt']) await library.upload(`work/${name}`, name);
    await library.upload('work/raw/c.txt', 'c');
  });
  afterEach(async () => {
    for (const mode of ['batch', 'bareFailures', 'failing', 'bin', 'bigIds']) await library.mode(mode, null);
    await library.server.control('PUT', '/pace', { msPerItem: 1 });
    await library.call('DELETE', 'directory', 'work', 'permanent');
  });

  const batch = (flag: string, items: unknown): Promise<SentRequest> => library.onSpace('POST', 'batch', flag, items);
  const byPath = (results: Result[]): Map<string, Result> =>
    new Map(results.map((result) => [result.path.join('/'), result]));

  it('deletes files and directories, and each result tells its path, not its place', async () => {
    const notice = await batch('delete', [{ path: 'work/raw' }, { path: '/work/a.txt' }]);
    assert.equal(notice.status, 200);
    assert.deepEqual(
      notice.json.result.map(({ path }: Result) => path),
      [
        ['work', 'a.txt'],
        ['work', 'raw'],
      ],
    );
    for (const { status, recycledItemId } of notice.json.result) {
      assert.equal(status, 200);
      assert.equal(typeof recycledItemId, 'number');
    }
    assert.deepEqual(await library.list('work'), ['b.txt']);
  });

  it('answers 207 when some or all failed, with a code for each that did', async () => {
    const notice = await batch('delete', [{ path: 'work/a.txt' }, { path: 'work/none.txt' }]);
    assert.equal(notice.status, 207);
    const failed = byPath(notice.json.result).get('work/none.txt');
    assert.deepEqual([failed?.status, failed?.code], [404, 'FileNotFound']);
    assert.equal((await batch('delete', [{ path: 'nothing' }])).status, 207);
    await library.mode('bareFailures', true);
    const bare = await batch('delete', [{ path: 'nothing' }]);
    assert.deepEqual(bare.json.result, [{ status: 404, path: ['nothing'] }]);
  });

  it('deletes for good where an item says so, or when there is no bin', async () => {
    const notice = await batch('delete', [{ path: 'work/a.txt', permanent: true }, { path: 'work/b.txt' }]);
    const results = byPath(notice.json.result);
    assert.deepEqual(results.get('work/a.txt'), { status: 204, path: ['work', 'a.txt'] });
    assert.equal(results.get('work/b.txt')?.status, 200);
    await library.mode('bin', false);
    assert.deepEqual((await batch('delete', [{ path: 'work/raw' }])).json.result, [
      { status: 204, path: ['work', 'raw'] },
    ]);
  });

  it('takes between one item and a thousand', async () => {
    assert.equal((await batch('delete', [])).json.code, 'NoItemsProvided');
    const many = Array.from({ length: 1001 }, (_, i) => ({ path: `work/${i}` }));
    const notice = await batch('delete', many);
    assert.deepEqual([notice.status, notice.json.code], [400, 'TooManyItems']);
    assert.equal((await batch('delete', { path: 'work' })).json.code, 'ParamInvalid');
    assert.equal((await batch('delete', [{ name: 'work' }])).json.code, 'ParamInvalid');
    assert.equal((await batch('paint', [{ path: 'work' }])).status, 404);
  });

  it('items below a forbidden path fail, the others do not', async () => {
    await library.mode('failing', 'work/raw');
    const notice = await batch('delete', [{ path: 'work/raw/c.txt' }, { path: 'work/a.txt' }, { path: 'work/raw' }]);
    const results = byPath(notice.json.result);
    assert.deepEqual(
      [results.get('work/raw/c.txt')?.status, results.get('work/raw/c.txt')?.code],
      [403, 'NoPermission'],
    );
    assert.equal(results.get('work/raw')?.status, 403);
    assert.equal(results.get('work/a.txt')?.status, 200);
  });

  it('moves and copies; a taken name is refused unless a strategy is given', async () => {
    const moved = await batch('move', [
      { from: 'work/a.txt', to: 'work/raw/a.txt' },
      { from: 'work/b.txt', to: 'work/raw/c.txt' },
    ]);
    assert.equal(moved.status, 207);
    const results = byPath(moved.json.result);
    assert.equal(results.get('work/raw/a.txt')?.status, 204);
    assert.deepEqual(results.get('work/raw/c.txt')?.code, 'SameNameDirectoryOrFileExists');
    const copied = await batch('copy', [
      { copyFrom: 'work/b.txt', to: 'work/raw/c.txt', conflictResolutionStrategy: 'rename' },
    ]);
    assert.deepEqual(copied.json.result, [{ status: 200, path: ['work', 'raw', 'c (1).txt'] }]);
    assert.deepEqual(await library.list('work/raw'), ['a.txt', 'c (1).txt', 'c.txt']);
  });

  it('copying a file over itself does not lose it', async () => {
    const item = { copyFrom: 'work/a.txt', to: 'work/a.txt', conflictResolutionStrategy: 'overwrite' };
    assert.equal((await batch('copy', [item])).json.result[0].status, 409);
    assert.ok((await library.list('work')).includes('a.txt'));
  });

  it('runs in the background from 200 items on', async () => {
    const items = Array.from({ length: 200 }, (_, i) => ({ path: i === 0 ? 'work/a.txt' : `work/none${i}` }));
    const notice = await batch('delete', items);
    assert.deepEqual([notice.status, Object.keys(notice.json)], [202, ['taskId']]);
    const task = await library.ended(notice.json.taskId);
    assert.deepEqual([task.status, task.result.length], [207, 200]);
    assert.equal(byPath(task.result).get('work/a.txt')?.status, 200);
    await library.mode('batch', 'sync');
    assert.equal((await batch('delete', items)).status, 207);
  });

  it('a task is 202 while it runs, at the pace of the sandbox', async () => {
    await library.mode('batch', 'async');
    await library.server.control('PUT', '/pace', { msPerItem: 400 });
    const { json } = await batch('delete', [{ path: 'work/a.txt' }, { path: 'work/b.txt' }]);
    const running = await library.call('GET', 'task', String(json.taskId));
    assert.deepEqual(running.json, [{ taskId: json.taskId, status: 202 }]);
    assert.equal((await library.ended(json.taskId)).status, 200);
    assert.ok(!(await library.list('work')).includes('a.txt'));
  });

  it('several tasks are asked for at once; unknown ones are left out', async () => {
    await library.mode('batch', 'async');
    const one = (await batch('delete', [{ path: 'work/a.txt' }])).json.taskId;
    const two = (await batch('delete', [{ path: 'work/b.txt' }])).json.taskId;
    await library.ended(one);
    await library.ended(two);
    const { json } = await library.call('GET', 'task', `${one},99,${two}`);
    assert.deepEqual(
      json.map(({ taskId }: { taskId: number }) => taskId),
      [one, two],
    );
    const whole = await library.raw('GET', `/api/v1/task/${library.id}/${one},${two}?access_token=${library.token}`);
    assert.equal(whole.json.length, 2);
    assert.deepEqual((await library.call('GET', 'task', '99')).json, []);
  });

  it('tasks are kept for 30 days', async () => {
    await library.mode('batch', 'async');
    const id = String((await batch('delete', [{ path: 'work/a.txt' }])).json.taskId);
    await library.ended(id);
    await library.clock(31 * 86_400);
    library.token = await library.mint({ grant: 'admin' });
    assert.deepEqual((await library.call('GET', 'task', id)).json, []);
    await library.clock(0);
  });

  it('the newer form of a task has codes only, and 400 when all failed', async () => {
    await library.mode('batch', 'async');
    const id = String((await batch('delete', [{ path: 'work/none' }])).json.taskId);
    await library.ended(id);
    const { json } = await library.call('GET', 'task-result', id);
    assert.deepEqual(json, {
      taskId: Number(id),
      taskType: 'batchDelete',
      status: 400,
      batchDeleteResults: [{ status: 404, code: 'FileNotFound', path: ['work', 'none'] }],
    });
    assert.equal((await library.call('GET', 'task-result', '99')).json.code, 'TaskNotFound');
  });

  it('ids may be above 2^53, as bare numbers', async () => {
    await library.mode('bigIds', true);
    await library.mode('batch', 'async');
    const text = (await batch('delete', [{ path: 'work/a.txt' }])).reply.text;
    const id = /^\{"taskId":(\d{16,})\}$/.exec(text)?.[1] ?? '';
    assert.ok(BigInt(id) > 2n ** 53n);
    await library.ended(id);
    const { reply } = await library.call('GET', 'task', id);
    const item = /"recycledItemId":(\d{16,})/.exec(reply.text)?.[1] ?? '';
    const path = `/api/v1/recycled/${library.id}/${emptySpaceId}?restore&access_token=${library.token}`;
    await library.mode('batch', null);
    const { send } = await import('../harness');
    const back = await send('POST', library.server.origin + path, `[${item}]`);
    assert.equal(back.status, 200);
    assert.ok((await library.list('work')).includes('a.txt'));
  });

  it('rights are those of each item', async () => {
    const token = await library.mint({ space_id: emptySpaceId, grant: 'delete_file' });
    const notice = await library.onSpace(
      'POST',
      'batch',
      'delete',
      [{ path: 'work/a.txt' }, { path: 'work/raw' }],
      token,
    );
    const results = byPath(notice.json.result);
    assert.deepEqual([results.get('work/a.txt')?.status, results.get('work/raw')?.status], [200, 403]);
  });

  it('a fault holds a task where it is', async () => {
    await library.mode('batch', 'async');
    const id = String((await batch('delete', [{ path: 'work/a.txt' }])).json.taskId);
    await library.ended(id);
    await library.server.control('PUT', '/faults', [
      { match: '^GET /api/v1/task/', times: 1, action: { type: 'stuck', status: '202' } },
    ]);
    assert.equal((await library.call('GET', 'task', id)).json[0].status, 202);
    assert.equal((await library.call('GET', 'task', id)).json[0].status, 200);
  });
});
