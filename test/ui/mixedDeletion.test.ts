import assert from 'node:assert/strict';
import { useDesk } from './support/desk';
import { connect, play, type Played } from './support/fleet';
import { openSandbox } from './support/open';
import { Server } from './support/server';
import { pictures, pictureZip } from './support/zips';

const photos = pictures(6);

describe('deleting rows of several kinds', () => {
  const desk = useDesk();
  const view = () => desk().workbench.tree('Datasets');
  let server: Server;

  before(async function () {
    this.timeout(60_000);
    server = await openSandbox(desk());
    await server.fill(
      'Draft',
      await pictureZip(new Map([...photos].map(([name, bytes]) => [`draft of ${name}`, bytes]))),
    );
    await server.fill('Kept', await pictureZip(photos));
    await view().clickTitleAction('Refresh');
    await view().expand(/^Kept/);
    await view().wait('photo-06');
  });

  const datasets = async () => (await server.datasets()).map(({ name }) => name);

  it('asks about a dataset and pictures of another one as a whole', async () => {
    const { dialog, notifications, page } = desk().workbench;
    await view().select(/^Draft/, 'photo-01', 'photo-02');
    await page.keyboard.press('Delete');
    const asked = await dialog.read();
    assert.equal(asked.message, 'Delete 3 selected items?');
    assert.match(asked.detail, /"Draft" with 6 items, 0 annotated, 0 objects/);
    assert.match(asked.detail, /2 items of "Kept"/);
    await desk().workbench.screenshot('delete mixed');
    await dialog.click('Delete 3');
    await notifications.wait('3 deleted');
    assert.ok(!(await datasets()).includes('Draft'));
    assert.deepEqual(await server.names('Kept'), ['photo-03', 'photo-04', 'photo-05', 'photo-06']);
    await notifications.closeAll();
  });

  it('Enter deletes nothing: it shows the list, and asks again', async () => {
    const { dialog, editors, page } = desk().workbench;
    await view().choose(/^Kept/, 'Delete…');
    await dialog.read();
    await page.keyboard.press('Enter');
    await editors.waitTab('List.txt');
    assert.equal((await dialog.read()).message, 'Delete dataset "Kept"?', 'it is asked again');
    await page.keyboard.press('Escape');
    assert.ok((await datasets()).includes('Kept'));
  });

  it('says what to select instead of a row that only holds others', async () => {
    const { notifications, page, quickInput } = desk().workbench;
    await view().select('Classes');
    await page.keyboard.press('Delete');
    await notifications.wait(/does not apply to "Classes"\. Select items in it\./);
    assert.equal(await quickInput.isOpen(), false, 'nobody is asked for a dataset');
    await notifications.closeAll();
  });

  it('closes what was open of what it deletes', async () => {
    const { dialog, editors, notifications } = desk().workbench;
    await view().doubleClick('photo-03');
    await editors.waitTab(/^photo-03/);
    await view().select('photo-03', 'photo-04');
    await view().choose('photo-04', 'Delete…');
    await dialog.click('Delete 2');
    await notifications.wait('2 deleted');
    await editors.waitNoTab(/^photo-03/);
    await notifications.closeAll();
  });

  it('asks about pictures and a class as a whole, and deletes both', async () => {
    const { dialog, notifications, page } = desk().workbench;
    const mixed = new Map([...photos].slice(0, 3).map(([name, bytes]) => [`mixed of ${name}`, bytes]));
    const datasetId = await server.fill('Mixed', await pictureZip(mixed));
    const body = { datasetId, name: 'Vehicle', color: '#ff8800', toolType: 'BOUNDING_BOX' };
    await server.call('POST', '/datasetClass/create', body);
    await view().collapse(/^Kept/);
    await view().clickTitleAction('Refresh');
    await view().expand(/^Mixed/);
    await view().wait('mixed of photo-03');
    await view().expand('Classes');
    await view().select('mixed of photo-01', 'mixed of photo-02', 'Vehicle, box');
    await page.keyboard.press('Delete');
    const asked = await dialog.read();
    assert.equal(asked.message, 'Delete 3 selected items?');
    assert.match(asked.detail, /2 items of "Mixed"/);
    assert.match(asked.detail, /Delete classes: Vehicle/);
    await dialog.click('Delete 3');
    await notifications.wait('3 deleted');
    assert.deepEqual(await server.call('GET', `/datasetClass/findAll/${datasetId}`), []);
    assert.deepEqual(await server.names('Mixed'), ['mixed of photo-03']);
    await notifications.closeAll();
    await view().collapse(/^Mixed/);
    await view().expand(/^Kept/);
  });

  it('gives a row outside the selection its own full menu', async () => {
    await view().select('photo-05', 'photo-06');
    const menu = await view().contextMenu(/^Kept/);
    const labels = await menu.labels();
    for (const own of ['Edit…', 'Upload…', 'Download…', 'View'])
      assert.ok(labels.includes(own), `${own}: ${labels.join()}`);
    await menu.dismiss();
  });

  describe('of two connections', () => {
    let other: Played;
    before(async function () {
      this.timeout(60_000);
      other = await play('basicai-ce');
      await connect(desk(), other, 'Lab');
    });
    after(() => other.sandbox.stop());

    it('tells them connection by connection, and deletes on both', async () => {
      const { dialog, notifications, page } = desk().workbench;
      const lab = new Server(other.sandbox);
      const [first = '', ...rest] = await lab.names('Sample dialogue');
      await view().expand(/^Connection Lab/);
      await view().collapse(/^Connection Local Sandbox/);
      await view().expand(/^Sample dialogue/);
      await view().wait(first);
      await view().expand(/^Connection Local Sandbox/);
      await view().select('photo-05', first);
      await page.keyboard.press('Delete');
      const asked = await dialog.read();
      assert.equal(asked.message, 'Delete 2 selected items?');
      for (const line of ['Local Sandbox:', '"photo-05" of "Kept"', 'Lab:', `"${first}" of "Sample dialogue"`])
        assert.ok(asked.detail.includes(line), `${line} in ${asked.detail}`);
      await dialog.click('Delete 2');
      await notifications.wait('2 deleted');
      assert.deepEqual([await server.names('Kept'), await lab.names('Sample dialogue')], [['photo-06'], rest]);
      await notifications.closeAll();
    });
  });
});
