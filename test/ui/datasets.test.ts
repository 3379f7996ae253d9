import assert from 'node:assert/strict';
import { openSandbox } from './support/open';
import { useDesk } from './support/desk';
import type { Server } from './support/server';
import { until } from './support/until';

describe('datasets', () => {
  const desk = useDesk();
  const view = () => desk().workbench.tree('Datasets');
  let server: Server;
  before(async function () {
    this.timeout(60_000);
    server = await openSandbox(desk());
  });

  it('are created once their name is right', async () => {
    const { quickInput } = desk().workbench;
    await view().clickTitleAction('Create Dataset');
    await quickInput.wait(/Local Sandbox \(1\/3\)/);
    const refused: [string, RegExp][] = [
      ['   ', /^Enter a name/],
      ['x'.repeat(82), /at most 81 characters; this one has 82/],
      ['sample PICTURES', /already exists/],
    ];
    for (const [name, notice] of refused) {
      await quickInput.type(name);
      await quickInput.accept();
      await quickInput.waitMessage(notice);
      assert.match(await quickInput.title(), /\(1\/3\)/, 'a refused name stays to be mended');
    }
    assert.equal((await server.datasets()).length, 3, 'a refused name makes nothing');
    await desk().workbench.screenshot('name taken');
    await quickInput.type('Harbour');
    await quickInput.accept();
    await quickInput.wait(/\(2\/3\)/);
    assert.deepEqual(await quickInput.labels(), ['Images', 'LiDAR and cameras', 'LiDAR', 'Text']);
    await quickInput.pick('Images');
    await quickInput.wait(/\(3\/3\)/);
    await quickInput.type('Ships and cranes');
    await quickInput.accept();
    await view().wait('Harbour, 0 of 0 annotated, 0 invalid');
    const made = await server.dataset('Harbour');
    const info = await server.call('GET', `/dataset/info/${made.id}`);
    assert.deepEqual([info.type, info.description], ['IMAGE', 'Ships and cranes']);
    await view().expand(/^Harbour/);
    await view().wait('No items yet');
  });

  it('are renamed and described anew with one command', async () => {
    const { quickInput } = desk().workbench;
    const { id } = await server.dataset('Harbour');
    await view().choose(/^Harbour/, 'Edit…');
    await quickInput.wait('Edit "Harbour" (1/2)');
    assert.equal(await quickInput.value(), 'Harbour');
    await quickInput.type('Port');
    await quickInput.accept();
    await quickInput.wait(/\(2\/2\)/);
    assert.equal(await quickInput.value(), 'Ships and cranes');
    await quickInput.type('Ships only');
    await quickInput.accept();
    await view().wait(/^Port,/);
    await view().waitGone(/^Harbour/);
    const info = await server.call('GET', `/dataset/info/${id}`);
    assert.deepEqual([info.name, info.description], ['Port', 'Ships only']);
    const facts = await view().tooltip(/^Port/);
    assert.match(facts, /Description: Ships only/);
  });

  it('without annotations are deleted after one question', async () => {
    const { dialog, notifications } = desk().workbench;
    await view().choose(/^Port/, 'Delete…');
    const asked = await dialog.read();
    assert.equal(asked.message, 'Delete dataset "Port"?');
    assert.match(asked.detail, /"Port" with 0 items, 0 annotated, 0 objects/);
    await dialog.click('Delete');
    await notifications.wait('1 deleted');
    await view().waitGone(/^Port/);
    assert.ok(!(await server.datasets()).some(({ name }) => name === 'Port'));
    await notifications.closeAll();
  });

  it('with annotations are deleted when their name was typed', async () => {
    const { dialog, quickInput, notifications } = desk().workbench;
    await view().choose(/^Sample pictures/, 'Delete…');
    assert.match((await dialog.read()).detail, /"Sample pictures" with 12 items, 4 annotated, [1-9]\d* objects/);
    await desk().workbench.screenshot('delete dataset');
    await dialog.click('Delete');
    await quickInput.wait('Delete dataset "Sample pictures"?');
    await quickInput.type('sample pictures');
    await quickInput.accept();
    await quickInput.waitMessage(/This does not match "Sample pictures"/);
    assert.ok(await server.dataset('Sample pictures'), 'a wrong name deletes nothing');
    await quickInput.type('Sample pictures');
    await quickInput.accept();
    await notifications.wait('1 deleted');
    await view().waitGone(/^Sample pictures/);
    await until('it to go from the server', async () => (await server.datasets()).length === 2);
  });
});
