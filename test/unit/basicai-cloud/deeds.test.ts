import assert from 'node:assert/strict';
import type { Node } from '../../../src/core/model/node';
import { text } from '../../../src/core/model/text';
import { isPlatformError, PlatformError } from '../../../src/core/net/errors';
import { longestFile } from '../../../src/core/platforms/basicai-cloud/limits';
import { datasetNode, itemNode } from '../../../src/core/platforms/basicai-cloud/nodes';
import { parseRef } from '../../../src/core/platforms/basicai-cloud/refs';
import { deliver } from '../../../src/core/transfer/engine';
import { memorySource } from '../../../src/core/transfer/memorySource';
import { inlineChecks } from '../../../src/core/transfer/check/fileChecks';
import { never } from '../../support/context';
import type { SentRequest, Sent } from '../../support/scripted';
import { CloudServer, item, ok, refused } from './server';

const top = { datasetId: '260417', above: [] };
const node = (id: number, type = 'DATA', place = top): Node =>
  itemNode({ id: String(id), type, name: `quay_${id}` }, place, 'IMAGE');

/** Items that are listed, as long as nobody removes them. */
class Shelf extends CloudServer {
  readonly left: Set<number>;

  constructor(ids: readonly number[], remove: (path: string, sent: Sent, left: Set<number>) => SentRequest) {
    const left = new Set(ids);
    super((path, sent) => {
      if (path.startsWith('/dataset/info')) return ok([{ id: 260417, name: 'h', type: 'IMAGE' }]);
      if (!path.startsWith('/dataset/listItemById')) return remove(path, sent, left);
      const from = Number(sent.query.get('lastId') ?? -1);
      const rows = [...left].filter((id) => id > from).sort((a, b) => a - b);
      return ok({ list: rows.slice(0, 100).map((id) => item(id)) });
    });
    this.left = left;
  }
}

const idsOf = ({ query }: Sent) => (query.get('dataIds') ?? '').split(',').map(Number);

