import assert from 'node:assert/strict';
import { useDesk } from './support/desk';
import { connect, play, type Played } from './support/fleet';
import { md5, Server } from './support/server';

/** Name in the tree → a server that plays its platform. */
type Fleet = Readonly<Record<'Lab' | 'Cloud' | 'Huawei' | 'Media' | 'Earth', Played>>;

const ids = {
  Lab: 'basicai-ce',
  Cloud: 'basicai-cloud',
  Huawei: 'modelarts',
  Media: 'smh',
  Earth: 'eo-storage',
} as const;

/** One editor with a connection of every platform. */
describe('five platforms in one tree', () => {
  const desk = useDesk({ files: { 'plan.txt': 'Fly at noon.' } });
  const view = () => desk().workbench.tree('Datasets');
  let fleet: Fleet;
  let started: (readonly [string, Played])[] = [];
  let lab: Server;

  before(async function () {
    this.timeout(180_000);
    started = await Promise.all(
      Object.entries(ids).map(async ([name, platform]) => [name, await play(platform)] as const),
    );
    fleet = Object.fromEntries(started) as Fleet;
    lab = new Server(fleet.Lab.sandbox);
    await desk().workbench.openContainer('Datasets');
    for (const [name, played] of Object.entries(fleet)) await connect(desk(), played, name);
  });
  after(async () => {
    await Promise.all(started.map(([, { sandbox }]) => sandbox.stop()));
  });
  afterEach(async () => desk().workbench.notifications.closeAll());

  /** Folds everything but what is opened by these names, one below the other. */
  const open = async (...names: RegExp[]): Promise<void> => {
    await view().clickTitleAction('Collapse');
    for (const name of names) {
      await view().reveal(name);
      await view().expand(name);
    }
  };
  const offers = async (name: RegExp, there: readonly string[], absent: readonly string[]): Promise<void> => {
    const menu = await view().contextMenu(name);
    const labels = await menu.labels();
    await menu.dismiss();
    assert.deepEqual(
      there.filter((entry) => !labels.includes(entry)),
      [],
      `the menu of ${String(name)} has ${labels.join(', ')}`,
    );
    assert.deepEqual(
      absent.filter((entry) => labels.includes(entry)),
      [],
    );
  };

  it('show what each of them holds', async () => {
    await view().expand(/^Connection Lab/);
    await view().wait(/^Sample pictures/);
    await view().expand(/^Connection Cloud/);
    await view().wait(/^harbour/);
    await view().expand(/^Connection Huawei/);
    await view().wait(/^street-signs/);
    await view().expand(/^Connection Media/);
    await view().wait(/^space0samples/);
    await view().expand(/^Connection Earth/);
    await view().wait(/^survey/);
    await desk().workbench.screenshot('five platforms');
  });

  it('offer for each row what its platform can do, and nothing else', async () => {
    await open(/^Connection Media/, /^space0samples/, /^pictures/);
    await offers(/^cat\.jpg/, ['Cut', 'Copy', 'Delete…', 'Delete Permanently…', 'Edit…'], ['View', 'Upload…']);
    await offers(/^pictures/, ['New Folder…', 'Upload…', 'More Actions…'], ['Create Dataset…']);
    await open(/^Connection Lab/, /^Sample pictures/);
    await offers(/^cat/, ['More Actions…', 'Copy', 'Delete…'], ['Cut', 'Delete Permanently…', 'New Folder…']);
    await offers(/^Connection Earth/, ['New Folder…', 'Upload…', 'Run Platform Diagnostics…'], ['Create Dataset…']);
  });

  it('tell of a deletion on SMH that failed in part, and take it restored from the recycle bin', async () => {
    const { dialog, notifications } = desk().workbench;
    const { Media } = fleet;
    const listed = async () =>
      (await Media.rows('entry'))
        .filter(({ path }) => path.startsWith('pictures/'))
        .map(({ path, md5: sum }) => `${path} ${sum}`)
        .sort();
    const before = await listed();
    await Media.mode('failing', 'pictures/coffee.jpg');
    await open(/^Connection Media/, /^space0samples/, /^pictures/);
    await view().select(/^cat\.jpg/, /^coffee\.jpg/, /^coins\.jpg/);
    await view().choose(/^cat\.jpg/, 'Delete…');
    assert.equal((await dialog.read()).message, 'Delete 3 items?');
    await dialog.click('Delete 3');
    await notifications.wait('2 deleted, 1 failed');
    await desk().workbench.screenshot('smh deleted in part');
    assert.equal((await Media.rows('recycled')).length, 2);
    assert.equal((await listed()).length, before.length - 2);
    await view().waitGone(/^cat\.jpg/);
    await notifications.click('2 deleted, 1 failed', 'Undo');
    await notifications.wait('2 restored');
    assert.deepEqual(await listed(), before);
    await view().wait(/^cat\.jpg/);
    await Media.mode('failing', null);
  });

  it('delete on SMH for good after a question of its own', async () => {
    const { dialog, notifications, quickInput } = desk().workbench;
    await open(/^Connection Media/, /^space0samples/, /^pictures/);
    await view().choose(/^rocket\.jpg/, 'Delete Permanently…');
    const asked = await dialog.read();
    assert.equal(asked.message, 'Delete "rocket.jpg" permanently?');
    assert.match(asked.detail, /This cannot be undone/);
    await dialog.click('Delete 1 Permanently');
    await quickInput.type('2');
    await quickInput.accept();
    await quickInput.waitMessage(/This does not match "1"/);
    await quickInput.type('1');
    await quickInput.accept();
    await notifications.wait('1 permanently deleted');
    assert.ok(!(await fleet.Media.rows('recycled')).some(({ path }) => /rocket/.test(path)));
    assert.ok(!(await fleet.Media.rows('entry')).some(({ path }) => path === 'pictures/rocket.jpg'));
  });

  it('show under an item of EO what blocks it', async () => {
    const { dialog, editors, notifications } = desk().workbench;
    const { Earth } = fleet;
    const bound = (await Earth.rows('file')).find(({ name }) => name.startsWith('brick'))!;
    await Earth.mode('bind', bound.id);
    await open(/^Connection Earth/, /^survey/, /^north-block/);
    await view().select(/^brick/, /^cameraman/);
    await view().choose(/^brick/, 'Delete…');
    await dialog.click('Delete 2');
    await notifications.wait('1 deleted, 1 failed');
    await notifications.click('1 deleted, 1 failed', 'Show Details');
    await editors.waitTab('Details.txt');
    const notice = await editors.waitText(/blocked by brick/);
    assert.match(notice, /failed.*brick/);
    await desk().workbench.screenshot('eo blockers');
    const left = (await Earth.rows('file')).map(({ name }) => name as string);
    assert.ok(left.some((name) => name.startsWith('brick')) && !left.some((name) => name.startsWith('cameraman')));
    await Earth.mode('bind', null);
  });

  it('leave the files of ModelArts where they are, unless they are to go too', async () => {
    const { dialog, notifications, quickInput } = desk().workbench;
    const { Huawei } = fleet;
    const objects = async () =>
      (await Huawei.rows('object')).map(({ key }) => key as string).filter((key) => key.includes('signs/in/'));
    const before = await objects();
    await open(/^Connection Huawei/, /^street-signs/);
    await view().choose(/^cat\.jpg/, 'Delete…');
    assert.match((await dialog.read()).detail, /stay in OBS/);
    await dialog.click('Delete 1');
    await notifications.wait('1 deleted');
    assert.deepEqual(await objects(), before);
    await view().waitGone(/^cat\.jpg/);
    await notifications.click('1 deleted', 'Undo');
    await notifications.wait('1 restored');
    await view().wait(/^cat\.jpg/);
    await notifications.closeAll();
    await view().choose(/^cell\.png/, 'Delete Permanently…');
    const asked = await dialog.read();
    assert.match(asked.detail, /break/);
    await desk().workbench.screenshot('modelarts delete source');
    await dialog.click('Delete 1 Permanently');
    await quickInput.type('1');
    await quickInput.accept();
    await notifications.wait('1 permanently deleted');
    assert.deepEqual((await objects()).length, before.length - 1);
    assert.ok(!(await objects()).some((key) => key.includes('cell.png')));
  });

  it('copy from BasicAI CE to SMH and back, byte for byte', async () => {
    const { dialog, notifications, quickInput } = desk().workbench;
    const originals = await lab.hashes('Sample pictures');
    await open(/^Connection Lab/, /^Sample pictures/);
    await view().select(/^horse/, /^retina/);
    await view().choose(/^horse/, 'Copy');
    await open(/^Connection Media/);
    await view().choose(/^space1empty/, 'Paste');
    await quickInput.wait('Select items to copy');
    await quickInput.pick('The files');
    assert.match((await dialog.read()).message, /^Upload 2 items .* to "space1empty"\?/);
    await dialog.click('Upload 2');
    await notifications.wait(/^2 uploaded/, 60_000);
    const stored = new Map(
      (await fleet.Media.rows('entry')).map(({ space, path, md5: sum }) => [`${space}/${path}`, sum]),
    );
    assert.equal(stored.get('space1empty/horse.png'), originals.get('horse'));
    assert.equal(stored.get('space1empty/retina.jpg'), originals.get('retina'));
    await notifications.closeAll();

    await lab.call('POST', '/dataset/create', { name: 'Back', type: 'IMAGE' });
    await open(/^Connection Media/, /^space1empty/);
    await view().select(/^horse\.png/, /^retina\.jpg/);
    await view().choose(/^horse\.png/, 'Copy');
    await view().clickTitleAction('Refresh All');
    await open(/^Connection Lab/);
    await view().choose(/^Back/, 'Paste');
    await dialog.click('Upload 2');
    await notifications.wait(/^2 uploaded/, 60_000);
    await desk().workbench.screenshot('copied back');
    const back = await lab.hashes('Back');
    assert.deepEqual([back.get('horse'), back.get('retina')], [originals.get('horse'), originals.get('retina')]);
  });

  it('take any file of the explorer into a folder of a store', async () => {
    const { dialog, datasetTree, notifications, quickInput } = desk().workbench;
    await desk().workbench.openContainer('Explorer');
    await datasetTree.choose(['plan.txt'], 'Upload to Dataset…');
    await quickInput.wait('Select a dataset to upload to');
    await quickInput.pick('space0samples');
    await quickInput.wait('Select a folder to upload to');
    await quickInput.pick('notes');
    await quickInput.pick(/Upload to "notes"$/);
    assert.match((await dialog.read()).message, /^Upload 1 item .* to "notes"\?/);
    await dialog.click('Upload 1');
    await notifications.wait(/^1 uploaded/);
    const stored = (await fleet.Media.rows('entry')).find(({ path }) => path === 'notes/plan.txt');
    assert.equal(stored?.md5, md5(Buffer.from('Fly at noon.')));
    await desk().workbench.openContainer('Datasets');
  });

  it('move within a platform that can do it, by dragging, after one question', async () => {
    const { dialog, notifications } = desk().workbench;
    await open(/^Connection Media/, /^space0samples/, /^pictures/);
    await view().dropFrom(view(), /^tissue/, /^notes/);
    assert.equal((await dialog.read()).message, 'Move "tissue.jpg" to "notes"?');
    await dialog.click('Move');
    await notifications.wait('1 moved');
    const paths = (await fleet.Media.rows('entry')).map(({ path }) => path as string);
    assert.ok(paths.includes('notes/tissue.jpg') && !paths.includes('pictures/tissue.jpg'));
  });

  it('check a platform, and show nothing of a person in the report', async () => {
    const { editors, notifications } = desk().workbench;
    await view().clickTitleAction('Collapse');
    await view().choose(/^Connection Media/, 'Run Platform Diagnostics…');
    await notifications.wait(/^(\d+) of \1 calls were answered as expected/);
    await editors.waitTab('smh-check.json');
    const notice = await editors.text();
    for (const secret of Object.values(fleet.Media.sandbox.connect.values)) assert.ok(!notice.includes(secret));
    await desk().workbench.screenshot('checked platform');
  });
});
