import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { endAll } from '../harness';
import { Arts } from './arts';

describe('the ModelArts sandbox when it starts again', function () {
  this.timeout(60_000);
  const folder = mkdtempSync(join(tmpdir(), 'arts-'));

  after(async () => {
    await endAll();
    rmSync(folder, { recursive: true, force: true });
  });

  it('keeps its port, keys, tokens, rows and work that was not done', async () => {
    const first = await Arts.start('--folder', folder);
    const token = await first.token();
    const id = await first.id('classify');
    const before = (await first.samples(id)).map((one) => one.sample_id);
    await first.server.control('PUT', '/pace', { msPerItem: 1000 });
    await first.call('POST', `/datasets/${id}/sync-data`, {});
    await first.server.end();
    const again = await Arts.start('--folder', folder);
    assert.deepEqual(again.server.connect, first.server.connect);
    assert.equal((await again.byToken('GET', `/v2/${again.project}/datasets`, token)).status, 200);
    assert.equal((await again.ok('GET', `/datasets/${id}/sync-data/status`)).status, 'RUNNING');
    assert.deepEqual(
      (await again.samples(id)).map((one) => one.sample_id),
      before,
    );
  });
});