describe('BasicAI Cloud: deletion', () => {
  it('sends at most 100 ids a call, without a body, and settles each by asking', async () => {
    const ids = Array.from({ length: 250 }, (_, n) => n + 1);
    const server = new Shelf(ids, (_path, sent, left) => {
      for (const id of idsOf(sent)) left.delete(id);
      return ok(null);
    });
    const outcomes = await server.session.remove!.run(
      ids.map((id) => node(id)),
      { release: [] },
      never,
    );
    assert.equal(outcomes.filter(({ status }) => status === 'done').length, 250);
    const calls = server.to(/batchRemoveData/);
    assert.deepEqual(
      calls.map((call) => idsOf(call).length),
      [100, 100, 50],
    );
    assert.ok(calls.every(({ body }) => body === undefined));
  });

  it('walks once through a large dataset whatever part of it was deleted, and settles what was sent before a stop', async () => {
    const ids = Array.from({ length: 5_000 }, (_, n) => n + 1);
    const stop = new AbortController();
    const server = new Shelf(ids, (_path, sent, left) => {
      for (const id of idsOf(sent)) left.delete(id);
      if (left.size === 4_000) stop.abort();
      return ok(null);
    });
    const seen: number[] = [];
    const nodes = ids.slice(1_000, 3_000).map((id) => node(id));
    const deleting = { release: [], report: (count: number) => void seen.push(count) };
    const outcomes = await server.session.remove!.run(nodes, deleting, stop.signal);
    const of = (status: string) => outcomes.filter((one) => one.status === status).length;
    assert.deepEqual([of('done'), of('not-started')], [1_000, 1_000]);
    assert.ok(server.to(/listItemById/).length <= 60, `${server.to(/listItemById/).length} pages of 40 were read`);
    assert.deepEqual([seen[0], seen.at(-1)], [100, 2_000]);
  });

  it('does not take OK for done while the server still lists it', async () => {
    const server = new Shelf([1, 2, 3], (_path, sent, left) => {
      for (const id of idsOf(sent)) if (id !== 2) left.delete(id);
      return ok(null);
    });
    const outcomes = await server.session.remove!.run([node(1), node(2), node(3)], { release: [] }, never);
    assert.deepEqual(
      outcomes.map(({ status }) => status),
      ['done', 'failed', 'done'],
    );
  });

  it('takes nothing for gone that a server does not list behind an id that it never gave', async () => {
    // Behind an id that no page ended with this one lists nothing; behind one that it gave it goes on.
    const rows = Array.from({ length: 150 }, (_, n) => n + 1);
    const given = new Set<string>();
    const server = new CloudServer((path, { query }) => {
      if (path.startsWith('/dataset/info')) return ok([{ id: 260417, name: 'h', type: 'IMAGE' }]);
      if (!path.startsWith('/dataset/listItemById')) return ok(null);
      const lastId = query.get('lastId');
      if (lastId !== null && !given.has(lastId)) return ok({ list: [] });
      const list = rows.filter((id) => id > Number(lastId ?? 0)).slice(0, 100);
      given.add(String(list.at(-1)));
      return ok({ list: list.map((id) => item(id)) });
    });
    const outcomes = await server.session.remove!.run([node(7), node(140), node(151)], { release: [] }, never);
    assert.deepEqual(
      outcomes.map(({ status }) => status),
      ['failed', 'failed', 'done'],
    );
  });

  it('takes no dataset for gone that an answer leaves out and the list still holds', async () => {
    const server = new CloudServer((path) => {
      if (path === '/dataset/listById') return ok({ list: [{ id: 260417, name: 'h', type: 'IMAGE' }] });
      return ok(path.startsWith('/dataset/info') ? [] : null);
    });
    const dataset = datasetNode({ id: '260417', name: 'h', type: 'IMAGE' });
    const [outcome] = await server.session.remove!.run([dataset], { release: [] }, never);
    assert.equal(outcome?.status, 'failed');
  });

  it('sends the others again when one unknown id refused them all', async () => {
    const server = new Shelf([1, 3], (_path, sent, left) => {
      if (idsOf(sent).some((id) => !left.has(id))) return refused('RESOURCE_NOT_FOUND');
      for (const id of idsOf(sent)) left.delete(id);
      return ok(null);
    });
    const outcomes = await server.session.remove!.run([node(1), node(2), node(3)], { release: [] }, never);
    assert.deepEqual(
      outcomes.map(({ status }) => status),
      ['done', 'skipped', 'done'],
    );
  });

  it('is unknown when neither the deletion nor the question was answered', async () => {
    const server = new CloudServer(() => {
      throw Object.assign(new Error('cut'), {
        name: 'PlatformError',
        kind: 'network',
        message: { template: 'cut', args: [] },
        facts: {},
      });
    });
    const outcomes = await server.session.remove!.run([node(1)], { release: [] }, never);
    assert.deepEqual(
      outcomes.map(({ status }) => status),
      ['unknown'],
    );
  });

  it('empties a batch before it removes it: scenes, then data, then the batch', async () => {
    const server = new CloudServer((path, { query }) => {
      if (path.startsWith('/dataset/info')) return ok([{ id: 260417, name: 'h', type: 'IMAGE' }]);
      if (!path.startsWith('/dataset/listItemById')) return ok(null);
      if (query.get('parentId') !== '77') return ok({ list: [] });
      return ok({
        list: [item(80, { type: 'SCENE', parentId: 77 }), item(81, { parentId: 77 }), item(82, { parentId: 77 })],
      });
    });
    const outcomes = await server.session.remove!.run([node(77, 'BATCH')], { release: [] }, never);
    assert.deepEqual(
      outcomes.map(({ status }) => status),
      ['done'],
    );
    assert.deepEqual(
      server.sent.filter(({ method }) => method === 'POST').map(({ line }) => line.replace('POST /api/v1/dataset', '')),
      ['/removeScene/260417/80', '/batchRemoveData/260417?dataIds=81,82', '/removeBatch/260417/77'],
    );
  });

  it('says how many frames go with a scene before it is confirmed', async () => {
    const server = new CloudServer((path, { query }) => {
      if (path.startsWith('/dataset/info')) return ok([{ id: 260417, name: 'h', type: 'IMAGE' }]);
      if (query.get('parentId') === '80') return ok({ list: [item(1), item(2), item(3)] });
      return ok({ list: [item(80, { type: 'SCENE' })] });
    });
    const preview = await server.session.remove!.preview(['scene/260417//80'], never);
    assert.equal(preview.items, 3);
    assert.deepEqual(preview.notes?.[0]?.args, ['quay_80', 3]);
  });
});

