import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { englishText } from '../../../src/core/model/text';
import type { HttpRequest } from '../../../src/core/net/http';
import { CeUpload } from '../../../src/core/platforms/basicai-ce/upload/upload';
import type { UploadUnit } from '../../../src/core/contract';
import { refused } from '../../support/errors';
import { FakeServer, lists, row, type Row } from '../../support/fakeServer';
import { never } from '../../support/context';
import { item, memory } from '../../support/upload';

const origin = 'http://fake.test';
const listed = (id: number, name: string, size: number, more: Partial<Row> = {}) =>
  row(id, {
    name,
    ...more,
    content: [{ name: 'image_0', files: [{ name, file: { id: 1, name: `${name}.jpg`, url: 'http://x/y', size } }] }],
  });
const serving = (rows: Row[]) => new FakeServer(lists(() => rows));
const uploading = (server: FakeServer) => new CeUpload(server.client, server.context, origin, references);
const references = { classes: { classes: async () => [] }, models: { list: async () => [] } };
const silent = { bytes: () => undefined, ingested: () => undefined, warned: () => undefined };

describe('settling an upload', () => {
  const unitOf = (...names: string[]): UploadUnit => {
    const items = names.map((name) => item(name));
    return { id: 'u', target: 'dataset/1', kind: 'pack', fileName: 'p.zip', items, bytes: 1 };
  };
  const settle = async (rows: Row[], unit: UploadUnit, before: readonly string[] = []) => {
    const server = serving(rows);
    const arrived = await uploading(server).verify(unit, new Set(before), never);
    return { server, reported: arrived.map(({ item: one, ref, reason }) => [one.name, ref ?? englishText(reason!)]) };
  };

  it('finds what arrived, by name without case', async () => {
    const { reported, server } = await settle([listed(5, 'Cat', 7), listed(6, 'dog', 7)], unitOf('cat.jpg', 'dog.jpg'));
    assert.deepEqual(reported, [
      ['cat', 'data/1/5'],
      ['dog', 'data/1/6'],
    ]);
    assert.deepEqual(server.context.slept, []);
  });

  it('names what the server lost, after asking three times: PARSE_COMPLETED proves nothing (CE-36)', async () => {
    const { reported, server } = await settle([listed(5, 'cat', 7)], unitOf('cat.jpg', 'dog.jpg'));
    assert.deepEqual(reported, [
      ['cat', 'data/1/5'],
      ['dog', 'The server did not list it afterwards.'],
    ]);
    assert.deepEqual(server.context.slept, [1_000, 1_000]);
  });

  it('takes a row of another size for something else', async () => {
    const { reported } = await settle([listed(5, 'cat', 99)], unitOf('cat.jpg'));
    assert.deepEqual(reported, [['cat', '7 bytes were sent, the server lists 99.']]);
  });

  it('takes a row that was there before for no proof', async () => {
    const { reported } = await settle([listed(5, 'cat', 7)], unitOf('cat.jpg'), ['data/1/5']);
    assert.deepEqual(reported, [['cat', 'The dataset already had an item with this name.']]);
  });

  it('tells frames from single data by their scene', async () => {
    const rows = [
      row(1, { type: 'SCENE', name: 'Scene_A' }),
      listed(2, '000', 15, { parentId: 1 }),
      listed(3, '000', 15),
    ];
    const inScene = { ...item('scene_a/000.jpg'), fileName: 'scene_a/000.jpg' };
    const { reported } = await settle(rows, { ...unitOf(), items: [inScene, item('001.jpg')] });
    assert.deepEqual(reported, [
      ['scene_a/000', 'frame/1/1/2'],
      ['001', 'The server did not list it afterwards.'],
    ]);
  });

  it('all names of a scene that exists are taken, by the scene: the server adds no frame to it', async () => {
    const rows = [row(1, { type: 'SCENE', name: 'scene_a' }), listed(2, '000', 1, { parentId: 1 })];
    const taken = await uploading(serving(rows)).taken(
      'dataset/1',
      ['Scene_A/000', 'scene_a/new', 'scene_b/000'],
      never,
    );
    assert.deepEqual(
      [...taken],
      [
        ['Scene_A/000', 'scene/1/1'],
        ['scene_a/new', 'scene/1/1'],
      ],
    );
  });

  it('looks few names up one by one in a big dataset, and compares them exactly', async () => {
    const rows = [
      ...Array.from({ length: 3_000 }, (_, n) => row(n + 10)),
      listed(1, 'cat', 7),
      row(2, { name: 'my cat' }),
    ];
    const { reported, server } = await settle(rows, unitOf('cat.jpg'));
    assert.deepEqual(reported, [['cat', 'data/1/1']]);
    assert.ok(server.calls.length <= 3, `${server.calls.length} calls`);
  });

  it('finds many names in a big dataset by walking it', async () => {
    const names = Array.from({ length: 40 }, (_, n) => `n${n}.jpg`);
    const rows = [
      ...Array.from({ length: 3_000 }, (_, n) => row(n + 100)),
      ...names.map((name, n) => listed(n + 1, name.slice(0, -4), Buffer.byteLength(name))),
    ];
    const { reported, server } = await settle(rows, unitOf(...names));
    assert.ok(reported.every(([, ref]) => ref!.startsWith('data/1/')));
    assert.ok(server.calls.length < 20, `${server.calls.length} calls`);
  });
});

