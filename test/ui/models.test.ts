import assert from 'node:assert/strict';
import { moreAction } from './support/moreAction';
import { useDesk } from './support/desk';
import { openSandbox } from './support/open';
import type { Server } from './support/server';
import { until } from './support/until';

/** The models that the sandbox brings: run on the samples, with results that are seen. */
describe('models of the sandbox', () => {
  const desk = useDesk({});
  const view = () => desk().workbench.tree('Datasets');
  let server: Server;
  before(async function () {
    this.timeout(90_000);
    server = await openSandbox(desk());
  });

  const run = async (dataset: RegExp, model: string, count: number) => {
    const { quickInput, notifications, dialog } = desk().workbench;
    await moreAction(desk().workbench, dataset, 'Run a model on the dataset');
    await quickInput.wait(/^Run a model on the dataset/);
    await quickInput.pick('Model');
    await quickInput.pick(model);
    await quickInput.pick('Items with results of this model');
    await quickInput.pick('run on them too');
    await until('the list again', async () => (await quickInput.labels()).includes('Continue'));
    await desk().workbench.screenshot(`run model on ${count} items`);
    await quickInput.pick('Continue');
    assert.equal((await dialog.read()).message, `Run "${model}" on ${count} items?`);
    await dialog.click('Run');
    await notifications.wait(new RegExp(`^The run \\d+ on ${count} items has succeeded`));
    await notifications.closeAll();
  };

  it('find regions in the sample pictures, which show with the results of a picture', async function () {
    this.timeout(120_000);
    const { workbench } = desk();
    await run(/^Sample pictures/, 'Sandbox Region Detector', 12);
    await view().expand(/^Sample pictures/);
    await view().choose(/^coins/, 'Show Results');
    await workbench.editors.waitTab('coins.json');
    await workbench.editors.waitText('Ground truth');
    await workbench.page.keyboard.press('Control+End');
    const shown = await workbench.editors.waitText('Bright region');
    assert.match(shown, /"confidence": 0\.\d+/);
    await workbench.screenshot('model run on pictures');
  });

  it('find boxes in the clouds of the street', async function () {
    this.timeout(120_000);
    const { workbench } = desk();
    await view().collapse(/^Sample pictures/);
    await run(/^Sample street/, 'Sandbox Box Detector', 10);
    await view().expand(/^Sample street/);
    await view().choose(/^parking_a/, 'Show Results');
    await workbench.editors.waitTab('parking_a.json');
    await workbench.editors.waitText('Ground truth');
    await workbench.page.keyboard.press('Control+End');
    await workbench.editors.waitText('"size3D": {');
    await workbench.screenshot('model run on the street');
    await view().collapse(/^Sample street/);
    await view().expand('Models');
    await view().expand(/^Sandbox Box Detector/);
    await workbench.screenshot('runs of the box detector');
    const { id } = await server.dataset('Sample street');
    const [record] = await server.call('GET', `/modelRun/findModelRunRecordByDatasetId/${id}`);
    assert.deepEqual([record.status, record.dataCount], ['SUCCESS', 10]);
  });
});