describe('BasicAI Cloud: uploads', () => {
  const target = (): Node => ({
    ref: 'dataset/260417',
    kind: 'dataset',
    type: 'IMAGE',
    icon: 'x',
    name: 'harbour',
    id: '260417',
    expandable: true,
    capabilities: new Set(['upload']),
  });
  const report = { progress: () => undefined, state: () => undefined, warned: () => undefined };
  const store = 'https://example-bucket.s3.us-west-2.amazonaws.com/upload/team_71230/20250603/0b6c/quay%201.jpg';

  /** Presigns, stores and registers as the client's guesses are (CLOUD-21, CLOUD-27). */
  const shop = (more: (path: string, sent: Sent) => SentRequest | undefined = () => undefined) =>
    new CloudServer((path, sent) => {
      const message = more(path, sent);
      if (message) return message;
      if (path.startsWith('/dataset/info')) return ok([{ id: 260417, name: 'h', type: 'IMAGE' }]);
      if (path.startsWith('/storage/batch')) return ok([{ preSignedUrl: `${store}?X-Amz-Signature=ab12` }]);
      if (path.startsWith('/storage/')) return ok({ preSignedUrl: `${store}?X-Amz-Signature=cd34` });
      if (sent.method === 'PUT') return { headers: {}, text: '' };
      if (path.startsWith('/dataset/addData')) return ok({ id: 8810231, name: 'quay 1', type: 'DATA' });
      if (path.startsWith('/dataset/listItemById')) return ok({ list: server.registered ? [item(8810231)] : [] });
      return ok({ total: 0, list: [] });
    });
  let server: CloudServer & { registered?: boolean };
  const send = async (made: CloudServer) => {
    server = made;
    const upload = server.session.upload!;
    const source = memorySource('quay 1.jpg', Buffer.from('picture'));
    const items = [{ name: 'quay 1', fileName: 'quay 1.jpg', size: source.size, source }];
    const sending = deliver(upload, target().ref, upload.units(target().ref, items), report, never);
    server.registered = true;
    return sending;
  };

  it('presign a bare list, put raw bytes without the key, and register the path of the link', async () => {
    const deliveries = await send(shop());
    assert.deepEqual(
      deliveries.map(({ status }) => status),
      ['done'],
    );
    const [presign] = server.to(/batchGeneratePreSignedUploadUrl/);
    assert.deepEqual(JSON.parse(presign?.body ?? ''), [
      { deviceName: 'camera_image_0', filename: 'quay 1.jpg', size: 7 },
    ]);
    const [put] = server.sent.filter(({ method }) => method === 'PUT');
    assert.equal(put?.bytes.toString(), 'picture');
    assert.equal(put.headers.authorization, undefined);
    const [added] = server.to(/addData/);
    assert.deepEqual(JSON.parse(added?.body ?? ''), {
      name: 'quay 1',
      files: [
        {
          deviceName: 'camera_image_0',
          filename: 'quay 1.jpg',
          size: 7,
          path: 'upload/team_71230/20250603/0b6c/quay 1.jpg',
          mimeType: 'image/jpeg',
        },
      ],
    });
  });

  it('ask for a fresh link when the store no longer takes one', async () => {
    let refusals = 1;
    const deliveries = await send(
      shop((_path, sent) =>
        sent.method === 'PUT' && refusals-- > 0
          ? { status: 403, text: '<Error><Code>AccessDenied</Code></Error>' }
          : undefined,
      ),
    );
    assert.deepEqual(
      deliveries.map(({ status }) => status),
      ['done'],
    );
    assert.equal(server.to(/batchGeneratePreSignedUploadUrl/).length, 1);
    const [again] = server.to(/\/generatePreSignedUploadUrl/);
    assert.deepEqual(JSON.parse(again?.body ?? ''), { deviceName: 'camera_image_0', filename: 'quay 1.jpg', size: 7 });
  });

  it('ask for it by the documented call where the one for a single link is not known', async () => {
    let refusals = 1;
    const deliveries = await send(
      shop((path, sent) => {
        if (path === '/storage/generatePreSignedUploadUrl') return { status: 404, text: '' };
        return sent.method === 'PUT' && refusals-- > 0 ? { status: 503, text: '' } : undefined;
      }),
    );
    assert.deepEqual(
      deliveries.map(({ status }) => status),
      ['done'],
    );
    assert.equal(server.to(/batchGeneratePreSignedUploadUrl/).length, 2);
  });

  it('of many go with one presign call and one registration for each fifty', async () => {
    const rows = new Map<number, string>();
    server = new CloudServer((path, sent) => {
      if (path.startsWith('/dataset/info')) return ok([{ id: 260417, name: 'h', type: 'IMAGE' }]);
      if (path.startsWith('/storage/'))
        return ok(
          (JSON.parse(sent.body ?? '') as { filename: string }[]).map(({ filename }) => ({
            filename,
            preSignedUrl: `${store}?f=${filename}`,
          })),
        );
      if (sent.method === 'PUT') return { text: '' };
      if (path.startsWith('/dataset/batchAddData'))
        return ok(
          (JSON.parse(sent.body ?? '') as { name: string }[]).map(({ name }) => {
            rows.set(rows.size + 1, name);
            return { id: rows.size };
          }),
        );
      const from = Number(sent.query.get('lastId') ?? 0);
      return ok({
        total: rows.size,
        list: [...rows]
          .filter(([id]) => id > from)
          .slice(0, 100)
          .map(([id, name]) => item(id, { name })),
      });
    });
    const upload = server.session.upload!;
    const items = Array.from({ length: 120 }, (_, n) => {
      const source = memorySource(`${n}.jpg`, Buffer.from(`${n}`));
      return { name: `${n}`, fileName: `${n}.jpg`, size: source.size, source };
    });
    const deliveries = await deliver(upload, target().ref, upload.units(target().ref, items), report, never);
    assert.deepEqual([...new Set(deliveries.map(({ status }) => status))], ['done']);
    assert.deepEqual([server.to(/batchGeneratePreSignedUploadUrl/).length, server.to(/batchAddData/).length], [3, 3]);
    assert.deepEqual(
      deliveries.map(({ item: one, ref }) => rows.get(Number(ref?.split('/').at(-1))) === one.name),
      Array(120).fill(true),
    );
  });

  for (const [what, lose] of Object.entries({
    cut: () => {
      throw new PlatformError('network', text('cut'));
    },
    'a gateway answers': () => ({ status: 502, text: '' }),
  }))
    it(`that were taken in are done when the answer is lost: ${what}`, async () => {
      let taken = 0;
      const deliveries = await send(
        shop((path) => {
          if (path.startsWith('/dataset/addData')) {
            taken++;
            return lose();
          }
          const row = item(8810231, { name: 'quay 1' });
          return taken > 0 && path.includes('/list') ? ok({ total: 1, list: [row] }) : undefined;
        }),
      );
      assert.deepEqual(
        deliveries.map(({ status, ref }) => [status, ref]),
        [['done', 'data/260417//8810231']],
      );
      assert.equal(taken, 1, 'never twice');
    });

  it('follow no link into the network of this machine', async () => {
    const deliveries = await send(
      shop((path) =>
        path.startsWith('/storage/') ? ok([{ preSignedUrl: 'http://169.254.169.254/latest' }]) : undefined,
      ),
    );
    assert.deepEqual(
      deliveries.map(({ status }) => status),
      ['failed'],
    );
    assert.equal(server.sent.filter(({ method }) => method === 'PUT').length, 0);
  });

  it('fail when the link is for another file', async () => {
    const deliveries = await send(
      shop((path) => (path.startsWith('/storage/') ? ok([{ preSignedUrl: store, filename: 'other.jpg' }]) : undefined)),
    );
    assert.deepEqual(
      deliveries.map(({ status }) => status),
      ['failed'],
    );
  });

  it('refuse more than 1 GB before the first byte, and say why', async () => {
    server = shop();
    const rules = server.session.upload!.rules(target())!;
    const source = { ...memorySource('big.jpg', Buffer.from('x')), size: longestFile + 1 };
    const file = { path: 'big.jpg', to: 'big.jpg', item: 'big', kind: 'picture', lead: true } as const;
    const { problem } = await rules.check(file, source, inlineChecks, never);
    assert.deepEqual(problem?.args, [1025, 1024]);
  });

  it('arrange devices into data, with scenes as scenes, and name what belongs to nothing', () => {
    const rules = shop().session.upload!.rules({ ...target(), type: 'LIDAR_FUSION' })!;
    const { files, left } = rules.layout(
      [
        'a/lidar_point_cloud_0/1.pcd',
        'a/camera_image_0/1.jpg',
        'a/camera_image_0/2.jpg',
        'scene_x/lidar_point_cloud_0/1.pcd',
        'a/readme.md',
      ],
      'written',
    );
    assert.deepEqual(
      files.map(({ path, item: name, lead }) => [path, name, lead]),
      [
        ['a/lidar_point_cloud_0/1.pcd', '1', true],
        ['a/camera_image_0/1.jpg', '1', false],
        ['scene_x/lidar_point_cloud_0/1.pcd', 'scene_x/1', true],
      ],
    );
    assert.deepEqual(
      left.map(({ path }) => path),
      ['a/camera_image_0/2.jpg', 'a/readme.md'],
    );
  });
});

