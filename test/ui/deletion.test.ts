import assert from 'node:assert/strict';
import { useDesk } from './support/desk';
import { openSandbox } from './support/open';
import { md5, type Server } from './support/server';
import { pictures, pictureZip } from './support/zips';

const dataset = 'Thirty photos';
const photos = pictures(30);
const sent = new Map([...photos].map(([name, bytes]) => [name, md5(bytes)]));
const locked = 'photo-07';
const split = 'photo-03';

describe('deleting many data', () => {
  const desk = useDesk();
  const view = () => desk().workbench.tree('Datasets');
  let server: Server;
  let datasetId: number;
  let other: string;

  before(async function () {
    this.timeout(60_000);
    server = await openSandbox(desk());
    datasetId = await server.fill(dataset, await pictureZip(photos));
    ({ token: other } = await server.call('POST', '/user/register', {
      username: 'maria@example.org',
      password: 'Harbour-2026',
    }));
    await view().clickTitleAction('Refresh');
    await view().expand(/^Thirty photos/);
    await view().wait('photo-01');
    const marked = await idOf(split);
    await server.call('POST', '/data/split/dataIds', { dataIds: [marked], splitType: 'TEST' });
  });

  const idOf = async (name: string): Promise<number | undefined> =>
    (await server.data(dataset)).find((row) => row.name === name)?.id;
  const lock = async (): Promise<void> => {
    const dataIds = [await idOf(locked)];
    await server.call('POST', '/data/annotate', { datasetId, dataIds, operateItemType: 'SINGLE_DATA' }, other);
    await view().choose(/^Thirty photos/, 'View', 'Refresh');
    await view().reveal(`${locked}, locked by maria`);
  };
  const askForAll = async (): Promise<void> => {
    await view().reveal('photo-01');
    await view().click('photo-01');
    await view().reveal('photo-30');
    await view().click('photo-30', ['Shift']);
    await view().choose('photo-30', 'Delete…');
  };

  it('names who holds a lock, and can leave the locked one alone', async () => {
    const { dialog, notifications } = desk().workbench;
    await lock();
    await askForAll();
    const asked = await dialog.read();
    assert.equal(asked.message, 'Delete 30 items?');
    assert.match(asked.detail, /1\ locked by maria./);
    assert.match(asked.detail, /Unlocking removes maria's lock \(1 item\)/);
    assert.deepEqual(
      new Set(asked.buttons),
      new Set(['Show List…', 'Delete 29, skip 1 locked', 'Unlock and delete 30', 'Cancel']),
    );
    await desk().workbench.screenshot('delete-locked');
    await dialog.click('Delete 29, skip 1 locked');
    await notifications.wait('29 deleted, 1 skipped');
    assert.deepEqual(await server.names(dataset), [locked]);
    await view().wait('Thirty photos, 0 of 1 annotated, 0 invalid');
    await view().waitGone('photo-01');
    await desk().workbench.screenshot('undo');
  });

  it('takes the deletion back with every byte and the split', async () => {
    const { notifications } = desk().workbench;
    await notifications.click(/^29 deleted/, 'Undo');
    assert.match(await notifications.wait(/^29 restored/), /new IDs/);
    assert.deepEqual(await server.hashes(dataset), sent);
    const splits = new Map((await server.data(dataset)).map((row) => [row.name, row.split]));
    assert.equal(splits.get(split), 'TEST');
    assert.equal(splits.get('photo-04'), 'NOT_SPLIT');
    await view().wait('Thirty photos, 0 of 30 annotated, 0 invalid');
    await view().reveal('photo-30');
    await notifications.closeAll();
  });

  it('unlocks first when it is told to, and deletes all', async () => {
    const { dialog, notifications } = desk().workbench;
    await askForAll();
    await dialog.click('Unlock and delete 30');
    await notifications.wait('30 deleted');
    assert.deepEqual(await server.names(dataset), []);
    const records = await server.call('GET', `/data/findLockRecordByDatasetId?datasetId=${datasetId}`);
    assert.deepEqual(records, [], 'the lock record is gone');
    await view().wait('No items yet');
    await notifications.closeAll();
  });

  it('still offers what it deleted after the window was loaded again', async () => {
    const { workbench } = desk();
    await workbench.reload();
    await workbench.openContainer('Datasets');
    await workbench.runCommand('Datasets: Restore Deleted Items…');
    await workbench.quickInput.wait('Select deleted items to restore');
    await workbench.quickInput.pick('30 of "Thirty photos"');
    await workbench.notifications.wait(/^30 restored/);
    assert.deepEqual(await server.hashes(dataset), sent);
    assert.equal((await server.data(dataset)).find((row) => row.name === split)?.split, 'TEST');
    await view().expand(/Local Sandbox/);
    await view().wait('Thirty photos, 0 of 30 annotated, 0 invalid');
  });
});
