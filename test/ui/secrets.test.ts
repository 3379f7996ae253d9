import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startSandbox, type StandaloneSandbox } from '#scripts/standalone.mjs';
import { useDesk } from './support/desk';
import { choosePlatform } from './support/fleet';
import { capturedFile, samplePicture } from './support/samples';
import { findSecrets } from './support/scan';
import { Server } from './support/server';

const user = 'vera@example.org';
const password = 'Kestrel-97-Umbra';

describe('secrets', () => {
  const desk = useDesk({ files: { 'cat.jpg': samplePicture('cat.jpg'), 'broken.jpg': capturedFile('broken.jpg') } });
  const view = () => desk().workbench.tree('Datasets');
  let sandbox: StandaloneSandbox;
  let server: Server;
  const secrets: Record<string, string> = { password };
  before(async function () {
    this.timeout(60_000);
    sandbox = await startSandbox();
    server = new Server({ url: sandbox.url, token: sandbox.token });
    await server.call('POST', '/user/register', { username: user, password });
    await desk().workbench.openContainer('Datasets');
  });
  after(async () => sandbox.stop());

  it('of a sign-in become the API token of the account, which works', async () => {
    const { workbench } = desk();
    const { quickInput } = workbench;
    await view().clickWelcome('Connect to a Server');
    await choosePlatform(workbench);
    await quickInput.type(new URL(sandbox.url).origin);
    await quickInput.accept();
    await quickInput.wait(/^Select how to sign in/);
    await quickInput.pick('Sign in with user name and password');
    await quickInput.wait(/\(1\/2\)$/);
    await quickInput.type(user);
    await quickInput.accept();
    await quickInput.wait(/\(2\/2\)$/);
    await quickInput.type(password);
    await quickInput.accept();
    await quickInput.wait('Name of the connection');
    await quickInput.type('Lab');
    await quickInput.accept();
    await workbench.notifications.wait(/non-expiring API token was created/);
    await workbench.notifications.closeAll();
    await view().expand(/^Connection Lab/);
    await view().wait(/^Sample pictures/);
    const { token } = await server.call('POST', '/user/login', { username: user, password });
    const made = await server.call('GET', '/user/api/token/info', undefined, token);
    secrets['the API token'] = made.token;
    secrets['a token of any kind'] = `${made.token.split('.')[0]}.eyJ`;
    assert.ok(token.startsWith(secrets['a token of any kind']), 'sessions have tokens of the same form');
  });

  it('survive the window: it works on without a question', async () => {
    const { workbench } = desk();
    await workbench.reload();
    await workbench.openContainer('Datasets');
    await view().expand(/^Connection Lab/);
    await view().expand(/^Sample pictures/);
    await view().wait(/^tissue/);
    assert.deepEqual(await workbench.notifications.texts(), []);
  });

  it('sign what is opened, sent, deleted, restored and refused', async () => {
    const { workbench } = desk();
    const { dialog, notifications, quickInput } = workbench;
    await view().click(/^coffee/);
    await workbench.editors.waitTab('coffee.jpg');
    await workbench.editors.image();
    await workbench.openContainer('Explorer');
    await workbench.datasetTree.choose(['cat.jpg', 'broken.jpg'], 'Upload to Dataset…');
    await quickInput.pick('Sample pictures');
    await dialog.click('Rename 1');
    await dialog.click('Upload 1');
    await notifications.wait(/^1 uploaded/);
    await notifications.closeAll();
    await workbench.openContainer('Datasets');
    await view().choose(/^horse/, 'Delete…');
    await dialog.click('Delete 1');
    await notifications.click(/^1 deleted/, 'Undo');
    await notifications.wait(/^1 restored/);
    await server.call('PUT', '/sandbox/faults', [
      { match: '/data/', times: 20, action: { type: 'cut', afterBytes: 9 } },
    ]);
    await view().choose(/^Sample pictures/, 'View', 'Refresh');
    await view().wait(/Retry$/, 30_000);
    await server.call('DELETE', '/sandbox/faults');
    const row = (await server.data('Sample pictures'))[0];
    assert.ok(row?.url.includes('X-Amz-Signature='), 'links are signed');
  });

  it('are found nowhere in what the editor keeps: profile, data, logs and the browser', async () => {
    const { home, context, workbench } = desk();
    await workbench.page.goto('about:blank'); // whatever the page still holds is written
    const { entries } = await server.call('GET', '/sandbox/log');
    assert.ok(entries.some((entry: { query: string[] }) => entry.query.includes('X-Amz-Signature')));
    await context.close();
    const { files, found } = findSecrets(home, { ...secrets, 'a signature': 'X-Amz-Signature=' }, () => false);
    assert.ok(files > 100, `only ${files} files were processed`);
    assert.ok(Object.keys(secrets).length >= 3);
    assert.deepEqual(found, []);
  });

  it('would be found in each form', () => {
    const folder = mkdtempSync(join(tmpdir(), 'scan-'));
    try {
      const query = `token=${encodeURIComponent(`${password} &`)}`;
      writeFileSync(join(folder, 'raw.log'), `x ${password} y`);
      writeFileSync(join(folder, 'url.log'), query);
      for (const lead of ['', 'a', 'ab'])
        writeFileSync(
          join(folder, `base64-${lead.length}`),
          Buffer.from(`${lead}${password}, and more`).toString('base64'),
        );
      writeFileSync(join(folder, 'wide'), Buffer.from(password, 'utf16le'));
      assert.equal(findSecrets(folder, { password }, () => false).found.length, 6);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