describe('BasicAI Cloud: changes', () => {
  it('of a dataset send what was changed, and never replace', async () => {
    const server = new CloudServer(() =>
      ok([{ id: 260417, name: 'harbour', type: 'IMAGE', description: 'Quay cameras' }]),
    );
    const dataset = { id: '260417', name: 'harbour', ref: 'dataset/260417' } as Node;
    await server.session.edit!.run(dataset, { name: 'harbour', description: 'Quay cameras, June' }, never);
    const posts = server.sent.filter(({ method }) => method === 'POST');
    assert.deepEqual(
      posts.map(({ line, body }) => [line, body]),
      [['POST /api/v1/dataset/update/260417', '{"description":"Quay cameras, June"}']],
    );
  });

  it('know where an item stands by its ref alone', () => {
    assert.deepEqual(parseRef('data/26/batch77.scene880/882'), {
      kind: 'data',
      datasetId: '26',
      above: [
        { kind: 'batch', id: '77' },
        { kind: 'scene', id: '880' },
      ],
      id: '882',
    });
    assert.throws(() => parseRef('space/1'), TypeError);
  });

  it('of results keep their sources apart', async () => {
    const result = (sourceName: string) => ({
      version: '1.0',
      dataId: 8810231,
      sourceId: 512,
      sourceType: 'DATA_FLOW',
      sourceName,
      classificationValues: [],
      instances: [
        {
          id: '5e0b',
          type: 'BOUNDING_BOX',
          className: 'crane',
          trackId: 'k3Qp',
          contour: { points: [{ x: 1, y: 2 }] },
        },
      ],
    });
    const server = new CloudServer((path) => {
      if (path.startsWith('/dataset/listItemById')) return ok({ list: [item(8810231)] });
      return /^\/dataset\/dataAnnotationResult\/260417\/8810231$/.test(path)
        ? ok([result('Without Task'), result('Model')])
        : ok([]);
    });
    for await (const [found] of server.session.annotations!.read(['data/260417//8810231'], never)) {
      assert.deepEqual(
        found?.sources.map(({ source }) => source.name),
        ['Without Task', 'Model'],
      );
      assert.equal(found.sources[0]?.objects[0]?.class, 'crane');
    }
  });

  it('never follow a link of the server to another machine of this network', async () => {
    const files = [{ filename: 'a.jpg', deviceName: 'camera_image_0', url: 'http://10.0.0.8/a.jpg', size: 3 }];
    const server = new CloudServer((path) =>
      path.startsWith('/dataset/info') ? ok([]) : ok({ list: [item(1, { cameraImages: files })] }),
    );
    const [found] = [...(await server.session.get(['data/260417//1'], never)).values()];
    await assert.rejects(
      server.session.open(found!.files![0]!, undefined, never),
      (error) => isPlatformError(error) && error.kind === 'protocol',
    );
  });
});
