import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { endAll, send } from '../harness';
import { Storage } from './storage';

describe('the life of an EO storage sandbox', function () {
  this.timeout(60_000);
  const home = mkdtempSync(join(tmpdir(), 'sandbox-eo-'));
  after(async () => {
    await endAll();
    rmSync(home, { recursive: true, force: true });
  });

  it('an empty one has the root alone', async () => {
    const storage = await Storage.open('--empty');
    assert.deepEqual([await storage.list(-1), await storage.server.rows('file')], [[], []]);
    assert.equal((await storage.get('/folder/tree')).data[0].children.length, 0);
  });

  it('holds as many files as it is told to', async () => {
    const storage = await Storage.open('--empty', '--rows', '20000');
    const [rows] = await storage.list(-1);
    const { data } = await storage.post('/query/page', { page: 200, size: 100, parentId: rows.id });
    assert.deepEqual([data.total, data.fileVoList[99].fileName], [20_000, 'item_0020000.png']);
    const urls = await storage.get(`/file/urls?dataFileIds=${data.fileVoList[99].id}`);
    assert.equal((await send('GET', urls.data.urlList[0].url)).status, 200);
    await storage.server.end();
  });

  it('keeps key, files and links over a restart', async () => {
    const first = await Storage.open('--empty', '--folder', home);
    const folder = await first.dir('kept');
    const file = await first.upload('a.tif', 'kept bytes', folder);
    const { data: begun } = await first.post('/file/pre-upload/raster', first.facts('b.tif', 4, folder));
    const { data } = await first.get(`/file/urls?dataFileIds=${file}`);
    await first.server.end();
    const second = await Storage.open('--empty', '--folder', home);
    assert.deepEqual([second.server.port, second.server.token], [first.server.port, first.server.token]);
    assert.deepEqual(await second.names(folder), ['a.tif']);
    assert.equal((await send('GET', data.urlList[0].url)).text, 'kept bytes');
    assert.equal((await send('PUT', begun.uploadUrl, 'four')).status, 200);
    assert.equal((await second.success(begun)).code, 200);
    await second.server.end();
  });
});
