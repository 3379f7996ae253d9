import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Outcome } from '../../../src/core/model/outcome';
import { englishText, text } from '../../../src/core/model/text';
import { PlatformError } from '../../../src/core/net/errors';
import { CeBrowse } from '../../../src/core/platforms/basicai-ce/browse/browse';
import { dataNode, datasetNode } from '../../../src/core/platforms/basicai-ce/nodes';
import { CeDeletion } from '../../../src/core/platforms/basicai-ce/items/remove';
import type { DeletionOptions } from '../../../src/core/contract';
import { FakeServer, lists, Refusal, row, type Call, type Row } from '../../support/fakeServer';
import { never } from '../../support/context';

/** Deletes as the real server: all or nothing when one is locked, unknown ids ignored, refused when none is known. */
class Server extends FakeServer {
  rows: Row[];
  before: (call: Call) => unknown = () => undefined;
  after: (call: Call) => unknown = () => undefined;

  constructor(rows: Row[]) {
    super(async (call) => (await this.before(call)) ?? (await this.work(call)));
    this.rows = rows;
  }

  private async work(call: Call): Promise<unknown> {
    if (call.path === '/data/deleteBatch') return (await this.delete(call)) ?? this.after(call);
    if (call.path === '/data/findLockRecordByDatasetId') return this.records();
    if (call.path === '/data/unLockByLockRecordIds') {
      for (const one of this.rows) delete one.lockedBy;
      return null;
    }
    return lists(() => this.rows)(call);
  }

  private async delete({ body }: Call): Promise<unknown> {
    const ids = new Set<string>(body.ids.map(String));
    const hit = this.rows.filter((one) => String(one.datasetId) === String(body.datasetId) && ids.has(String(one.id)));
    if (hit.length === 0) return new Refusal('DATA_NOT_FOUND');
    const going = this.rows.filter((one) => hit.includes(one) || hit.some(({ id }) => id === one.parentId));
    if (going.some((one) => one.lockedBy !== undefined)) return new Refusal('DATASET_DATA_OTHERS_ANNOTATING');
    this.rows = this.rows.filter((one) => !going.includes(one));
    return undefined;
  }

  private records() {
    const holders = [...new Set(this.rows.flatMap((one) => one.lockedBy ?? []))];
    return holders.map((lockedBy, n) => ({
      recordId: n + 1,
      lockedBy,
      lockedNum: this.rows.filter((one) => one.lockedBy === lockedBy).length,
    }));
  }
}

const numbers = (from: number, count: number) => Array.from({ length: count }, (_, n) => from + n);
const node = (one: Row) =>
  dataNode({
    ...one,
    id: String(one.id),
    datasetId: String(one.datasetId),
    parentId: String(one.parentId),
    content: [],
  });
const removal = (server: FakeServer) => new CeDeletion(server.client, new CeBrowse(server.client));
const run = (server: FakeServer, rows: readonly Row[], more: Partial<DeletionOptions> = {}, signal = never) =>
  removal(server).run(rows.map(node), { release: [], ...more }, signal);
const statuses = (outcomes: readonly Outcome[]) => outcomes.map(({ status }) => status);
const down = () => {
  throw new PlatformError('network', text('The connection was cut.'), { retryable: true });
};

