import assert from 'node:assert/strict';
import { moreAction } from './support/moreAction';
import { useDesk } from './support/desk';
import { openSandbox } from './support/open';
import type { Server } from './support/server';

const street = /^Sample street/;

describe('bringing a scene back', () => {
  const desk = useDesk();
  const view = () => desk().workbench.tree('Datasets');
  let server: Server;
  let whole: readonly string[];

  before(async function () {
    this.timeout(60_000);
    server = await openSandbox(desk());
    whole = await server.names('Sample street');
    await view().expand(street);
    await view().wait('scene_street');
  });
  afterEach(async () => desk().workbench.notifications.closeAll());

  it('a deleted scene comes back with its frames', async () => {
    const { dialog, notifications } = desk().workbench;
    await view().choose('scene_street', 'Delete…');
    const [button] = (await dialog.read()).buttons.filter((one) => one.startsWith('Delete'));
    await dialog.click(button ?? 'Delete 1');
    await notifications.wait(/deleted/);
    await view().waitGone('scene_street');
    await notifications.click(/deleted/, 'Undo');
    await notifications.wait(/^1 restored/);
    assert.deepEqual(await server.names('Sample street'), whole);
    await view().expand('scene_street');
    await view().wait('000');
  });

  it('what somebody deleted elsewhere is found, stands below "Deleted", and is restored from there', async () => {
    const { dialog, notifications } = desk().workbench;
    const rows = await server.data('Sample street');
    const { id } = rows.find((row) => row.name === 'parking_a') ?? {};
    const dataset = (await server.call('GET', '/dataset/findByPage?name=Sample%20street&pageNo=1&pageSize=10')).list[0];
    await server.call('POST', '/data/deleteBatch', { datasetId: dataset.id, ids: [id] });
    await moreAction(desk().workbench, street, 'Find deleted items');
    await notifications.wait(/^Deleted items that are still stored: \d+/);
    // The dataset is read again; a row that is opened meanwhile closes.
    await view().wait(/^Deleted/);
    await view().waitGone('parking_a');
    await view().expand(/^Deleted/);
    await view().wait('parking_a');
    await desk().workbench.screenshot('deleted');
    await view().choose('parking_a', 'Restore Deleted Items…');
    await dialog.click('Restore');
    await notifications.wait(/^1 restored/);
    assert.deepEqual(await server.names('Sample street'), whole);
  });
});
