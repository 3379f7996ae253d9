import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { moreAction } from './support/moreAction';
import { useDesk } from './support/desk';
import { openSandbox } from './support/open';
import { samplePicture } from './support/samples';
import type { Server } from './support/server';
import { until } from './support/until';

/** What is done with datasets beyond browsing and moving bytes: classes, results, statistics, splits, models. */
describe('deeds', () => {
  const desk = useDesk({ files: { 'cat.jpg': samplePicture('cat.jpg') } });
  const view = () => desk().workbench.tree('Datasets');
  let server: Server;
  before(async function () {
    this.timeout(90_000);
    server = await openSandbox(desk());
    await view().expand(/^Sample pictures/);
    await view().wait(/^tissue/);
  });
  /** Fills the questions of a form from the one with this number on. */
  const answer = async (from: number, values: readonly string[]) => {
    const { quickInput } = desk().workbench;
    for (const [n, value] of values.entries()) {
      await quickInput.wait(new RegExp(`\\(${from + n}/\\d+\\)$`));
      await quickInput.type(value);
      await quickInput.accept();
    }
  };
  const classes = async () =>
    server.call('GET', `/datasetClass/findAll/${(await server.dataset('Sample pictures')).id}`) as Promise<
      { name: string; toolType: string; color: string }[]
    >;

  it('make a class, show it with its colour, copy it to the ontology center and export it', async () => {
    const { workbench, workspace } = desk();
    const { quickInput, notifications } = workbench;
    const before = await classes();
    await view().choose('Classes', 'Add…');
    await quickInput.wait('Add');
    await quickInput.pick('Add class');
    await quickInput.wait(/^Add class · Classes \(1/);
    await quickInput.type('Owl');
    await quickInput.accept();
    await quickInput.wait(/\(2/);
    await quickInput.pick('polygon');
    await quickInput.wait(/\(3/);
    await quickInput.type('#ff8800');
    await quickInput.accept();
    await notifications.wait('The class "Owl" was added.');
    await view().expand('Classes');
    await view().wait('Owl, polygon');
    await workbench.screenshot('classes');
    const made = (await classes()).find(({ name }) => name === 'Owl');
    assert.deepEqual([made?.toolType, made?.color], ['POLYGON', '#ff8800']);
    await notifications.closeAll();

    await moreAction(workbench, 'Owl, polygon', 'Copy to the ontology center');
    await quickInput.wait(/^Copy to the ontology center · Owl/);
    await quickInput.pick('New Ontology…');
    await quickInput.wait(/\(2\/2\)/);
    await quickInput.type('Birds');
    await quickInput.accept();
    await notifications.wait(/^1 copied/);
    const [ontology] = await server.call('GET', '/ontology/findAll?type=IMAGE');
    assert.equal(ontology.name, 'Birds');
    await notifications.closeAll();

    const file = join(workspace, 'owl.json');
    await moreAction(workbench, 'Classes', 'Export classes as JSON');
    await quickInput.choosePath(file);
    await notifications.wait(/classes and \d+ classifications were written/);
    const written = JSON.parse(readFileSync(file, 'utf8'));
    assert.equal(written.classes.length, before.length + 1);
    await notifications.closeAll();
    await view().collapse('Classes');
  });

  it('show results as one document, and find an item by its link', async () => {
    const { workbench } = desk();
    await view().choose(/^cat, annotated/, 'Show Results');
    await workbench.editors.waitTab('cat.json');
    const shown = await workbench.editors.waitText('Ground truth');
    assert.match(shown, /"objects": \[/);
    await workbench.screenshot('results');
    const [coffee] = (await server.data('Sample pictures')).filter(({ name }) => name === 'coffee');
    await workbench.runCommand('Datasets: Open by ID or URL…');
    await workbench.quickInput.wait('Open by ID or URL');
    const dataset = await server.dataset('Sample pictures');
    await workbench.quickInput.type(`http://127.0.0.1/#/datasets/data?id=${dataset.id}&dataId=${coffee?.id}`);
    await workbench.quickInput.accept();
    await view().waitState(/^coffee/, (row) => row.selected, 'selected');
  });

  it('split by ratio after one question, and tell the statistics', async () => {
    const { workbench } = desk();
    const { quickInput, notifications, dialog } = workbench;
    await moreAction(workbench, /^Sample pictures/, 'Split by ratio');
    await quickInput.wait(/^Split by ratio/);
    await quickInput.pick('All items');
    await answer(2, ['50', '25', 'seven']);
    const asked = await dialog.read();
    assert.equal(asked.message, 'Split 12 items: 6 training, 3 validation, 3 test?');
    await dialog.click('Split');
    await notifications.wait('The dataset now has 6 training, 3 validation and 3 test items.');
    await notifications.closeAll();
    await moreAction(workbench, /^Sample pictures/, 'Statistics');
    const shown = await workbench.editors.waitText(/^Split$/m);
    assert.match(shown, /training +6/);
    await workbench.screenshot('statistics');
  });

  describe('with a model service of one’s own', () => {
    let service: ChildProcess | undefined;
    let url = '';
    after(() => service?.kill());

    it('write it, and test it by the contract', async () => {
      const { workbench, workspace } = desk();
      const { quickInput, notifications, editors } = workbench;
      const file = join(workspace, 'service.cjs');
      await view().choose('Models', 'New Model Service…');
      await quickInput.pick('JavaScript');
      await quickInput.wait(/\(2/);
      await quickInput.pick('Pictures');
      await quickInput.wait(/\(3/);
      await quickInput.type('CAT');
      await quickInput.accept();
      await quickInput.choosePath(file);
      await notifications.wait('service.cjs was written. Its first lines say how to start it.');
      await until('the file', () => existsSync(file));
      await notifications.closeAll();
      service = spawn(process.execPath, [file, '0'], { stdio: ['ignore', 'pipe', 'inherit'] });
      assert.ok(service.stdout);
      [url] = (await once(createInterface(service.stdout), 'line')) as [string];

      await view().choose('Models', 'Test Model Service…');
      await quickInput.wait(/^Test model service/);
      await quickInput.type(url);
      await quickInput.accept();
      await quickInput.wait(/\(2/);
      await quickInput.type('CAT');
      await quickInput.accept();
      await quickInput.choosePath(join(workspace, 'cat.jpg'));
      await notifications.wait(/^The service keeps the contract: 1 objects/);
      await editors.waitText('none: it keeps the contract');
      await workbench.screenshot('sound model service');
      await notifications.closeAll();
    });

    it('hear of each fault of one that answers wrongly, with its place', async () => {
      const { workbench, workspace } = desk();
      const { quickInput, notifications, editors } = workbench;
      const wrong = createServer((request, response) => {
        request.resume();
        const box = { label: 'cat', confidence: 90, leftTopX: '1', leftTopY: 1, rightBottomX: 9, rightBottomY: 9 };
        const far = { label: 'CAT', confidence: 1, leftTopX: 1, leftTopY: 1, rightBottomX: 9_000, rightBottomY: 9 };
        response.end(JSON.stringify({ code: 0, data: [{ id: 2, code: 'OK', objects: [box, far] }] }));
      });
      wrong.listen(0, '127.0.0.1');
      await once(wrong, 'listening');
      try {
        await view().choose('Models', 'Test Model Service…');
        await quickInput.wait(/^Test model service/);
        await answer(1, [`http://127.0.0.1:${(wrong.address() as AddressInfo).port}/`, 'CAT']);
        await quickInput.choosePath(join(workspace, 'cat.jpg'));
        await notifications.wait('The service breaks the contract in 6 places.');
        const shown = await editors.waitText('$.data[0].objects[1].rightBottomX');
        for (const place of ['$.code', '$.data[0].id', '[0].label', '[0].confidence', '[0].leftTopX'])
          assert.ok(shown.includes(place), place);
        await workbench.screenshot('model service');
        await notifications.closeAll();
      } finally {
        wrong.close();
      }
    });

    it('register it and run it on three pictures, and see what it found', async () => {
      const { workbench } = desk();
      const { quickInput, notifications, editors } = workbench;
      await view().choose('Models', 'Add…');
      await quickInput.wait(/^Add model/);
      await quickInput.pick('for pictures');
      await answer(2, ['My cats', url, 'Cat=CAT', '']);
      await notifications.wait('The model "My cats" was added.');
      await notifications.closeAll();
      await view().expand('Models');
      await view().wait(/^My cats/);
      await view().collapse('Models');
      await view().select(/^cat, annotated/, /^coffee/, /^coins/);
      await moreAction(workbench, /^coins/, 'Run a model on the selection');
      await quickInput.wait(/^Run a model on the selection/);
      await quickInput.pick('Model');
      await quickInput.pick('My cats');
      await quickInput.pick('Classes to find');
      await until('the classes', async () => (await quickInput.labels()).includes('Cat'));
      await quickInput.pickMany(['Cat']);
      await quickInput.pick('Continue');
      await notifications.wait('3 processed');
      await editors.waitTab('My cats.json');
      await editors.waitText('"coffee": [');
      await workbench.screenshot('model results');
    });
  });
});