describe('deleting data', () => {
  it('2,500 go in batches of 1,000, and each is accounted for', async () => {
    const rows = numbers(1, 2_500).map((id) => row(id));
    const server = new Server(rows);
    const reported: number[] = [];
    const outcomes = await run(server, rows, { report: (n) => reported.push(n) });
    assert.deepEqual(
      server.to('/data/deleteBatch').map((call) => call.body.ids.length),
      [1_000, 1_000, 500],
    );
    assert.deepEqual(reported, [1_000, 2_000, 2_500]);
    assert.deepEqual(
      outcomes.map(({ ref }) => ref),
      rows.map((one) => node(one).ref),
    );
    assert.deepEqual(new Set(statuses(outcomes)), new Set(['done']));
    assert.equal(server.rows.length, 0);
  });

  it('ids past 2^53 reach the server with every digit', async () => {
    const id = '9223372036854775807';
    const server = new FakeServer(() => []);
    const big = dataNode({
      id,
      datasetId: '9007199254740993',
      parentId: '0',
      name: 'big',
      type: 'SINGLE_DATA',
      content: [],
    } as never);
    await removal(server).run([big], { release: [] }, never);
    assert.deepEqual(server.to('/data/deleteBatch')[0]!.body, { datasetId: '9007199254740993', ids: [id] });
    assert.equal(server.to('/data/getDataStatusByIds')[0]!.query.dataIds, id);
  });

  it('what the server still lists was not deleted, whatever it answered', async () => {
    const rows = numbers(1, 3).map((id) => row(id));
    const server = new Server([...rows]);
    server.before = (call) => {
      if (call.path !== '/data/deleteBatch') return undefined;
      server.rows = server.rows.slice(1);
      return {};
    };
    const outcomes = await run(server, rows);
    assert.deepEqual(statuses(outcomes), ['done', 'failed', 'failed']);
    assert.equal(englishText(outcomes[1]!.reason!), 'The server still lists it.');
  });

  it('what is gone already is skipped, not deleted', async () => {
    const outcomes = await run(new Server([]), [row(1), row(2)]);
    assert.deepEqual(statuses(outcomes), ['skipped', 'skipped']);
  });

  it('one lock refuses a whole batch, so the others are sent again', async () => {
    const rows = numbers(1, 30).map((id) => row(id, id === 7 ? { lockedBy: 'Ann' } : {}));
    const server = new Server([...rows]);
    const outcomes = await run(server, rows);
    assert.equal(outcomes.filter(({ status }) => status === 'done').length, 29);
    const [refused] = outcomes.filter(({ status }) => status !== 'done');
    assert.deepEqual(
      [refused!.ref, refused!.status, englishText(refused!.reason!)],
      ['data/1/7', 'failed', 'Locked by Ann.'],
    );
    assert.deepEqual(
      server.rows.map(({ id }) => id),
      [7],
    );
  });

  it('a locked frame keeps its whole scene, and the scene is named', async () => {
    const rows = [row(1, { type: 'SCENE' }), row(2, { parentId: 1 }), row(3, { parentId: 1, lockedBy: 'Bob' }), row(4)];
    const server = new Server([...rows]);
    const outcomes = await run(server, [rows[0]!, rows[3]!]);
    assert.deepEqual(
      outcomes.map(({ ref, status }) => [ref, status]),
      [
        ['scene/1/1', 'failed'],
        ['data/1/4', 'done'],
      ],
    );
    assert.match(englishText(outcomes[0]!.reason!), /Bob/);
  });

  it('an answer that is lost after the deletion is not a failure: asking settles it', async () => {
    const rows = numbers(1, 5).map((id) => row(id));
    const server = new Server([...rows]);
    server.after = down;
    assert.deepEqual(new Set(statuses(await run(server, rows))), new Set(['done']));
    assert.equal(server.to('/data/deleteBatch').length, 1, 'a write is never repeated blindly');
  });

  it('is unknown when neither the deletion nor the asking is answered', async () => {
    const server = new Server([row(1)]);
    server.before = down;
    const [outcome] = await run(server, [row(1)]);
    assert.equal(outcome!.status, 'unknown');
    assert.equal(englishText(outcome!.reason!), 'The connection was cut.');
  });

  it('a failure in the third batch loses nothing of the first two', async () => {
    const rows = numbers(1, 2_500).map((id) => row(id, id === 2_400 ? { lockedBy: 'Ann' } : {}));
    const server = new Server([...rows]);
    server.before = (call) => (call.path === '/data/listRelationByIds' ? down() : undefined);
    const outcomes = await run(server, rows);
    assert.deepEqual(
      outcomes.map(({ ref }) => ref),
      rows.map((one) => node(one).ref),
    );
    assert.equal(outcomes.filter(({ status }) => status === 'done').length, 2_000);
    assert.equal(outcomes.filter(({ status }) => status === 'failed').length, 500);
  });

  it('a cancellation stops between batches: the rest is "not started"', async () => {
    const rows = numbers(1, 2_500).map((id) => row(id));
    const server = new Server([...rows]);
    const stop = new AbortController();
    const outcomes = await run(server, rows, { report: () => stop.abort() }, stop.signal);
    assert.equal(outcomes.filter(({ status }) => status === 'done').length, 1_000);
    assert.equal(outcomes.filter(({ status }) => status === 'not-started').length, 1_500);
    assert.equal(server.to('/data/deleteBatch').length, 1);
    assert.equal(server.to('/data/getDataStatusByIds').length, 4, 'only what was sent is asked for');
  });

  it('a blocker that cannot be released leaves everything where it is', async () => {
    const server = new Server([row(1, { lockedBy: 'Ann' })]);
    server.before = (call) => (call.path === '/data/unLockByLockRecordIds' ? new Refusal('UNKNOWN', 500) : undefined);
    const release = [{ id: '1', holder: 'Ann', refs: ['data/1/1'], frees: 1 }];
    const [outcome] = await run(server, [row(1)], { release });
    assert.equal(outcome!.status, 'not-started');
    assert.equal(server.to('/data/deleteBatch').length, 0);
  });

  it('never calls the server without an id', async () => {
    const server = new Server([row(1)]);
    assert.deepEqual(await run(server, []), []);
    assert.equal(server.calls.length, 0);
  });

  it('accounts for each id once, whatever is locked, gone or lost', async () => {
    const kind = fc.constantFrom('plain', 'locked', 'gone', 'scene', 'held scene');
    await fc.assert(
      fc.asyncProperty(
        fc.array(kind, { minLength: 1, maxLength: 25 }),
        fc.constantFrom('no', 'before', 'after'),
        async (kinds, lost) => {
          const asked = kinds.map((what, n) =>
            row(n * 10 + 1, {
              datasetId: (n % 2) + 1,
              type: what.endsWith('scene') ? 'SCENE' : 'SINGLE_DATA',
              ...(what === 'locked' && { lockedBy: 'Ann' }),
            }),
          );
          const frames = asked.flatMap((one, n) =>
            kinds[n]!.endsWith('scene')
              ? [
                  row(one.id + 1, {
                    datasetId: one.datasetId,
                    parentId: one.id,
                    ...(kinds[n] === 'held scene' && { lockedBy: 'Bob' }),
                  }),
                ]
              : [],
          );
          const server = new Server([...asked.filter((_, n) => kinds[n] !== 'gone'), ...frames]);
          const cut = (call: Call) => (call.path === '/data/deleteBatch' ? down() : undefined);
          if (lost === 'before') server.before = cut;
          if (lost === 'after') server.after = cut;
          const outcomes = await run(server, asked);
          assert.deepEqual(new Set(outcomes.map(({ ref }) => ref)), new Set(asked.map((one) => node(one).ref)));
          assert.equal(outcomes.length, asked.length);
          const left = new Set(server.rows.map((one) => node(one).ref));
          for (const { ref, status } of outcomes) {
            if (status === 'done') assert.ok(!left.has(ref), `${ref} is still there`);
            if (status === 'failed') assert.ok(left.has(ref), `${ref} is gone`);
            assert.ok(['done', 'failed', 'skipped'].includes(status), status);
          }
        },
      ),
      { numRuns: 80 },
    );
  });
});

