import assert from 'node:assert/strict';
import { useDesk } from './support/desk';
import { connect, play, type Played } from './support/fleet';
import { md5, Server } from './support/server';
import { pictures } from './support/zips';

const signIn = {
  type: 'status',
  status: 401,
  body: '<!DOCTYPE html><html><head><title>Acme Single Sign-On</title></head><body>Sign in</body></html>',
  contentType: 'text/html',
};
const badGateway = {
  type: 'status',
  status: 502,
  body: '<html><head><title>502 Bad Gateway</title></head></html>',
  contentType: 'text/html',
};
const six = pictures(6);

/** A server of a company: people reach it through something that answers by itself now and then. */
describe('behind a gateway', () => {
  const desk = useDesk({
    files: Object.fromEntries([...six].map(([name, bytes]) => [`${name}.jpg`, bytes])),
  });
  const view = () => desk().workbench.tree('Datasets');
  let played: Played;
  let server: Server;

  before(async function () {
    this.timeout(90_000);
    played = await play('basicai-ce');
    server = new Server(played.sandbox);
    await server.call('POST', '/dataset/create', { name: 'Field', type: 'IMAGE' });
    await desk().workbench.openContainer('Datasets');
    await connect(desk(), played, 'Lab');
    await view().expand(/^Connection Lab/);
    await view().wait(/^Field, 0 of 0/);
  });
  after(() => played.sandbox.stop());
  afterEach(async () => {
    await played.control('DELETE', '/faults');
    await desk().workbench.notifications.closeAll();
  });
  const asked = async (line: RegExp): Promise<{ status: number; authorization: boolean }[]> => {
    const { entries } = await played.control('GET', '/log');
    return entries.filter(({ method, path }: Record<string, string>) => line.test(`${method} ${path}`));
  };

  it('a sign-in page instead of an answer is told as what it is, and the key stays', async () => {
    const { notifications, quickInput } = desk().workbench;
    await played.control('PUT', '/faults', [{ match: '.', action: signIn }]);
    await view().choose(/^Connection Lab/, 'View', 'Refresh');
    const failed = await view().wait(/ is behind a gateway that asks for a sign-in of its own .*Acme.* Retry$/);
    await desk().workbench.screenshot('gateway');
    assert.deepEqual([await notifications.texts(), await quickInput.isOpen()], [[], false], 'no key is asked for');
    await played.control('DELETE', '/faults');
    await played.control('DELETE', '/log');
    await view().click(failed.name);
    await view().wait(/^Field, 0 of 0/);
    assert.equal(await quickInput.isOpen(), false);
    const calls = await asked(/^GET \/api\//);
    assert.ok(calls.length > 0 && calls.every(({ status, authorization }) => status === 200 && authorization));
  });

  it('a 502 in the midst of an upload costs nothing, nor does an answer that is cut', async () => {
    const { workbench } = desk();
    await played.control('PUT', '/faults', [
      { match: '^PUT ', times: 1, action: badGateway },
      { match: '^POST /api/data/upload', times: 1, action: { type: 'cut', afterBytes: 10 } },
      { match: '^GET /api/data/findUploadRecord', times: 1, action: badGateway },
    ]);
    await workbench.openContainer('Explorer');
    await workbench.datasetTree.choose(
      [...six.keys()].map((name) => `${name}.jpg`),
      'Upload to Dataset…',
    );
    await workbench.quickInput.wait('Select a dataset to upload to');
    await workbench.quickInput.pick('Field');
    await workbench.dialog.click('Upload 6');
    await workbench.notifications.wait('6 uploaded', 60_000);
    const sent = new Map([...six].map(([name, bytes]) => [name, md5(bytes)]));
    assert.deepEqual(await server.hashes('Field'), sent);
    assert.equal((await asked(/^PUT /)).filter(({ status }) => status === 502).length, 1, 'the gateway was met');
  });

  it('a 502 in the midst of a deletion is settled by asking what is listed', async () => {
    const { workbench } = desk();
    await workbench.openContainer('Datasets');
    await view().expand(/^Field/);
    await view().select('photo-01', 'photo-02');
    await played.control('PUT', '/faults', [{ match: '^POST /api/data/deleteBatch', times: 1, action: badGateway }]);
    await view().choose('photo-02', 'Delete…');
    await workbench.dialog.click('Delete 2');
    await workbench.notifications.wait('2 failed', 60_000);
    assert.equal((await server.names('Field')).length, 6, 'the gateway kept it from the server');
    await workbench.notifications.click('2 failed', 'Retry Failed');
    await workbench.dialog.click('Delete 2');
    await workbench.notifications.wait('2 deleted', 60_000);
    assert.deepEqual(await server.names('Field'), ['photo-03', 'photo-04', 'photo-05', 'photo-06']);
  });
});
