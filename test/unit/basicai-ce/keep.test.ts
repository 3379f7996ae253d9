import assert from 'node:assert/strict';
import type { Node } from '../../../src/core/model/node';
import { englishText, text } from '../../../src/core/model/text';
import { isCancelled, PlatformError } from '../../../src/core/net/errors';
import { dataNode } from '../../../src/core/platforms/basicai-ce/nodes';
import { BasicAiCeSession } from '../../../src/core/platforms/basicai-ce/session';
import { dataAnswer } from '../../../src/core/platforms/basicai-ce/api/wire';
import type { SnapshotResult } from '../../../src/core/contract';
import * as v from 'valibot';
import { type Call, FakeServer, lists, Refusal, row } from '../../support/fakeServer';
import { credentials, never } from '../../support/context';
import { recordedSteps } from '../../support/recorded';

const restoring = (server: FakeServer) =>
  new BasicAiCeSession(
    { id: 'c', platform: 'basicai-ce', name: 'c', url: 'http://fake.test/api' },
    credentials('key'),
    server.context,
  ).restore;
const reported = ({ lost }: SnapshotResult) =>
  lost.map(({ name, part, reason }) => [name, part && englishText(part), englishText(reason)]);
const pathsOf = ({ kept }: SnapshotResult) => kept.map(({ name, files }) => [name, files?.map(({ path }) => path)]);

/** A server that lists and tells what the real one did in a scenario, before anything was deleted. */
function recordedServer(scenario: string, list: string): { server: FakeServer; nodes: Node[] } {
  const steps = recordedSteps(scenario);
  const rows: any[] = steps.get(list)!.response.body.data.list;
  const answers = [...steps.values()].filter(({ request }) => request.query?.dataIds !== undefined);
  const server = new FakeServer(({ path, query }: Call) => {
    const ids = query.dataIds!.split(',');
    if (path === '/data/listByIds') return rows.filter(({ id }) => ids.includes(String(id)));
    const single = ids.map((id) => answers.find(({ request }) => request.query!.dataIds === id)!);
    const bad = single.find(({ response }) => response.status !== 200);
    if (bad) return new Refusal(bad.response.body.code, bad.response.status, bad.response.body.message);
    const bodies = single.map(({ response }) => response.body.data);
    return { data: bodies.flatMap((body) => body.data), results: bodies.flatMap((body) => body.results) };
  });
  return { server, nodes: rows.map((one) => dataNode(v.parse(dataAnswer, one))) };
}

describe('what is kept before a deletion, on recorded answers', () => {
  it('point clouds without cameras or without their configuration are kept like all others (CE-56)', async () => {
    const { server, nodes } = recordedServer('17-clouds-without-cameras', 'list');
    const kept = await restoring(server).snapshot(nodes, never);
    assert.deepEqual(reported(kept), []);
    assert.deepEqual(pathsOf(kept), [
      ['01', ['lidar_point_cloud_0/01.pcd']],
      ['02', ['lidar_point_cloud_0/02.pcd', 'camera_image_0/02.jpg']],
      ['03', ['lidar_point_cloud_0/03.pcd', 'camera_config/03.json', 'camera_image_0/03.jpg']],
    ]);
    assert.deepEqual(server.fetched, [], 'what is told after the deletion is not kept itself');
  });

  it('the cameras of LIDAR_BASIC are kept themselves, since nothing tells of them afterwards (CE-56)', async () => {
    const { server, nodes } = recordedServer('17-clouds-without-cameras', 'basic with cameras');
    server.stored = (path) => (path.includes('camera') ? Buffer.from(path.split('/').at(-1)!) : undefined);
    const kept = await restoring(server).snapshot(nodes, never);
    assert.deepEqual(reported(kept), []);
    assert.deepEqual(
      kept.kept[0]!.files!.map(({ path, bytes }) => [path, bytes && Buffer.from(bytes, 'base64').toString()]),
      [
        ['lidar_point_cloud_0/01.pcd', undefined],
        ['camera_config/01.json', '01.json'],
        ['camera_image_0/01.jpg', '01.jpg'],
      ],
    );
    assert.ok(
      server.fetched.every(({ headers }) => !('Authorization' in headers)),
      'the key never goes to the store',
    );
    const steps = recordedSteps('17-clouds-without-cameras');
    const afterwards = new FakeServer(() => steps.get('basic, deleted')!.response.body.data);
    const [plan] = [...(await restoring(afterwards).planRestore(kept.kept, never)).values()];
    assert.deepEqual(
      plan!.items[0]!.beside!.map(({ path }) => path),
      ['camera_config/01.json', 'camera_image_0/01.jpg'],
    );
    assert.deepEqual(plan!.losses, []);
  });

  it('a dialogue is kept as it is, whatever its name, and comes back without asking for it (CE-55)', async () => {
    const { server, nodes } = recordedServer('16-texts-read-back', 'list');
    const lines = [
      { id: '1', text: 'one', role: 'prompter' },
      { id: '2', parentId: '1', text: 'a', role: 'assistant' },
    ];
    server.stored = () => Buffer.from(JSON.stringify(lines));
    const kept = await restoring(server).snapshot(nodes, never);
    assert.deepEqual(reported(kept), []);
    assert.deepEqual(kept.kept.map(({ name }) => name).sort(), ['image_x_1', 'text_a_1', 'trip_1']);
    assert.equal(server.to('/data/getDataAndResult').length, 0, 'it fails on names that begin with "text"');
    const gone = new FakeServer(({ path }) => (path === '/data/findByPage' ? { total: 0, list: [] } : []));
    const back = await restoring(gone).planRestore(JSON.parse(JSON.stringify(kept.kept)), never);
    assert.equal(gone.to('/data/getDataAndResult').length, 0);
    for (const { name, ref } of kept.kept) {
      const [item] = back.get(ref)!.items;
      assert.deepEqual([item!.name, item!.path], [name, `text/${name.replace(/_1$/, '')}.json`]);
      const content = JSON.parse(Buffer.from(await item!.source!.read(never)).toString()) as typeof lines;
      assert.deepEqual(
        content.map(({ id, text, role }) => [id, text, role]),
        lines.map(({ id, text, role }) => [id, text, role]),
      );
    }
  });
});