describe('what a deletion would take', () => {
  it('counts frames, annotated ones and locks, and says what is gone', async () => {
    const rows = [
      row(1, { type: 'SCENE' }),
      row(2, { parentId: 1, annotationStatus: 'ANNOTATED', lockedBy: 'Bob' }),
      row(3, { parentId: 1 }),
      row(4, { annotationStatus: 'ANNOTATED' }),
      row(5, { lockedBy: 'Ann' }),
      row(6, { lockedBy: 'Ann' }),
    ];
    const server = new Server(rows);
    const preview = await removal(server).preview(['scene/1/1', 'data/1/4', 'data/1/5', 'data/1/99'], never);
    assert.deepEqual(
      preview.nodes.map(({ ref }) => ref),
      ['scene/1/1', 'data/1/4', 'data/1/5'],
    );
    assert.deepEqual([preview.gone, preview.items, preview.annotated], [['data/1/99'], 4, 2]);
    assert.deepEqual(preview.locked, ['scene/1/1', 'data/1/5']);
    assert.deepEqual(preview.blockers.map(({ holder, frees, refs }) => [holder, frees, refs]).sort(), [
      ['Ann', 2, ['data/1/5']],
      ['Bob', 1, ['scene/1/1']],
    ]);
    assert.ok(
      server.calls.every((call) => call.method === 'GET'),
      'nothing is changed',
    );
  });
});

describe('deleting datasets', () => {
  const dataset = datasetNode({
    id: '1',
    name: 'd',
    type: 'IMAGE',
    annotatedCount: 0,
    notAnnotatedCount: 0,
    invalidCount: 0,
    itemCount: 0,
  });
  it('its objects are counted before it is asked about, whatever is called annotated', async () => {
    const counts = { annotatedCount: 0, notAnnotatedCount: 9, invalidCount: 0, itemCount: 9 };
    const server = new FakeServer(({ path }) => {
      const id = /\d+/.exec(path)?.[0] ?? '1';
      if (path.startsWith('/dataset/info')) return { id: Number(id), name: `d${id}`, type: 'IMAGE', ...counts };
      if (path === '/dataset/1/statistics/dataStatus') return { ...counts, objectCount: 348 };
      return path.endsWith('/dataStatus') ? { ...counts, objectCount: 0 } : [];
    });
    const { nodes, objects } = await removal(server).preview(['dataset/1', 'dataset/2'], never);
    assert.equal(nodes.length, 2);
    assert.deepEqual(
      [...objects!],
      [
        ['dataset/1', 348],
        ['dataset/2', 0],
      ],
    );
  });

  const answering = (deleted: unknown, alive: boolean) =>
    new FakeServer((call) => {
      if (call.path.startsWith('/dataset/delete'))
        return typeof deleted === 'function' ? (deleted as () => unknown)() : deleted;
      if (!alive) return new Refusal('NOT_FOUND');
      return call.path.startsWith('/dataset/info') ? { id: 1, name: 'd', type: 'IMAGE' } : {};
    });
  const cases: readonly (readonly [name: string, answer: unknown, alive: boolean, status: string])[] = [
    ['answered', null, false, 'done'],
    ['gone already', new Refusal('DATASET_NOT_FOUND'), false, 'skipped'],
    ['refused', new Refusal('PARAM_ERROR'), true, 'failed'],
    ['answer lost, and it is gone', down, false, 'done'],
    ['answer lost, and it is there', down, true, 'failed'],
    ['the server failed, and it is there', new Refusal('UNKNOWN', 500), true, 'failed'],
  ];
  for (const [name, answer, alive, status] of cases)
    it(`${name}: ${status}`, async () => {
      const [outcome] = await removal(answering(answer, alive)).run([dataset], { release: [] }, never);
      assert.equal(outcome!.status, status);
    });
});
