import assert from 'node:assert/strict';
import { startSandbox, type StandaloneSandbox } from '#scripts/standalone.mjs';
import { useDesk } from './support/desk';
import { choosePlatform } from './support/fleet';
import { Server } from './support/server';
import { connections } from './support/settings';
import { until } from './support/until';

const origin = (url: string) => new URL(url).origin;

describe('connections', () => {
  const desk = useDesk();
  const view = () => desk().workbench.tree('Datasets');
  let sandbox: StandaloneSandbox;
  let other: StandaloneSandbox;
  let server: Server;
  before(async function () {
    this.timeout(60_000);
    [sandbox, other] = await Promise.all([startSandbox(), startSandbox(['--empty'])]);
    server = new Server({ url: sandbox.url, token: sandbox.token });
    await desk().workbench.openContainer('Datasets');
  });
  after(async () => {
    await sandbox.stop();
    await other.stop();
  });

  const giveUrl = async (url: string): Promise<void> => {
    const { quickInput } = desk().workbench;
    await quickInput.wait('Connect to BasicAI CE (Xtreme1)');
    await quickInput.type(url);
    await quickInput.accept();
  };
  const giveToken = async (token: string): Promise<void> => {
    const { quickInput } = desk().workbench;
    await quickInput.wait(/^Select how to sign in/);
    await quickInput.pick('Paste an API token');
    await quickInput.wait(/^Key for .* \(1\/1\)$/);
    assert.equal(await desk().workbench.page.locator('.quick-input-box input').getAttribute('type'), 'password');
    await quickInput.type(token);
    await quickInput.accept();
  };
  const giveName = async (name: string): Promise<void> => {
    const { quickInput } = desk().workbench;
    await quickInput.wait('Name of the connection');
    await quickInput.type(name);
    await quickInput.accept();
  };

  it('are not made with a key that the server refuses', async () => {
    const { workbench } = desk();
    await view().clickWelcome('Connect to a Server');
    await choosePlatform(workbench);
    await workbench.quickInput.type('not a url');
    await workbench.quickInput.accept();
    await workbench.quickInput.waitMessage(/must begin with http|is not a URL/);
    await giveUrl(origin(sandbox.url));
    await giveToken('wrong.token.here');
    await workbench.notifications.wait(/refused the key/);
    await workbench.screenshot('key refused');
    assert.deepEqual(connections(desk()), []);
    await view().waitMessage(/Connect to an annotation or media platform/);
    await workbench.notifications.closeAll();
  });

  it('are made with a token, and show what is on the server', async () => {
    const { workbench } = desk();
    await workbench.runCommand('Datasets: Connect to a Server…');
    await choosePlatform(workbench);
    await giveUrl(`${origin(sandbox.url)}/`);
    await giveToken(sandbox.token);
    await giveName('Lab');
    await view().expand(/^Connection Lab/);
    await view().wait(/^Sample pictures, 4 of 12/);
    const [saved] = connections(desk());
    assert.deepEqual([saved?.name, saved?.url], ['Lab', `${origin(sandbox.url)}/api`]);
    assert.ok(!JSON.stringify(connections(desk())).includes(sandbox.token), 'no key stands in the settings');
    assert.equal((await server.datasets()).length, 3);
  });

  it('are renamed', async () => {
    await view().choose(/^Connection Lab/, 'Rename Connection…');
    await giveName('Workshop');
    await view().wait(/^Connection Workshop/);
    assert.deepEqual(
      connections(desk()).map(({ name }) => name),
      ['Workshop'],
    );
  });

  it('ask once when the key is refused later, and go on with a new one', async () => {
    const { workbench } = desk();
    const { token } = await server.call('POST', '/user/register', {
      username: 'lin@example.org',
      password: 'Workshop-2026',
    });
    const made = await server.call('POST', '/user/api/token/create', {}, token);
    await view().choose(/^Connection Workshop/, 'Enter Key…');
    await giveToken(made.token);
    await view().wait(/^Sample pictures/);
    for (const name of [/^Sample pictures/, /^Sample dialogue/]) await view().expand(name);
    await view().wait(/^tissue/);
    await server.call('POST', '/sandbox/revoke', { token: made.token });
    await view().clickTitleAction('Refresh All');
    await workbench.notifications.wait('"Workshop" refused the key.');
    await workbench.screenshot('key revoked');
    assert.equal((await workbench.notifications.texts()).length, 1, 'one question, however many requests failed');
    await workbench.notifications.click('"Workshop" refused the key.', 'Enter key');
    await giveToken(sandbox.token);
    await view().wait(/^tissue/);
    await workbench.notifications.waitGone(/refused the key/);
  });

  it('ask for the key again when they lead to another server', async () => {
    const { workbench } = desk();
    await view().choose(/^Connection Workshop/, 'Edit Connection…');
    await giveUrl(origin(other.url));
    await giveToken(sandbox.token);
    await workbench.notifications.wait(/refused the key/);
    assert.deepEqual(
      connections(desk()).map(({ url }) => origin(url)),
      [origin(sandbox.url)],
    );
    await workbench.notifications.closeAll();
    await view().choose(/^Connection Workshop/, 'Edit Connection…');
    await giveUrl(origin(other.url));
    await giveToken(other.token);
    await view().wait('No datasets yet');
    assert.deepEqual(
      connections(desk()).map(({ url }) => origin(url)),
      [origin(other.url)],
    );
  });

  it('are removed with one question', async () => {
    const { workbench } = desk();
    await view().choose(/^Connection Workshop/, 'Remove Connection…');
    const asked = await workbench.dialog.read();
    assert.equal(asked.message, 'Remove the connection "Workshop"?');
    await workbench.dialog.click('Remove');
    await view().waitMessage(/Connect to an annotation or media platform/);
    await until('the setting to be empty', () => connections(desk()).length === 0);
  });
});