describe('what cannot be kept', () => {
  const picture = (name: string) => ({ name, file: { id: 1, name, url: 'http://m/x', size: 5, type: 'image/jpeg' } });
  const pictureRow = (id: number) => row(id, { content: [{ name: 'image_0', files: [picture(`r${id}.jpg`)] }] });
  const dialogue = (id: number, size = 9) =>
    row(id, { content: [{ name: `t${id}.json`, file: { id, name: `t${id}.json`, url: `http://m/${id}`, size } }] });
  const nodesOf = (rows: readonly { id: number; name: string }[]) =>
    rows.map(({ id, name }) => ({ kind: 'data', ref: `data/1/${id}`, id: String(id), name })) as unknown as Node[];
  const rows = [pictureRow(1), pictureRow(2), pictureRow(3)];

  const failures: readonly [string, (call: Call) => unknown][] = [
    ['500', () => new Refusal('UNKNOWN', 500, 'java.lang.NullPointerException')],
    ['NOT_FOUND', () => new Refusal('NOT_FOUND', 200)],
    ['a status of a proxy', () => new Refusal('x', 504)],
    ['another shape', () => ({ data: 'nothing', results: 7 })],
    ['a wrong member of one item', () => ({ data: [{ dataId: 1, name: null }], results: [] })],
    [
      'a cut connection',
      () => {
        throw new PlatformError('network', text('The connection was cut.'));
      },
    ],
  ];
  for (const [what, failing] of failures)
    for (const path of ['/data/getDataAndResult', '/data/listByIds'])
      it(`is told and throws nothing: ${what} from ${path}`, async () => {
        const listed = lists(() => rows);
        const server = new FakeServer((call) => {
          if (call.path === path) return failing(call);
          return call.path === '/data/getDataAndResult' ? { data: [], results: [] } : listed(call);
        });
        const kept = await restoring(server).snapshot(nodesOf(rows), never);
        assert.deepEqual(
          kept.lost.map(({ name }) => name),
          ['r1', 'r2', 'r3'],
        );
        assert.ok(kept.lost.every(({ reason }) => englishText(reason) !== ''));
        assert.equal(kept.kept.length, path === '/data/listByIds' ? 0 : 3, 'files are kept without their results');
      });

  it('never costs the others: one item that the server fails on, among many', async () => {
    const many = Array.from({ length: 100 }, (_, n) => pictureRow(n + 1));
    const listed = lists(() => many);
    for (const path of ['/data/getDataAndResult', '/data/listByIds']) {
      const server = new FakeServer((call) => {
        const ids = call.query.dataIds!.split(',');
        if (call.path === path && ids.includes('37')) return new Refusal('UNKNOWN', 500);
        if (call.path === '/data/listByIds') return listed(call);
        return { data: [], results: ids.map((dataId) => ({ dataId, objects: [1] })) };
      });
      const kept = await restoring(server).snapshot(nodesOf(many), never);
      assert.deepEqual(
        kept.lost.map(({ name }) => name),
        ['r37'],
      );
      assert.equal(kept.kept.filter(({ results }) => results.length === 1).length, 99);
      assert.ok(server.calls.length < 30, `${server.calls.length} calls`);
    }
  });

  it('is a dialogue that is too large or cannot be read, each by its name', async () => {
    const texts = [dialogue(1), dialogue(2, 5_000_000), dialogue(3)];
    const listed = lists(() => texts);
    const server = new FakeServer(listed);
    server.stored = (path) => (path === '/1' ? Buffer.from('[]') : path === '/2' ? Buffer.alloc(5_000_000) : undefined);
    const kept = await restoring(server).snapshot(nodesOf(texts), never);
    assert.deepEqual(
      kept.kept.map(({ name }) => name),
      ['r1'],
    );
    assert.deepEqual(
      reported(kept).map(([name]) => name),
      ['r2', 'r3'],
    );
    assert.match(reported(kept)[0]![2]!, /too large/);
  });

  it('is what goes beyond the bound of one deletion, although each is small', async () => {
    const texts = Array.from({ length: 6 }, (_, n) => dialogue(n + 1, 3_000_000));
    const server = new FakeServer(lists(() => texts));
    server.stored = () => Buffer.alloc(3_000_000);
    const kept = await restoring(server).snapshot(nodesOf(texts), never);
    assert.ok(kept.kept.length <= 5 && kept.kept.length > 0, `${kept.kept.length} kept`);
    assert.equal(kept.kept.length + kept.lost.length, 6);
  });

  it('is not told when the person cancels: that ends it', async () => {
    const stop = new AbortController();
    const server = new FakeServer(() => {
      stop.abort();
      return rows;
    });
    await assert.rejects(restoring(server).snapshot(nodesOf(rows), stop.signal), isCancelled);
  });
});
