import assert from 'node:assert/strict';
import { emptyQuery } from '../../../src/core/model/page';
import type { ExportSelection } from '../../../src/core/contract';
import { CeExports } from '../../../src/core/platforms/basicai-ce/download/export';
import { dataNode } from '../../../src/core/platforms/basicai-ce/nodes';
import { judgeItems } from '../../../src/core/platforms/basicai-ce/upload/verdict';
import { reported } from '../../support/errors';
import { type Call, FakeServer, lists, type Row, row } from '../../support/fakeServer';
import { never } from '../../support/context';

const root = { ref: 'dataset/1', name: 'cats' };
const selection = (more: Partial<ExportSelection> = {}): ExportSelection => ({
  root,
  query: emptyQuery,
  description: '',
  format: 'XTREME1',
  sources: ['-1'],
  ...more,
});
const record = (serialNumber: string, status: string, more: object = {}) => ({
  serialNumber,
  fileName: 'cats-20260101000000.zip',
  status,
  generatedNum: 1,
  totalNum: 1,
  filePath: status === 'COMPLETED' ? `http://elsewhere.test/minio/${serialNumber}.zip?X-Amz-Signature=s` : null,
  ...more,
});

describe('exports', () => {
  let rows: Row[];
  let dataset: { id: number; name: string; type: string };
  /** Status of each export, in order. */
  let ends: string[];
  let server: FakeServer;
  beforeEach(() => {
    rows = [row(1), row(2), row(3, { type: 'SCENE', name: 'scene_a' }), row(4, { parentId: 3, name: '00' })];
    dataset = { id: 1, name: 'cats', type: 'IMAGE' };
    ends = ['COMPLETED'];
    const others = lists(() => rows);
    server = new FakeServer((call: Call) => {
      if (call.path === '/dataset/info/1') return dataset;
      if (call.path === '/data/export') return `90${server.to('/data/export').length}`;
      if (call.path === '/data/findExportRecordBySerialNumbers') {
        const serial = call.query.serialNumbers!;
        return [record(serial, ends[Number(serial.slice(2)) - 1] ?? ends.at(-1)!)];
      }
      return others(call);
    });
  });
  const exporting = () => new CeExports(server.client, server.context, 'http://fake.test');
  const silently = { generated: () => undefined };
  const run = (more: Partial<ExportSelection> = {}, on = exporting()) => on.run(selection(more), silently, never);
  const asked = () => server.to('/data/export').map((call) => call.query);

  it('always name their sources: without them there would be no annotations', async () => {
    await run({ sources: [] });
    await run({ sources: ['-1', '7'] });
    assert.deepEqual(
      asked().map((query) => query.selectModelRunIds),
      ['-1', '-1,7'],
    );
  });

  it('of nothing are refused before anything is sent, with the filter', async () => {
    rows = [];
    await assert.rejects(run(), reported('invalid', /"cats" has nothing to export/));
    await assert.rejects(
      run({ description: 'name "x"', query: { name: 'x' } }),
      reported('invalid', /match the filter name "x"/),
    );
    assert.deepEqual(asked(), []);
  });

  it('count the frames of scenes one by one', async () => {
    assert.equal((await run()).items, 3);
  });

  it('of a selection ask by ids, frames by their scene, and frames of a chosen scene only once', async () => {
    const nodes = [rows[0]!, rows[2]!, rows[3]!].map((one) => dataNode(wire(one)));
    await run({ root: { ...root, nodes } });
    assert.deepEqual(
      asked().map(({ ids, parentId }) => [ids, parentId]),
      [['1,3', undefined]],
    );
    server.calls.length = 0;
    await run({ root: { ...root, nodes: nodes.slice(2) } });
    assert.deepEqual(
      asked().map(({ ids, parentId }) => [ids, parentId]),
      [['4', '3']],
    );
  });

  it('of one dataset begin a second apart', async () => {
    const on = exporting();
    const begun: number[] = [];
    const log = server.context.clock;
    const watch = async () => {
      await run({}, on);
      begun.push(log.now());
    };
    await Promise.all([watch(), watch()]);
    assert.equal(asked().length, 2);
    assert.ok(
      server.context.slept.some((ms) => ms >= 1_000),
      String(server.context.slept),
    );
  });

  it('are tried once more after FAILED, a second later, and then given up', async () => {
    ends = ['FAILED', 'COMPLETED'];
    assert.equal((await run()).archives.length, 1);
    assert.equal(asked().length, 2);
    assert.ok(server.context.slept.some((ms) => ms >= 1_000));
    ends = ['FAILED'];
    server.calls.length = 0;
    await assert.rejects(run(), reported('unavailable', /failed on the server, twice/));
    assert.equal(asked().length, 2);
  });

  it('as COCO that fail say that this server cannot, and what can be done', async () => {
    ends = ['FAILED'];
    await assert.rejects(run({ format: 'COCO' }), (error: any) => {
      assert.match(error.message, /cannot make COCO/);
      assert.match(error.facts.remedy.template, /Xtreme1 JSON/);
      return true;
    });
  });

  it('offer COCO for pictures only: for others the server makes something else without a word', async () => {
    assert.deepEqual(
      (await exporting().formats(root, never)).map(({ id }) => id),
      ['XTREME1', 'COCO'],
    );
    dataset = { ...dataset, type: 'LIDAR_FUSION' };
    assert.deepEqual(
      (await exporting().formats(root, never)).map(({ id }) => id),
      ['XTREME1'],
    );
  });

  it('that stand still are given up with the record', async () => {
    ends = ['GENERATING'];
    await assert.rejects(
      run(),
      reported('unavailable', /has not moved on for 120 s\. Export record 901: GENERATING, 1 of 1/),
    );
    assert.equal(asked().length, 1);
  });

  it('of a name that the server cannot hold are refused with the way out', async () => {
    dataset = { ...dataset, name: 'n'.repeat(82) };
    await assert.rejects(run(), reported('invalid', /more than 81 characters/));
    dataset = { ...dataset, name: 'n'.repeat(81) };
    await run();
    dataset = { ...dataset, name: "it's" };
    await run();
    await assert.rejects(run({ format: 'COCO' }), reported('invalid', /quote/));
  });

  it('are fetched from the connection’s own origin, without a key', async () => {
    const urls: { url: string; headers: unknown }[] = [];
    const [archive] = (await run()).archives;
    Object.assign(server, {
      stream: async ({ url, headers }: { url: string; headers: unknown }) => {
        urls.push({ url, headers });
        const { Readable } = await import('node:stream');
        return { status: 200, headers: { etag: '"0123456789abcdef0123456789abcdef"' }, body: Readable.from([]) };
      },
    });
    const opened = await archive!.open(0, never);
    assert.equal(opened.md5, '0123456789abcdef0123456789abcdef');
    assert.deepEqual(urls, [{ url: 'http://fake.test/minio/901.zip?X-Amz-Signature=s', headers: {} }]);
  });

  it('name what is listed and missing, and what is there and not listed', () => {
    const expected = new Set(['data/a.json', 'data/b.json', 'scene_1/data/00.json']);
    const paths = ['x-1/data/a.json', 'x-1/result/a.json', 'x-1/scene_1/data/00.json', 'x-1/data/ghost.json'];
    assert.deepEqual(judgeItems(expected, paths), { missing: ['b'], unexpected: ['data/ghost.json'], results: 1 });
  });
});

/** A row as the schemas read it. */
function wire(one: Row): Parameters<typeof dataNode>[0] {
  return {
    id: String(one.id),
    datasetId: String(one.datasetId),
    name: one.name,
    type: one.type,
    parentId: String(one.parentId),
    content: [],
    status: undefined,
    annotationStatus: undefined,
    splitType: undefined,
    lockedBy: undefined,
  };
}
