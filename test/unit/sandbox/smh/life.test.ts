import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { endAll, send } from '../harness';
import { Library, samplesSpaceId } from './library';

describe('the life of an SMH sandbox', function () {
  this.timeout(60_000);
  const folders: string[] = [];
  const folder = (): string => {
    const made = mkdtempSync(join(tmpdir(), 'sandbox-smh-'));
    folders.push(made);
    return made;
  };
  after(async () => {
    await endAll();
    for (const made of folders) rmSync(made, { recursive: true, force: true });
  });

  it('an empty one has no spaces', async () => {
    const library = await Library.open('-', '--empty');
    const { json } = await library.raw('GET', `/api/v1/space/${library.id}/list?access_token=${library.token}`);
    assert.deepEqual(json, { list: [] });
    await library.mode('singleTenant', true);
    assert.deepEqual(await library.list(''), []);
    await library.upload('a.txt', 'a');
    assert.deepEqual(await library.list(''), ['a.txt']);
  });

  it('the samples are there: pictures, street, notes', async () => {
    const library = await Library.open(samplesSpaceId, '--samples', 'media/samples');
    const pictures = readdirSync('media/samples/pictures').filter((name) => !name.endsWith('.json'));
    assert.equal(pictures.length, 12);
    assert.deepEqual((await library.list('pictures')).sort(), pictures.sort());
    assert.ok((await library.paths()).includes('street/scene_street/lidar_point_cloud_0/000.pcd'));
    await library.server.end();
  });

  it('holds as many files as it is told to', async () => {
    const library = await Library.open('space2rows', '--empty', '--rows', '20000');
    const { json } = await library.call('GET', 'directory', '', 'by-page=1&page=100&page_size=100');
    assert.deepEqual([json.totalNum, json.contents[99].name], [20_000, 'item_0010000.png']);
    const { json: info } = await library.call('GET', 'file', 'item_0020000.png', 'info');
    assert.equal((await send('GET', info.cosUrl)).bytes.length, Number(info.size));
    await library.server.end();
  });

  it('keeps files, tokens and links over a restart, and ends what it had begun', async () => {
    const home = folder();
    const first = await Library.open(samplesSpaceId, '--samples', 'media/samples', '--folder', home);
    const { json: info } = await first.call('GET', 'file', 'pictures/cat.jpg', 'info');
    const { json: begun } = await first.begin('late.txt');
    await first.server.control('PUT', '/pace', { msPerItem: 60_000 });
    await first.mode('batch', 'async');
    const task = await first.onSpace('POST', 'batch', 'delete', [{ path: 'notes' }]);
    await first.server.end();
    const { startAs } = await import('../harness');
    const second = new Library(await startAs('smh', '--folder', home), samplesSpaceId);
    assert.deepEqual([second.secret, second.server.port], [first.secret, first.server.port]);
    second.token = first.token;
    assert.equal((await send('GET', info.cosUrl)).status, 200);
    assert.equal((await second.store(begun, Buffer.from('late'))).status, 200);
    assert.equal((await second.confirm(begun)).status, 200);
    assert.equal((await second.ended(task.json.taskId)).status, 200);
    assert.deepEqual(await second.list(''), ['pictures', 'street', 'late.txt']);
    await second.server.end();
  });

  it('unknown modes and values are refused', async () => {
    const library = await Library.open(samplesSpaceId, '--empty');
    await assert.rejects(library.mode('colour', true), /no such mode/);
    await assert.rejects(library.mode('batch', 'later'), /auto/);
    await assert.rejects(library.mode('bin', 1), /true or false/);
  });

  it('faults match by path and names of the query', async () => {
    const library = await Library.open(samplesSpaceId, '--samples', 'media/samples');
    await library.server.control('PUT', '/faults', [
      {
        match: '^GET /api/v1/directory/.* \\?access_token&by-marker$',
        times: 1,
        action: { type: 'status', status: 502 },
      },
      { match: '^GET /api/v1/file/', times: 1, action: { type: 'expired' } },
      { match: '^GET /smh', times: 1, action: { type: 'expired' } },
    ]);
    const html = await library.call('GET', 'directory', '', 'by-marker=1');
    assert.deepEqual([html.status, html.reply.headers['content-type']], [502, 'text/html']);
    const info = (): Promise<any> => library.call('GET', 'file', 'pictures/cat.jpg', 'info');
    assert.equal((await info()).json.code, 'InvalidAccessToken');
    const { json } = await info();
    assert.equal((await send('GET', json.cosUrl)).status, 403);
    assert.equal((await send('GET', json.cosUrl)).status, 200);
  });
});
