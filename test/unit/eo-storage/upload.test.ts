import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { englishText, text } from '../../../src/core/model/text';
import { PlatformError } from '../../../src/core/net/errors';
import { headersFor, kindOf } from '../../../src/core/platforms/eo-storage/upload/store';
import type { ClassifiedFile, UnitItem } from '../../../src/core/contract';
import { deliver, type ItemDelivery } from '../../../src/core/transfer/engine';
import { memorySource } from '../../../src/core/transfer/memorySource';
import { inlineChecks } from '../../../src/core/transfer/check/fileChecks';
import { never } from '../../support/context';
import type { SentRequest, Sent } from '../../support/scripted';
import { body, EoServer, file, folder, folderNode, ok, page, refused, tree } from './server';

const report = { progress: () => undefined, state: () => undefined, warned: () => undefined };
const target = folderNode(4120, 'survey', '-1');
const bytes = Buffer.alloc(692_949, 1);
const store = 'https://exampleacct.blob.core.windows.net/raw/7KQ2M4.tif';
const cut = () => {
  throw new PlatformError('network', text('The connection was cut.'));
};
const itemOf = (name: string): UnitItem => ({
  name,
  fileName: name,
  size: bytes.length,
  source: memorySource(name, bytes),
});
const begun = {
  uploadUrl: `${store}?sv=2024-08-04&sp=cw&sig=x`,
  accountName: 'exampleacct',
  container: 'raw',
  dataType: 0,
  fileId: '7KQ2M4',
  fileSize: 0.0006453590467572212,
  fileName: 'orthomosaic_13',
  extension: 'tif',
  parentId: 4120,
  category: 2,
  uploadMethod: 0,
};
const listed = (name = 'orthomosaic_13.tif', more: object = {}) =>
  file(4188, name, { size: 0.0006453590467572212, ...more });

/** The three steps as documented; `more` answers something else. */
const shop = (more: (call: string, sent: Sent) => SentRequest | undefined = () => undefined) =>
  new EoServer((call, sent) => {
    const message = more(call, sent);
    if (message) return message;
    if (call.startsWith('POST /file/pre-upload/')) return ok(begun);
    if (call.startsWith('PUT ')) return { status: 201, headers: { etag: '"0x8DB1"' }, text: '' };
    if (call.startsWith('POST /file/upload-success/')) return ok({ dateFileId: 4188 });
    if (call === 'GET /query/file/details') return ok(listed());
    if (call === 'GET /folder/tree') return tree;
    return call === 'POST /add/dir' ? ok(4190) : page([]);
  });

const send = (
  server: EoServer,
  names: readonly string[] = ['orthomosaic_13.tif'],
  signal = never,
): Promise<ItemDelivery[]> => {
  const upload = server.session.upload!;
  return deliver(upload, target.ref, upload.units(target.ref, names.map(itemOf)), report, signal);
};
const statuses = (deliveries: readonly ItemDelivery[]) => deliveries.map(({ status }) => status);
const puts = (server: EoServer) => server.sent.filter(({ method }) => method === 'PUT');

