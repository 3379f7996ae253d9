import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { useDesk } from './support/desk';
import { openSandbox } from './support/open';
import { md5, type Server } from './support/server';

const filesIn = (folder: string) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((one) => one.isFile())
    .map((one) => join(one.parentPath, one.name).slice(folder.length + 1));

describe('out of the platform', () => {
  const desk = useDesk();
  const view = () => desk().workbench.tree('Datasets');
  let server: Server;
  before(async function () {
    this.timeout(60_000);
    server = await openSandbox(desk());
  });
  afterEach(async () => desk().workbench.notifications.closeAll());
  const takeFolder = async (title: string) => {
    const { quickInput } = desk().workbench;
    await quickInput.wait(title);
    await quickInput.choosePath(desk().workspace);
  };

  it('a dataset comes with every file, and a second time with none', async () => {
    const { notifications } = desk().workbench;
    const hashes = [...(await server.hashes('Sample pictures')).values()].sort();
    await view().choose(/^Sample pictures/, 'Download…');
    await takeFolder('Select a folder to download to');
    await notifications.wait(`${hashes.length} downloaded`);
    const folder = join(desk().workspace, 'Sample pictures');
    const files = filesIn(folder).filter((name) => name.startsWith('image_0/'));
    assert.deepEqual(files.map((name) => md5(readFileSync(join(folder, name)))).sort(), hashes);
    await notifications.closeAll();
    await view().choose(/^Sample pictures/, 'Download…');
    await takeFolder('Select a folder to download to');
    await notifications.click(`${hashes.length} downloaded`, 'Show Details');
    await desk().workbench.editors.waitText(/files already existed/);
    assert.deepEqual(readdirSync(desk().workspace), ['Sample pictures']);
  });

  it('an export brings a file for each item, counted against the list', async () => {
    const { notifications, quickInput } = desk().workbench;
    const count = (await server.hashes('Sample pictures')).size;
    await view().choose(/^Sample pictures/, 'Export…');
    await quickInput.wait('Export "Sample pictures"');
    await quickInput.pick('Xtreme1 JSON');
    await quickInput.pick('Annotations only');
    await takeFolder('Select a folder to export to');
    await notifications.wait(`${count} items exported`);
    const [folder = ''] = readdirSync(desk().workspace).filter((name) => name.startsWith('Sample pictures-'));
    const files = filesIn(join(desk().workspace, folder));
    assert.equal(files.filter((name) => /^data\/[^/]+\.json$/.test(name)).length, count);
    const ids = (await server.data('Sample pictures')).map(({ id }) => id).join();
    const found = (await server.call('GET', `/annotate/data/listByDataIds?dataIds=${ids}`)) as { objects: unknown[] }[];
    const results = files.filter((name) => /^result\/[^/]+\.json$/.test(name));
    assert.equal(results.length, found.filter(({ objects }) => objects.length > 0).length);
  });

  it('an export of a filter that nothing fits is refused before anything is sent', async () => {
    const { notifications, quickInput } = desk().workbench;
    await view().choose(/^Sample pictures/, 'View', 'Filter…');
    await quickInput.pick('Name contains…');
    await quickInput.waitMessage(/^Show only names/);
    await quickInput.type('zebra');
    await quickInput.accept();
    await quickInput.waitClosed();
    await server.call('DELETE', '/sandbox/log');
    await view().choose(/^Sample pictures/, 'Export…');
    await quickInput.wait('Select which items of "Sample pictures"');
    await quickInput.pick('Filtered items only');
    await quickInput.wait('Export "Sample pictures"');
    await quickInput.pick('Xtreme1 JSON');
    await quickInput.pick('Annotations only');
    await takeFolder('Select a folder to export to');
    await notifications.wait(/^No items in "Sample pictures" match the filter name "zebra"; nothing was exported\./);
    await desk().workbench.screenshot('export of nothing');
    const { entries } = await server.call('GET', '/sandbox/log');
    assert.deepEqual(
      entries.filter(({ path }: { path: string }) => path.includes('/data/export')),
      [],
    );
  });
});
