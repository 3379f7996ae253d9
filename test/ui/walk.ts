import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Desk } from './support/desk';
import { findSandbox } from './support/sandbox';
import { md5, Server } from './support/server';
import { until } from './support/until';

const pictures = ['cat.jpg', 'coffee.jpg', 'rocket.jpg'];
const dataset = 'My first dataset';

/**
 * The main job as a person does it, with the server's rows asserted after each step: start the sandbox, create a
 * dataset, upload three pictures from the explorer, open one, delete two, undo, delete the dataset.
 * @param desk an editor whose workspace holds cat.jpg, coffee.jpg and rocket.jpg
 * @param say told the name of each step
 */
export async function walk(
  { workbench, workspace, host }: Desk,
  say: (step: string) => void = () => undefined,
): Promise<void> {
  const tree = workbench.tree('Datasets');
  const { notifications, dialog, quickInput, editors, datasetTree } = workbench;

  say('Start the sandbox');
  await workbench.openContainer('Datasets');
  await tree.clickWelcome('Start Local Sandbox');
  await tree.expand(/Local Sandbox/);
  await tree.wait(/^Sample pictures, 4 of 12/);
  const server = new Server(await findSandbox(host));
  assert.deepEqual(
    (await server.datasets()).map((row) => row.name),
    ['Sample dialogue', 'Sample pictures', 'Sample street'],
  );

  say('Create a dataset');
  await workbench.runCommand('Datasets: Create Dataset…');
  await quickInput.wait(/\(1\/3\)/);
  await quickInput.type(dataset);
  await quickInput.accept();
  await quickInput.wait(/\(2\/3\)/);
  await quickInput.pick('Images');
  await quickInput.wait(/\(3\/3\)/);
  await quickInput.accept();
  await tree.wait(/^My first dataset, 0 of 0/);
  assert.ok(await server.dataset(dataset));

  say('Upload three pictures from the explorer');
  await workbench.openContainer('Explorer');
  await datasetTree.choose(pictures, 'Upload to Dataset…');
  await quickInput.wait('Select a dataset to upload to');
  await quickInput.pick(dataset);
  assert.match((await dialog.read()).message, /^Upload 3 pictures/);
  await dialog.click('Upload 3');
  await notifications.wait('3 uploaded');
  const sent = new Map(pictures.map((name) => [name.replace('.jpg', ''), md5(readFileSync(join(workspace, name)))]));
  assert.deepEqual(await server.hashes(dataset), sent);

  say('Open one');
  await workbench.openContainer('Datasets');
  await tree.expand(/^My first dataset/);
  await tree.click(/^cat$/);
  await editors.waitTab('cat.jpg');
  assert.deepEqual(await editors.image(), { width: 451, height: 300 });
  await notifications.closeAll();

  say('Delete two');
  await tree.select(/^coffee$/, /^rocket$/);
  await tree.choose(/^coffee$/, 'Delete…');
  assert.match((await dialog.read()).message, /^Delete 2 items\?/);
  await dialog.click('Delete 2');
  await notifications.wait('2 deleted');
  assert.deepEqual(await server.names(dataset), ['cat']);
  await tree.waitGone(/^coffee$/);

  say('Undo');
  await notifications.click('2 deleted', 'Undo');
  await notifications.wait(/^2 restored/);
  assert.deepEqual(await server.hashes(dataset), sent);
  await tree.wait(/^coffee$/);

  say('Delete the dataset');
  await tree.choose(/^My first dataset/, 'Delete…');
  await dialog.click('Delete');
  await notifications.wait('1 deleted');
  await tree.waitGone(/^My first dataset/);
  const gone = async () => !(await server.datasets()).some((row) => row.name === dataset);
  await until('the dataset to go from the server', gone);
}