describe('EO storage: uploads', () => {
  it('ask for a link, put raw bytes without the key, and pass on what they were told', async () => {
    const server = shop();
    const [delivery] = await send(server);
    assert.deepEqual([delivery?.status, delivery?.ref], ['done', 'file/4188']);
    assert.deepEqual(body(server.all('POST /file/pre-upload/raster')[0]), {
      uploadMethod: 0,
      fileName: 'orthomosaic_13',
      extension: 'tif',
      fileSize: 0.0006453590467572212,
      parentId: 4120,
      category: 3,
    });
    const [put] = puts(server);
    assert.equal(put?.url.href, begun.uploadUrl);
    assert.deepEqual(put.headers, { 'x-ms-blob-type': 'BlockBlob' });
    assert.ok(put.bytes.equals(bytes));
    assert.deepEqual(body(server.all('POST /file/upload-success/raster')[0]), {
      dataType: 0,
      fileId: '7KQ2M4',
      fileSize: 0.0006453590467572212,
      fileName: 'orthomosaic_13',
      extension: 'tif',
      parentId: 4120,
      category: 2,
      uploadMethod: 0,
    });
  });

  it('tell Azure what it wants to hear, and no other store', () => {
    assert.deepEqual(headersFor(`${store}?sig=x`), { 'x-ms-blob-type': 'BlockBlob' });
    assert.deepEqual(headersFor('https://store.example/raw/1?sv=2024-08-04&sp=cw&sig=x'), {
      'x-ms-blob-type': 'BlockBlob',
    });
    for (const url of [
      'https://b.s3.amazonaws.com/o?X-Amz-Signature=x',
      'https://blob.core.windows.net.evil.example/o',
    ])
      assert.deepEqual(headersFor(url), {});
  });

  it('are sorted by their extension', () => {
    const found = ['tif', 'TIFF', 'shp', 'glb', 'ifc', 'laz', 'pcd', 'pdf', 'jpg', ''].map(kindOf);
    assert.deepEqual(found, [
      'raster',
      'raster',
      'vector',
      'model',
      'bim',
      'pointcloud',
      'pointcloud',
      'document',
      'other',
      'other',
    ]);
  });

  it('take the id in either spelling', async () => {
    const server = shop((call) =>
      call.startsWith('POST /file/upload-success/') ? ok({ dataFileId: '4188' }) : undefined,
    );
    assert.deepEqual((await send(server))[0]?.ref, 'file/4188');
  });

  it('ask for a fresh link when the store no longer takes one', async () => {
    let refusals = 1;
    const server = shop((call) =>
      call.startsWith('PUT') && refusals-- > 0
        ? { status: 403, text: '<Error><Code>AuthenticationFailed</Code></Error>' }
        : undefined,
    );
    assert.deepEqual(statuses(await send(server)), ['done']);
    assert.equal(server.all('POST /file/pre-upload/raster').length, 2);
  });

  it('follow no link into the network of this machine', async () => {
    const server = shop((call) =>
      call.startsWith('POST /file/pre-upload/') ? ok({ ...begun, uploadUrl: 'http://192.168.0.8/o' }) : undefined,
    );
    assert.deepEqual(statuses(await send(server)), ['failed']);
    assert.equal(puts(server).length, 0);
  });

  it('notice bytes that were changed on their way, where the store tells', async () => {
    const md5 = createHash('md5').update(bytes).digest('hex');
    let wrong = 1;
    const server = shop((call) =>
      call.startsWith('PUT')
        ? { headers: { etag: wrong-- > 0 ? `"${'0'.repeat(32)}"` : `"${md5}"` }, text: '' }
        : undefined,
    );
    assert.deepEqual(statuses(await send(server)), ['done']);
    assert.equal(puts(server).length, 2);
  });

  it('are never registered twice: when the answer is lost the list decides', async () => {
    let there = false;
    const server = shop((call) => {
      if (call.startsWith('POST /file/upload-success/')) {
        there = true;
        return cut();
      }
      return call === 'POST /query/page'
        ? page(there ? [file(7, 'other.tif'), listed()] : [file(7, 'other.tif')])
        : undefined;
    });
    assert.deepEqual((await send(server))[0]?.ref, 'file/4188');
    assert.equal(server.sent.filter(({ path }) => path.includes('upload-success')).length, 1);
    const lost = shop((call) => (call.startsWith('POST /file/upload-success/') ? cut() : undefined));
    assert.deepEqual(statuses(await send(lost)), ['failed']);
  });

  it('are not taken for arrived when the name was there before', async () => {
    const server = shop((call) => {
      if (call.startsWith('POST /file/upload-success/')) return cut();
      return call === 'POST /query/page' ? page([listed()]) : undefined;
    });
    assert.deepEqual(statuses(await send(server)), ['failed']);
  });

  it('fail when the registration is refused, or what is listed has another length', async () => {
    const refusing = shop((call) =>
      call.startsWith('POST /file/upload-success/') ? refused(400, 'the reason') : undefined,
    );
    assert.match(englishText((await send(refusing))[0]!.reason!), /the reason/);
    const short = shop((call) =>
      call === 'GET /query/file/details' ? ok(listed(undefined, { size: 1 / 1024 })) : undefined,
    );
    assert.deepEqual(statuses(await send(short)), ['failed']);
    const rounded = shop((call) =>
      call === 'GET /query/file/details' ? ok(listed(undefined, { size: 0.0006 })) : undefined,
    );
    assert.deepEqual(statuses(await send(rounded)), ['done'], 'a rounded length proves nothing');
  });

  it('find the folders on the way, and make what is missing once', async () => {
    const server = shop();
    const names = ['north-block/1.tif', 'new/1.tif', 'new/2.tif'];
    assert.deepEqual(new Set(statuses(await send(server, names))), new Set(['done']));
    assert.deepEqual(server.all('POST /add/dir').map(body), [{ dirName: 'new', parentId: 4120 }]);
    const parents = server.all('POST /file/pre-upload/raster').map((sent) => body(sent).parentId);
    assert.deepEqual(parents.sort(), [4131, 4190, 4190]);
  });

  it('take a folder that somebody else has made meanwhile', async () => {
    let made = false;
    const both = ok([
      { id: 4120, name: 'survey', path: '/survey', parentId: null, children: [{ id: 5, name: 'new', parentId: 4120 }] },
    ]);
    const server = shop((call) => {
      if (call === 'POST /add/dir') {
        made = true;
        return refused(400, 'exists');
      }
      return call === 'GET /folder/tree' && made ? both : undefined;
    });
    assert.deepEqual(statuses(await send(server, ['new/1.tif'])), ['done']);
    assert.equal(body(server.all('POST /file/pre-upload/raster')[0]).parentId, 5);
  });

  it('register nothing after they were cancelled', async () => {
    const stop = new AbortController();
    const server = shop((call) => {
      if (call.startsWith('PUT')) stop.abort();
      return undefined;
    });
    assert.deepEqual(statuses(await send(server, undefined, stop.signal)), ['not-started']);
    assert.ok(!server.sent.some(({ path }) => path.includes('upload-success')));
  });
});