describe('a long list', () => {
  const desk = useDesk();
  const view = () => desk().workbench.tree('Datasets');
  let sandbox: StandaloneSandbox;
  before(async function () {
    this.timeout(60_000);
    sandbox = await startSandbox(['--empty', '--rows', '1200']);
    const { workbench } = desk();
    const { quickInput } = workbench;
    await workbench.openContainer('Datasets');
    await view().clickWelcome('Connect to a Server');
    await choosePlatform(desk().workbench);
    await quickInput.type(origin(sandbox.url));
    await quickInput.accept();
    await quickInput.pick('Paste an API token');
    await quickInput.wait(/\(1\/1\)$/);
    await quickInput.type(sandbox.token);
    await quickInput.accept();
    await quickInput.wait('Name of the connection');
    await quickInput.accept();
    await view().expand(/^Connection/);
    await view().wait(/^million, 0 of 1,200/);
  });
  after(async () => sandbox.stop());

  it('is cut into ranges, of which one shows its rows', async () => {
    await view().expand(/^million/);
    await view().waitNames([
      /^Connection/,
      'Models',
      /^million/,
      'Classes',
      'Items 1 to 500',
      'Items 501 to 1,000',
      'Items 1,001 to 1,200',
    ]);
    await desk().workbench.screenshot('ranges');
    await view().expand('Items 1,001 to 1,200');
    const server = new Server({ url: sandbox.url, token: sandbox.token });
    const { id } = await server.dataset('million');
    const { list } = await server.call(
      'GET',
      `/data/findByPage?datasetId=${id}&pageNo=3&pageSize=500&sortField=NAME&ascOrDesc=ASC`,
    );
    await view().wait(list[0].name);
    const rows = (await view().visible()).filter((row) => row.level === 4).map((row) => row.name);
    assert.ok(rows.length > 10);
    assert.deepEqual(
      rows,
      list.slice(0, rows.length).map((row: { name: string }) => row.name),
    );
  });
});
