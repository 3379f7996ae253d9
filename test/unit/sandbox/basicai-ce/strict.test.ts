import assert from 'node:assert/strict';
import { captured } from '../pictures';
import { endAll, start, type Server } from '../harness';

/** Where the real server is strict, so that a client that forgets it fails here too. */
describe('the sandbox is as strict as the server', function () {
  this.timeout(60_000);
  let server: Server;

  before(async () => {
    server = await start('--empty');
  });
  after(endAll);

  it('a name belongs to one dataset, without case, until that is deleted', async () => {
    const id = await server.dataset('Street');
    assert.equal(
      await server.code('POST', '/dataset/create', { name: 'street', type: 'TEXT' }),
      'DATASET_NAME_DUPLICATED',
    );
    await server.ok('POST', `/dataset/delete/${id}`);
    assert.ok((await server.dataset('street')) > id);
  });

  it('a list is narrowed by name, status and split, and by all of them at once', async () => {
    const id = await server.dataset('narrowed');
    for (const name of ['cat.jpg', 'dog.jpg', 'catalogue.jpg']) await server.upload(id, name, captured('cat.jpg'));
    const names = async (query: string) => (await server.list(id, query)).map((row) => row.name);
    assert.deepEqual(await names('&name=CAT'), ['cat', 'catalogue']);
    const [cat] = await server.list(id, '&name=cat');
    await server.ok('POST', '/data/split/dataIds', { dataIds: [cat.id], splitType: 'TEST' });
    assert.deepEqual(await names('&splitType=TEST'), ['cat']);
    assert.deepEqual(await names('&splitType=TEST&name=dog'), []);
    assert.deepEqual(await names('&annotationStatus=ANNOTATED'), []);
  });

  it('a sort field without its direction is an error of the database', async () => {
    const reply = await server.call('GET', '/dataset/findByPage?sortField=NAME');
    assert.deepEqual([reply.status, JSON.parse(reply.text).code], [500, 'UNKNOWN']);
  });

  it('unknown ids in a deletion are passed over, and refused when there is no other', async () => {
    const id = await server.dataset('gone');
    await server.upload(id, 'cat.jpg', captured('cat.jpg'));
    const [row] = await server.list(id);
    assert.equal(await server.code('POST', '/data/deleteBatch', { datasetId: id, ids: [99_999] }), 'DATA_NOT_FOUND');
    assert.equal(await server.code('POST', '/data/deleteBatch', { datasetId: id, ids: [row.id, 99_999] }), 'OK');
    assert.deepEqual(await server.list(id), []);
  });

  it('only a token that is known opens the door', async () => {
    assert.equal((await server.call('GET', '/user/logged', undefined, 'abc')).status, 401);
    const [head, body] = server.token.split('.');
    assert.equal((await server.call('GET', '/user/logged', undefined, `${head}.${body}.AAAA`)).status, 401);
    assert.equal((await server.call('GET', '/user/logged')).status, 200);
  });

  it('an unknown path is 404 with code OK', async () => {
    const reply = await server.call('GET', '/nowhere');
    assert.deepEqual([reply.status, JSON.parse(reply.text).code], [404, 'OK']);
  });
});
