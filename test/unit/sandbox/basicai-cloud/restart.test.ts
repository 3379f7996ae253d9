import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { endAll } from '../harness';
import { Cloud } from './cloud';

describe('the BasicAI Cloud sandbox when it starts again', function () {
  this.timeout(60_000);
  const folder = mkdtempSync(join(tmpdir(), 'cloud-'));

  after(async () => {
    await endAll();
    rmSync(folder, { recursive: true, force: true });
  });

  it('keeps its port, its keys, its rows and their order', async () => {
    const first = await Cloud.start('--empty', '--folder', folder);
    const id = await first.dataset('kept');
    const ids = await first.data(id, 3);
    await first.ok('POST', `/dataset/removeData/${id}/${ids[2]}`);
    await first.mode('acceptKey', 'bk_second');
    await first.server.control('POST', '/revoke', { token: first.server.token });
    await first.server.end();
    const again = await Cloud.start('--empty', '--folder', folder);
    assert.deepEqual([again.server.url, again.server.token], [first.server.url, first.server.token]);
    assert.equal((await again.call('GET', '/dataset/list')).status, 401);
    await again.mode('acceptKey', again.server.token);
    assert.deepEqual(await again.ids(id), ids.slice(0, 2));
    assert.ok((await again.data(id, 1))[0]! > ids[2]!);
  });
});
