import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { useDesk } from './support/desk';
import { openSandbox } from './support/open';
import { capturedFile, samplePicture } from './support/samples';
import { md5, type Server } from './support/server';
import { pictures, pictureZip } from './support/zips';

const eight = pictures(8);
const good = pictures(3);
/** A scene with a point cloud and results, as a folder; one of its objects cannot be imported. */
const drive = {
  'drive/scene_a/lidar_point_cloud_0/000.pcd': capturedFile('cloud.pcd'),
  'drive/scene_a/result/000.json': Buffer.from(
    JSON.stringify({ objects: [{ type: 'POLYGON', contour: { points: [] } }, { type: 'KEY_POINT' }] }),
  ),
  'wrong/scene1/lidar_point_cloud_0/000.pcd': capturedFile('cloud.pcd'),
};
const small = ['coffee.jpg', 'horse.png'] as const;

describe('uploading', () => {
  const desk = useDesk({
    files: {
      'broken.jpg': capturedFile('broken.jpg'),
      'cat.jpg': samplePicture('cat.jpg'),
      'coffee.jpg': samplePicture('coffee.jpg'),
      'horse.png': samplePicture('horse.png'),
      'root.zip': capturedFile('image-root.zip'),
      ...drive,
      ...Object.fromEntries([...eight].map(([name, bytes]) => [`many/${name}.jpg`, bytes])),
    },
    settings: { 'explorer.compactFolders': false },
  });
  const view = () => desk().workbench.tree('Datasets');
  const hash = (name: string) => md5(samplePicture(name));
  let server: Server;
  /** What reached the store since the log was cleared. */
  const puts = async (): Promise<number> => {
    const { entries } = await server.call('GET', '/sandbox/log');
    return entries.filter((entry: { method: string }) => entry.method === 'PUT').length;
  };
  const make = async (name: string, type = 'IMAGE'): Promise<void> => {
    await server.call('POST', '/dataset/create', { name, type });
    await desk().workbench.openContainer('Datasets');
    await view().clickTitleAction('Refresh');
    await view().wait(new RegExp(`^${name}, 0 of 0`));
    await server.call('DELETE', '/sandbox/log');
  };
  const send = async (files: readonly string[], dataset: string): Promise<void> => {
    const { workbench } = desk();
    await workbench.openContainer('Explorer');
    await workbench.datasetTree.choose(files, 'Upload to Dataset…');
    await workbench.quickInput.wait('Select a dataset to upload to');
    await workbench.quickInput.pick(dataset);
  };

  before(async function () {
    this.timeout(60_000);
    server = await openSandbox(desk());
  });
  afterEach(async () => desk().workbench.notifications.closeAll());

  it('names a broken picture before anything is sent, and sends the rest', async () => {
    const { dialog, notifications, editors } = desk().workbench;
    await make('Three');
    await send(['broken.jpg', 'coffee.jpg', 'horse.png'], 'Three');
    const asked = await dialog.read();
    assert.match(asked.message, /^Upload 2 pictures \(.* kB\) to "Three"\?$/);
    assert.match(asked.detail, /^Connection: Local Sandbox \(BasicAI CE \(Xtreme1\)\)/);
    assert.match(asked.detail, /Not sent: 1 broken\.jpg: The picture is cut/);
    assert.equal(await puts(), 0, 'nothing is sent before the question is answered');
    await notifications.waitGone(/Reading|Checking/);
    await desk().workbench.screenshot('upload-broken');
    await dialog.click('Upload 2');
    await notifications.wait('2 uploaded, 1 skipped');
    assert.deepEqual(
      await server.hashes('Three'),
      new Map(small.map((name) => [name.replace(/\.\w+$/, ''), hash(name)])),
    );
    await notifications.click('2 uploaded, 1 skipped', 'Show Details');
    const lines = await editors.waitText('skipped');
    assert.match(lines, /done\s+coffee\.jpg/);
    assert.match(lines, /skipped\s+broken\.jpg\s+The picture is cut/);
    const unsaved = (await desk().workbench.containers()).filter((label) => label.includes('unsaved'));
    assert.deepEqual(unsaved, [], 'nothing is left to be saved');
  });

  it('asks about names that are taken: skips them', async () => {
    const { dialog, notifications } = desk().workbench;
    const before = await server.data('Three');
    await send(['cat.jpg', 'coffee.jpg'], 'Three');
    const asked = await dialog.read();
    assert.equal(asked.message, 'An item with this name already exists');
    assert.match(asked.detail, /coffee\.jpg: in the dataset already/);
    await dialog.click('Skip 1');
    assert.match((await dialog.read()).message, /^Upload 1 picture/);
    await dialog.click('Upload 1');
    await notifications.wait('1 uploaded, 1 skipped');
    const after = await server.data('Three');
    assert.deepEqual(
      after.map((row) => row.name),
      ['cat', 'coffee', 'horse'],
    );
    const kept = after.filter((row) => row.name !== 'cat').map((row) => row.id);
    assert.deepEqual(
      kept,
      before.map((row) => row.id),
    );
  });

  it('asks about names that are taken: gives them a number', async () => {
    const { dialog, notifications } = desk().workbench;
    await send(['cat.jpg'], 'Three');
    await dialog.click('Rename 1');
    await dialog.click('Upload 1');
    await notifications.wait('1 uploaded');
    const hashes = await server.hashes('Three');
    assert.equal(hashes.get('cat (2)'), hash('cat.jpg'));
    assert.equal(hashes.size, 4);
  });

  it('takes a picture that is dropped on a dataset', async () => {
    const { workbench } = desk();
    await make('Dropped');
    await workbench.openContainer('Explorer');
    await view().dropFrom(workbench.datasetTree, 'cat.jpg', /^Dropped/, 'Datasets');
    assert.match((await workbench.dialog.read()).message, /^Upload 1 picture .* to "Dropped"\?$/);
    await workbench.dialog.click('Upload 1');
    await workbench.notifications.wait('1 uploaded');
    assert.deepEqual(await server.hashes('Dropped'), new Map([['cat', hash('cat.jpg')]]));
    await view().wait(/^Dropped, 0 of 1/);
  });

  it('sends many pictures as one archive', async () => {
    const { workbench } = desk();
    await make('Eight');
    await workbench.openContainer('Explorer');
    await workbench.datasetTree.click('many');
    await workbench.datasetTree.wait('photo-08.jpg');
    await send(
      [...eight.keys()].map((name) => `${name}.jpg`),
      'Eight',
    );
    await workbench.dialog.click('Upload 8');
    await workbench.notifications.wait('8 uploaded');
    assert.equal(await puts(), 1);
    assert.deepEqual(await server.hashes('Eight'), new Map([...eight].map(([name, bytes]) => [name, md5(bytes)])));
    await workbench.notifications.click('8 uploaded', 'Reveal');
    await workbench.openContainer('Datasets');
    await view().wait('photo-01');
    await view().wait(/^Eight, 0 of 8/);
  });

  it('offers to repack an archive of a wrong layout, and sends nothing of it when it is left out', async () => {
    const { dialog } = desk().workbench;
    await make('Archives');
    await send(['root.zip'], 'Archives');
    const offered = await dialog.read();
    assert.equal(offered.message, '"root.zip" cannot be sent as it is');
    assert.match(offered.detail, /"image_0"/);
    await dialog.click('Skip Archive');
    const notice = await dialog.read();
    assert.equal(notice.message, 'Nothing can be uploaded');
    assert.match(notice.detail, /Not sent: 1 root\.zip: .*"image_0"/);
    await desk().workbench.screenshot('upload layout');
    await dialog.click('OK');
    assert.equal(await puts(), 0);
    assert.deepEqual(await server.names('Archives'), []);
  });

  it('sends an archive of a right layout as it is, picked from the disk', async () => {
    const { workbench, workspace } = desk();

    writeFileSync(join(workspace, 'good.zip'), await pictureZip(good));
    await workbench.openContainer('Datasets');
    await view().clickInline(/^Archives/, 'Upload…');
    await workbench.quickInput.choosePath(join(workspace, 'good.zip'));
    assert.match((await workbench.dialog.read()).message, /^Upload 3 pictures/);
    await workbench.dialog.click('Upload 3');
    await workbench.notifications.wait('3 uploaded');
    assert.equal(await puts(), 1);
    assert.deepEqual(await server.hashes('Archives'), new Map([...good].map(([name, bytes]) => [name, md5(bytes)])));
    await view().wait(/^Archives, 0 of 3/);
  });

  it('sends a folder of point clouds with its results, after saying what the server would drop', async () => {
    const { dialog, notifications, quickInput } = desk().workbench;
    await make('Drive', 'LIDAR_FUSION');
    await send(['drive'], 'Drive');
    await quickInput.wait('The selection contains annotation results. Import them as:');
    await quickInput.pick('Ground truth');
    const asked = await dialog.read();
    assert.match(asked.message, /^Upload 1 item \(.*\) to "Drive"\?$/);
    assert.match(asked.detail, /Frames: 1, in scenes: 1/);
    assert.match(asked.detail, /000\.json: Skipped by the server: 1 of type "KEY_POINT"/);
    assert.equal(await puts(), 0);
    await dialog.click('Upload 1');
    await notifications.wait(/^1 uploaded\. 1 of 1 objects imported/);
    assert.deepEqual(await server.names('Drive'), ['scene_a']);
  });

  it('names a misspelt folder of a scene with its remedy, and sends nothing', async () => {
    const { dialog } = desk().workbench;
    await make('Misspelt', 'LIDAR_BASIC');
    await send(['wrong'], 'Misspelt');
    const notice = await dialog.read();
    assert.equal(notice.message, 'Nothing can be uploaded');
    assert.match(notice.detail, /wrong\/scene1: The server would not know this folder\. Name it "scene_…"/);
    await dialog.click('OK');
    assert.equal(await puts(), 0);
  });
});
