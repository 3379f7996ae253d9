import assert from 'node:assert/strict';
import { useDesk } from './support/desk';
import { findSandbox } from './support/sandbox';
import { Server } from './support/server';

describe('the first run', () => {
  const desk = useDesk();
  const view = () => desk().workbench.tree('Datasets');
  let server: Server;

  it('leads from the welcome to the sample data', async () => {
    const { workbench, host } = desk();
    await workbench.openContainer('Datasets');
    await view().clickWelcome('Start Local Sandbox');
    await view().expand(/Local Sandbox/);
    await view().waitNames([
      /Local Sandbox/,
      'Models',
      'Sample dialogue, 0 of 4 annotated, 0 invalid',
      'Sample pictures, 4 of 12 annotated, 0 invalid',
      /^Sample street, 0 of 10 annotated/,
    ]);
    server = new Server(await findSandbox(host));
    assert.deepEqual(
      (await server.datasets()).map(({ name }) => name),
      ['Sample dialogue', 'Sample pictures', 'Sample street'],
    );
    const facts = await view().tooltip(/^Sample pictures/);
    for (const fact of ['Type: Images', 'Twelve pictures', 'Annotated: 4', 'Not annotated: 8', 'All items: 12'])
      assert.ok(facts.includes(fact), `${fact} is not in: ${facts}`);
  });

  it('opens a picture in its own size', async () => {
    const { workbench } = desk();
    await view().expand(/^Sample pictures/);
    await view().wait(/^tissue/);
    const shown = await view().all();
    const names = await server.names('Sample pictures');
    assert.deepEqual(
      shown
        .filter((row) => row.level === 3 && row.name !== 'Classes')
        .map((row) => row.name.replace(', annotated', '')),
      names,
    );
    assert.equal(shown.filter((row) => row.name.endsWith(', annotated')).length, 4);
    await workbench.screenshot('tree');
    const facts = await view().tooltip(/^cat/);
    for (const fact of ['Annotation: annotated', 'Split: not split', 'cat.jpg (bytes): 28595', 'Size (px): 451 × 300'])
      assert.ok(facts.includes(fact), `${fact} is not in: ${facts}`);
    await view().click(/^cat/);
    await workbench.editors.waitTab('cat.jpg');
    assert.deepEqual(await workbench.editors.image(), { width: 451, height: 300 });
    await workbench.screenshot('picture');
    await view().collapse(/^Sample pictures/);
  });

  it('opens a scene to its frames, and a point cloud as what its header says and where its points lie', async () => {
    const { workbench } = desk();
    await view().expand(/^Sample street/);
    const scene = await view().wait(/^scene_street/);
    assert.equal(scene.expanded, false, 'a scene can be opened');
    await view().expand(/^scene_street/);
    await view().wait('000');
    const [row] = await server.data('Sample street');
    const { list } = await server.call(
      'GET',
      `/data/findByPage?datasetId=${(await server.dataset('Sample street')).id}&parentId=${row?.id}&pageSize=100&sortField=NAME&ascOrDesc=ASC`,
    );
    const frames = (await view().all()).filter((each) => each.level === 4).map((each) => each.name);
    assert.deepEqual(
      frames,
      list.map((frame: { name: string }) => frame.name),
    );
    await view().click(frames[0] ?? '');
    await workbench.quickInput.wait(/^Select a file of/);
    assert.equal(
      new Set((await workbench.quickInput.items()).map((item) => item.label + item.description)).size,
      5,
      'files of one name are told apart',
    );
    await workbench.quickInput.pick(/\.pcd$/);
    const cloud = await workbench.editors.waitText('Bounds (m)');
    assert.match(cloud, /Points +\d+/);
    for (const axis of ['x', 'y', 'z']) assert.match(cloud, new RegExp(`^ *${axis} +-?[\\d.]+ +-?[\\d.]+`, 'm'));
    await workbench.screenshot('point cloud');
    await view().choose(frames[0] ?? '', 'Show Details');
    const details = await workbench.editors.waitText('## Files');
    assert.match(details, /Type: frame/);
    assert.match(details, /camera_image_1\/\S+\.jpg: image/);
    assert.match(details, /\.pcd: point-cloud/);
    assert.match(details, new RegExp(`ID: ${list[0].id}`));
    await workbench.screenshot('details');
  });

  it('copies ids, names and links that work', async () => {
    const { workbench, context } = desk();
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    const copied = async () => workbench.page.evaluate(async () => navigator.clipboard.readText());
    await view().collapse(/^Sample street/);
    await view().expand(/^Sample pictures/);
    const [cat, coffee] = (await server.data('Sample pictures')).filter(({ name }) => /^(cat|coffee)$/.test(name));
    await view().select(/^cat/, /^coffee/);
    const menu = await view().contextMenu(/^coffee/);
    const labels = await menu.labels();
    assert.equal(labels.at(-1), 'Delete…', labels.join());
    await menu.choose('Open in Browser');
    await workbench.notifications.wait('2 rows are selected. Select one for this command.');
    await workbench.notifications.closeAll();
    await view().choose(/^coffee/, 'Copy As', 'Copy Name');
    await workbench.statusBar.wait('2 names copied');
    assert.equal(await copied(), 'cat\ncoffee');
    await view().choose(/^coffee/, 'Copy As', 'Copy ID');
    await workbench.statusBar.wait('2 IDs copied');
    assert.equal(await copied(), `${cat?.id}\n${coffee?.id}`);
    await view().choose(/^coffee/, 'Copy As', 'Copy Temporary Link');
    await workbench.statusBar.wait(/^2 links copied/);
    const links = (await copied()).split('\n');
    const sizes = await Promise.all(links.map(async (link) => (await (await fetch(link)).arrayBuffer()).byteLength));
    assert.deepEqual(sizes, [cat?.size, coffee?.size]);
    await view().select(/^cat/);
    const single = await view().contextMenu(/^cat/);
    assert.ok((await single.labels()).includes('Open in Browser'));
    await single.dismiss();
  });

  it('asks before the Delete key deletes', async () => {
    const { workbench } = desk();
    await view().click(/^horse/);
    await view().click(/^rocket/, ['Control']);
    await workbench.page.keyboard.press('Delete');
    const asked = await workbench.dialog.read();
    assert.equal(asked.message, 'Delete 2 items?');
    await workbench.page.keyboard.press('Escape');
    assert.equal((await server.names('Sample pictures')).length, 12);
  });
});
