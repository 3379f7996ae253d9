import assert from 'node:assert/strict';
import { useDesk } from './support/desk';
import { openSandbox } from './support/open';
import { findSandbox } from './support/sandbox';
import type { Server } from './support/server';

describe('after the window is loaded again', () => {
  const desk = useDesk();
  const view = () => desk().workbench.tree('Datasets');
  let server: Server;
  before(async function () {
    this.timeout(60_000);
    const { workbench } = desk();
    server = await openSandbox(desk());
    await server.call('POST', '/dataset/create', { name: 'Mine', type: 'IMAGE' });
    await view().expand(/^Sample pictures/);
    await view().click('coffee');
    await workbench.editors.waitTab('coffee.jpg');
    await workbench.editors.image();
    await workbench.reload();
  });

  it('an open picture is there again', async () => {
    const { editors } = desk().workbench;
    await editors.waitTab('coffee.jpg');
    assert.deepEqual(await editors.image(30_000), { width: 600, height: 400 });
  });

  it('the sandbox is there again, on its port, with its token and its rows', async () => {
    const { workbench, host } = desk();
    await workbench.openContainer('Datasets');
    await view().expand(/Local Sandbox/);
    await view().wait(/^Mine, 0 of 0/);
    const now = await findSandbox(host);
    assert.deepEqual(now, server.access);
    const rows = (await view().all()).filter((row) => row.level === 2 && row.name !== 'Models').length;
    assert.equal(rows, (await server.datasets()).length);
    await workbench.screenshot('after a reload');
  });
});