describe('EO storage: what may be uploaded', () => {
  const rules = () => shop().session.upload!.rules(target)!;
  const judged = async (name: string, size = 1) => {
    const classified: ClassifiedFile = { path: name, to: name, item: name, kind: 'file', lead: true };
    const { problem } = await rules().check(
      classified,
      { ...memorySource(name, Buffer.from('x')), size },
      inlineChecks,
      never,
    );
    return problem && englishText(problem);
  };

  it('is told by name and length before the first byte', async () => {
    assert.equal(await judged(`${'x'.repeat(50)}.tif`), undefined);
    assert.match((await judged(`folder/${'x'.repeat(51)}.tif`))!, /50 characters/);
    assert.match((await judged('README'))!, /without an extension/);
    assert.match((await judged('.hidden'))!, /without an extension/);
    assert.equal(await judged('a.tif', 5 * 1024 ** 3), undefined);
    assert.match((await judged('a.tif', 5 * 1024 ** 3 + 1))!, /up to 5 GB/);
  });

  it('can be skipped or renamed where a name is taken', () => {
    assert.deepEqual(rules().conflicts, ['skip', 'rename']);
    assert.equal(rules().safeName('a\\b/c d#.tif'), 'a_b/c d#.tif');
    assert.equal(shop().session.upload!.rules(folderNode(1)) !== undefined, true);
  });

  it('is found taken in the folders that there are', async () => {
    const server = shop((call, sent) => {
      if (call !== 'POST /query/page') return undefined;
      return body(sent).parentId === 4131
        ? page([file(1, 'a.tif', { fileName: 'a' })])
        : page([folder(4131, 'north-block'), file(2, 'b.tif')]);
    });
    const names = ['b.tif', 'north-block', 'c.tif', 'north-block/a.tif', 'none/x/a.tif'];
    const taken = await server.session.upload!.taken(target.ref, names, never);
    assert.deepEqual([...taken].sort(), [
      ['b.tif', 'file/2'],
      ['north-block', 'dir/4131'],
      ['north-block/a.tif', 'file/1'],
    ]);
  });
});
