import assert from 'node:assert/strict';
import { useDesk } from './support/desk';
import { openSandbox } from './support/open';
import type { Server } from './support/server';

const gateway = {
  type: 'status',
  status: 502,
  body: '<html><head><title>502 Bad Gateway</title></head></html>',
  contentType: 'text/html',
};

describe('when the server fails', () => {
  const desk = useDesk();
  const view = () => desk().workbench.tree('Datasets');
  let server: Server;
  before(async function () {
    this.timeout(60_000);
    server = await openSandbox(desk());
  });

  it('says so in the tree, and has the rows after Retry', async () => {
    await server.call('PUT', '/sandbox/faults', [{ match: '^GET /api/data/findByPage', action: gateway }]);
    await view().expand(/^Sample pictures/);
    const failed = await view().wait(/ returned status code 502: 502 Bad Gateway\. Check .* it\. Retry$/);
    await desk().workbench.screenshot('failed row');
    await server.call('DELETE', '/sandbox/faults');
    await view().click(failed.name);
    await view().wait('coffee');
    await view().waitGone(failed.name);
    const below = (await view().all()).filter((row) => row.level === 3 && row.name !== 'Classes');
    assert.equal(below.length, (await server.names('Sample pictures')).length);
    await view().collapse(/^Sample pictures/);
  });

  it('reads on after a cut answer, since a read may be asked again', async () => {
    const names = await server.names('Sample dialogue');
    await server.call('DELETE', '/sandbox/log');
    await server.call('PUT', '/sandbox/faults', [
      { match: '^GET /api/data/findByPage', times: 1, action: { type: 'cut', afterBytes: 100 } },
    ]);
    await view().expand(/^Sample dialogue/);
    for (const name of names) await view().wait(name);
    await server.call('DELETE', '/sandbox/faults');
    const { entries } = await server.call('GET', '/sandbox/log');
    const lists = entries.filter((entry: { path: string }) => entry.path === '/api/data/findByPage');
    assert.equal(lists.length, 2, 'the cut answer and a whole one');
    await view().collapse(/^Sample dialogue/);
  });

  it('keeps the sandbox stopped until it is wanted, then has the rows again', async () => {
    const { workbench } = desk();
    await workbench.runCommand('Datasets: Stop Local Sandbox');
    const stopped = await view().wait('The sandbox is stopped. Retry');
    await assert.rejects(server.datasets(), 'nothing listens any more');
    await workbench.screenshot('stopped');
    await view().click(stopped.name);
    await view().wait(/^Sample pictures, 4 of 12/);
    assert.equal((await server.datasets()).length, 3, 'it listens where it listened, with the same token');
    await workbench.runCommand('Datasets: Stop Local Sandbox');
    await view().wait(stopped.name);
    await view().choose(/^Connection Local Sandbox/, 'Start Local Sandbox');
    await view().wait(/^Sample pictures, 4 of 12/);
  });
});

describe('filter and order', () => {
  const desk = useDesk();
  const view = () => desk().workbench.tree('Datasets');
  let server: Server;
  const description = async (name: RegExp): Promise<string> =>
    (await (await view().element(name)).locator('.label-description').textContent()) ?? '';
  const filterBy = async (name: string): Promise<void> => {
    const { quickInput } = desk().workbench;
    await view().choose(/^Sample pictures/, 'View', 'Filter…');
    await quickInput.pick('Name contains…');
    await quickInput.wait('Filter');
    await quickInput.waitMessage(/^Show only names/);
    await quickInput.type(name);
    await quickInput.accept();
    await quickInput.waitClosed();
  };
  before(async function () {
    this.timeout(60_000);
    server = await openSandbox(desk());
    await view().expand(/^Sample pictures/);
    await view().wait(/^tissue/);
  });

  it('narrow the rows to what the server finds, and say so', async () => {
    await filterBy('co');
    await view().waitGone(/^tissue/);
    const { id } = await server.dataset('Sample pictures');
    const { list } = await server.call('GET', `/data/findByPage?datasetId=${id}&name=co&sortField=NAME&ascOrDesc=ASC`);
    const rows = (await view().all()).filter((row) => row.level === 3).map((row) => row.name);
    assert.deepEqual(
      rows,
      list.map((row: { name: string }) => row.name),
    );
    assert.deepEqual(rows, ['coffee', 'coins']);
    assert.match(await description(/^Sample pictures/), /name "co"/);
  });

  it('turn the order round, and say so', async () => {
    const { quickInput } = desk().workbench;
    await view().choose(/^Sample pictures/, 'View', 'Sort By…');
    await quickInput.pick('Name ↓');
    await view().waitNames([/^Connection/, 'Models', /dialogue/, /pictures/, 'coins', 'coffee', /street/]);
    assert.match(await description(/^Sample pictures/), /name "co", by name ↓/);
    await desk().workbench.screenshot('filtered');
  });

  it('offer the way out when nothing fits, with one click', async () => {
    await filterBy('zebra');
    const nothing = await view().wait(/^No matching items/);
    await desk().workbench.screenshot('no match');
    await view().click(nothing.name);
    await view().wait(/^tissue/);
    assert.doesNotMatch(await description(/^Sample pictures/), /name|by/);
    const rows = (await view().all()).filter((row) => row.level === 3).map(({ name }) => name);
    assert.deepEqual([rows.length, rows[0]], [13, 'Classes']);
  });

  it('are cleared from the row itself', async () => {
    await filterBy('cat');
    await view().waitGone(/^tissue/);
    await view().clickInline(/^Sample pictures/, 'Clear Filter and Order');
    await view().wait(/^tissue/);
  });
});