describe('sending', () => {
  /** A server whose store answers puts by a function. */
  const storing = (put: (n: number, bytes: Buffer) => { status: number; etag?: string; body?: string }) => {
    const puts: HttpRequest[] = [];
    const server = new FakeServer((call) =>
      call.path === '/data/generatePresignedUrl'
        ? {
            presignedUrl: `http://minio:9000/b/${puts.length}/${call.query.fileName}?X-Amz-Signature=s%2f`,
            accessUrl: 'http://minio:9000/get',
          }
        : '17',
    );
    const send = server.send.bind(server);
    server.send = async (request, signal) => {
      if (request.method !== 'PUT' || typeof request.body !== 'object') return send(request, signal);
      puts.push(request);
      const stream = request.body.open();
      const parts: Buffer[] = [];
      for await (const part of stream as AsyncIterable<Buffer>) {
        request.body.moved?.(part.length);
        parts.push(part);
      }
      const { status, etag, body = '' } = put(puts.length, Buffer.concat(parts));
      return { status, headers: etag === undefined ? {} : { etag }, body: Buffer.from(body) };
    };
    return { server, puts };
  };
  const md5 = (bytes: Buffer) => `"${createHash('md5').update(bytes).digest('hex')}"`;
  const bytes = Buffer.from('a picture');
  const single = (server: FakeServer) => uploading(server).units('dataset/1', [item('a.jpg', bytes)])[0]!;

  it('gives the key to the platform and never to the store, under the origin of the connection', async () => {
    const { server, puts } = storing((_, sent) => ({ status: 200, etag: md5(sent) }));
    const receipt = await uploading(server).send(single(server), silent, never);
    assert.equal(puts[0]!.url, 'http://fake.test/b/0/a.jpg?X-Amz-Signature=s%2f');
    assert.deepEqual(puts[0]!.headers, { 'Content-Type': 'image/jpeg' });
    assert.ok(server.calls.every((call) => call.headers.Authorization === 'Bearer key'));
    assert.deepEqual(server.to('/data/upload')[0]!.body, {
      fileUrl: 'http://minio:9000/get',
      datasetId: '1',
      source: 'LOCAL',
    });
    assert.deepEqual([receipt.jobId, receipt.md5], ['17', md5(bytes).slice(1, -1)]);
  });

  it('presigns anew for every attempt, and takes the bytes of a failed one restored', async () => {
    const { server, puts } = storing((n, sent) =>
      n < 2 ? { status: 403, body: '<Error><Code>AccessDenied</Code></Error>' } : { status: 200, etag: md5(sent) },
    );
    let moved = 0;
    await uploading(server).send(single(server), { ...silent, bytes: (n) => (moved += n) }, never);
    assert.equal(new Set(puts.map(({ url }) => url)).size, 2);
    assert.equal(moved, bytes.length);
    assert.equal(server.to('/data/upload').length, 1);
  });

  it('proves that the store has the bytes, or fails and registers nothing', async () => {
    const { server, puts } = storing(() => ({ status: 200, etag: '"00000000000000000000000000000000"' }));
    const error = await refused(uploading(server).send(single(server), silent, never));
    assert.match(error.message, /changed on their way/);
    assert.equal(puts.length, 5, 'a flipped byte is worth another try');
    assert.equal(server.to('/data/upload').length, 0);
  });

  it('sends once to a store that confirms no sum, and says so', async () => {
    for (const etag of [undefined, '"00000000000000000000000000000000-2"']) {
      const { server, puts } = storing(() => ({ status: 200, ...(etag !== undefined && { etag }) }));
      const warned: string[] = [];
      await uploading(server).send(
        single(server),
        { ...silent, warned: (notice) => warned.push(englishText(notice)) },
        never,
      );
      assert.deepEqual([puts.length, server.to('/data/upload').length, warned.length], [1, 1, 1]);
      assert.match(warned[0]!, /^Unverified: /);
    }
  });

  it('tells the reason of the store, and repeats only what may help', async () => {
    const cases: readonly (readonly [status: number, tries: number, expected: RegExp])[] = [
      [403, 2, /refused the signed link \(SlowDown\)/],
      [413, 1, /refuses files of this size/],
      [404, 1, /does not have the file/],
      [400, 1, /status code 400: SlowDown/],
      [503, 20, /status code 503: SlowDown/],
    ];
    for (const [status, tries, expected] of cases) {
      const { server, puts } = storing(() => ({ status, body: '<Error><Code>SlowDown</Code></Error>' }));
      assert.match((await refused(uploading(server).send(single(server), silent, never))).message, expected);
      assert.equal(puts.length, tries, `${status}`);
    }
  });

  it('up to five pictures go one by one, more go as archives of five hundred at most', () => {
    const { server } = storing(() => ({ status: 200 }));
    const units = (count: number, name = 'p') =>
      uploading(server).units(
        'dataset/1',
        Array.from({ length: count }, (_, n) => item(`${name}${n}.jpg`)),
      );
    assert.deepEqual(
      units(5).map(({ kind: how }) => how),
      ['single', 'single', 'single', 'single', 'single'],
    );
    assert.deepEqual(
      units(6).map(({ kind: how, items }) => [how, items.length]),
      [['pack', 6]],
    );
    assert.deepEqual(
      units(1_100).map(({ items }) => items.length),
      [500, 500, 100],
    );
    assert.deepEqual(
      units(1, '#').map(({ kind: how }) => how),
      ['pack'],
      'names that only an archive can carry',
    );
    assert.equal(new Set(units(1_100).map(({ id }) => id)).size, 3);
  });

  it('an archive is sent as it is, under its type', async () => {
    const { server, puts } = storing((_, sent) => ({ status: 200, etag: md5(sent) }));
    const archive = memory('x.zip', bytes);
    await uploading(server).send(
      { id: 'a', target: 'dataset/1', kind: 'archive', fileName: 'x.zip', items: [], bytes: 9, archive },
      silent,
      never,
    );
    assert.deepEqual(puts[0]!.headers, { 'Content-Type': 'application/zip' });
    assert.equal(archive.opened.length, 1);
  });
});
