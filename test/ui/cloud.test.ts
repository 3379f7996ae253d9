import assert from 'node:assert/strict';
import { useDesk } from './support/desk';
import { connect, play, type Played } from './support/fleet';

const many = 900;

/** A long deletion on BasicAI Cloud, within its limits, while the tree is read as if nothing went on. */
describe('deleting much on BasicAI Cloud while browsing', () => {
  const desk = useDesk();
  const view = () => desk().workbench.tree('Datasets');
  let cloud: Played;

  before(async function () {
    this.timeout(90_000);
    cloud = await play('basicai-cloud', ['--rows', String(many)]);
    await desk().workbench.openContainer('Datasets');
    await connect(desk(), cloud, 'Cloud');
  });
  after(() => cloud.sandbox.stop());

  const left = async () => (await cloud.rows('item')).filter(({ name }) => /^\d{7}$/.test(name)).length;

  it('deletes everything that was selected, and the tree answers meanwhile', async () => {
    const { workbench } = desk();
    await view().expand(/^Connection Cloud/);
    await view().expand(/^million/);
    await view().expand('Items 1 to 500');
    await view().click('0000001');
    assert.deepEqual(await workbench.editors.image(), { width: 16, height: 16 });
    // Each removal takes so long that the deletion is still under way while the tree is read.
    await cloud.control('PUT', '/faults', [{ match: 'batchRemoveData', action: { type: 'delay', ms: 1500 } }]);
    await view().click('0000001');
    await view().reveal('0000500');
    await view().click('0000500', ['Shift']);
    await view().choose('0000500', 'Delete…');
    const asked = await workbench.dialog.read();
    assert.equal(asked.message, 'Delete 500 items?');
    assert.match(asked.detail, /cannot be undone/);
    await workbench.dialog.click('Delete 500');
    await workbench.notifications.wait(/^Deleting 500 items/);
    await view().reveal(/^harbour/);
    await view().expand(/^harbour/);
    await view().wait(/^night/);
    assert.ok((await left()) > many - 500, 'the deletion still goes on while the tree is read');
    await workbench.screenshot('cloud deleting while browsing');
    await workbench.notifications.wait('500 deleted', 60_000);
    await workbench.screenshot('cloud deleted');
    assert.equal(await left(), many - 500);
    const { entries } = await cloud.control('GET', '/log');
    assert.ok(
      entries.every(({ status }: { status: number }) => status !== 429),
      'nothing was refused for its rate',
    );
  });

  it('shows batches, scenes and frames with their results', async () => {
    const { workbench } = desk();
    await workbench.notifications.closeAll();
    await view().reveal(/^night/);
    await view().expand(/^night/);
    await view().expand(/^scene_1/);
    await view().choose(/^000(,|$)/, 'Show Results');
    await workbench.editors.waitTab('000.json');
    await workbench.editors.waitText(/Without Task/);
    await workbench.screenshot('cloud results');
  });
});
