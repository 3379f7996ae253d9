import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { useDesk } from './support/desk';
import { openSandbox } from './support/open';
import { md5, type Server } from './support/server';

const dataset = 'Round trip';

/** The street with its results goes in, comes home, and goes in again from what came home. */
describe('the round trip of a street', () => {
  const desk = useDesk({ files: { street: { copy: join('media', 'samples', 'street') } } });
  const view = () => desk().workbench.tree('Datasets');
  let server: Server;
  let whole: unknown;

  before(async function () {
    this.timeout(60_000);
    server = await openSandbox(desk());
  });
  afterEach(async () => desk().workbench.notifications.closeAll());

  /** Every item and frame with the hashes of its files and its objects, without ids, dates and links. */
  const snapshot = async () => {
    const { id } = await server.dataset(dataset);
    const listed = async (parent: number) =>
      (
        await server.call(
          'GET',
          `/data/findByPage?datasetId=${id}&parentId=${parent}&pageSize=500&sortField=NAME&ascOrDesc=ASC`,
        )
      ).list as { id: number; name: string; type: string; content: unknown[] }[];
    const found: Record<string, unknown> = {};
    for (const row of await listed(0)) {
      const rows = row.type === 'SCENE' ? await listed(row.id) : [row];
      for (const one of rows) {
        const [{ objects }] = await server.call('GET', `/annotate/data/listByDataIds?dataIds=${one.id}`);
        found[row === one ? one.name : `${row.name}/${one.name}`] = {
          files: await hashesOf(one.content),
          objects: (objects as { classAttributes: object }[]).map(({ classAttributes }) => plain(classAttributes)),
        };
      }
    }
    return found;
  };

  const send = async (folder: string) => {
    const { workbench } = desk();
    await server.call('POST', '/dataset/create', { name: dataset, type: 'LIDAR_FUSION' });
    await workbench.openContainer('Explorer');
    await workbench.datasetTree.choose([folder], 'Upload to Dataset…');
    await workbench.quickInput.wait('Select a dataset to upload to');
    await workbench.quickInput.pick(dataset);
    await workbench.quickInput.wait('The selection contains annotation results. Import them as:');
    await workbench.quickInput.pick('Ground truth');
    const asked = await workbench.dialog.read();
    assert.match(asked.message, /^Upload 10 items/);
    await workbench.dialog.click('Upload 10');
    await workbench.notifications.wait(/^10 uploaded/, 60_000);
    await workbench.openContainer('Datasets');
    await view().clickTitleAction('Refresh All');
    await view().wait(/^Round trip, 0 of 10/);
  };

  it('brings it in with every object', async () => {
    await send('street');
    whole = await snapshot();
    assert.equal(Object.keys(whole as object).length, 10);
    const { objects } = (whole as Record<string, { objects: { class: string }[] }>)['scene_street/000'] ?? {};
    assert.equal(objects?.[0]?.class, 'Car');
  });

  it('brings it home in the layout that it came in', async () => {
    const { notifications, quickInput } = desk().workbench;
    await view().choose(/^Round trip/, 'Download…');
    await quickInput.wait('Select a folder to download to');
    await quickInput.choosePath(desk().workspace);
    await notifications.wait(/downloaded/, 60_000);
    const folder = join(desk().workspace, dataset);
    for (const path of ['manifest.json', 'scene_street/lidar_point_cloud_0/000.pcd', 'result/parking_a.json'])
      assert.ok(existsSync(join(folder, path)), path);
  });

  it('is the same again when what came home goes in', async () => {
    const { dialog, notifications, quickInput } = desk().workbench;
    await view().choose(/^Round trip/, 'Delete…');
    await dialog.click('Delete');
    // It holds objects, though the server calls none of its items annotated.
    await quickInput.wait('Delete dataset "Round trip"?');
    await quickInput.type('Round trip');
    await quickInput.accept();
    await notifications.wait('1 deleted');
    await view().waitGone(/^Round trip/);
    await send(dataset);
    assert.deepEqual(await snapshot(), whole);
  });
});

async function hashesOf(content: readonly unknown[], folder = ''): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const node of content as { name: string; file?: { url: string }; files?: unknown[] }[])
    if (node.file) found[`${folder}${node.name}`] = md5(Buffer.from(await (await fetch(node.file.url)).arrayBuffer()));
    else Object.assign(found, await hashesOf(node.files ?? [], `${folder}${node.name}/`));
  return found;
}

/** A first import lists the name of a class as `modelClass` (CE-50). */
function plain(free: object): object {
  const { id: _id, className, modelClass, ...rest } = free as Record<string, unknown>;
  return { ...rest, class: className ?? modelClass };
}
