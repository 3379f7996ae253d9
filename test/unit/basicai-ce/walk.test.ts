import assert from 'node:assert/strict';
import fc from 'fast-check';
import { isCancelled, isPlatformError } from '../../../src/core/net/errors';
import { emptyQuery, type Query } from '../../../src/core/model/page';
import { walkDataset, walkScene } from '../../../src/core/platforms/basicai-ce/api/walk';
import { FakeServer, lists, row, type Call, type Row } from '../../support/fakeServer';
import { never } from '../../support/context';

const serving = (rows: Row[], on?: (call: Call, n: number) => void) => {
  let n = 0;
  const answer = lists(() => rows);
  return new FakeServer((call) => {
    on?.(call, ++n);
    return answer(call);
  });
};
const walk = async (server: FakeServer, query: Query = emptyQuery, signal = never): Promise<number[]> => {
  const ids: number[] = [];
  for await (const part of walkDataset(server.client, '1', query, signal))
    ids.push(...part.map(({ id }) => Number(id)));
  return ids;
};
const numbers = (from: number, count: number) => Array.from({ length: count }, (_, n) => from + n);
const once = (found: number[], expected: number[]) => {
  assert.equal(new Set(found).size, found.length, 'nothing twice');
  assert.deepEqual(
    [...found].sort((a, b) => a - b),
    [...expected].sort((a, b) => a - b),
  );
};

describe('walking a dataset', () => {
  it('reads a small one by pages', async () => {
    const server = serving(numbers(1, 1_200).map((id) => row(id)));
    once(await walk(server), numbers(1, 1_200));
    assert.equal(server.to('/data/listByIds').length, 0);
  });

  it('reads a big one by id, in queries that a server takes, with one page asked (CE-21)', async () => {
    const ids = numbers(990_000, 20_000);
    const server = serving(ids.map((id) => row(id)));
    once(await walk(server), ids);
    assert.equal(server.to('/data/findByPage').length, 1);
    for (const call of server.calls) assert.ok(call.line.length < 8_000, `${call.line.length} characters`);
    assert.ok(
      server.calls.every((call) => !call.line.includes('%2C')),
      'commas stay plain',
    );
  });

  it('leaves out other datasets and frames of scenes', async () => {
    const rows = numbers(5, 9_000).map((id) =>
      id % 3 === 0 ? row(id, { datasetId: 2 }) : id % 3 === 1 ? row(id, { parentId: 4 }) : row(id),
    );
    const server = serving([row(4, { type: 'SCENE' }), ...rows]);
    once(await walk(server), [
      4,
      ...rows.filter((one) => one.datasetId === 1 && one.parentId === 0).map(({ id }) => id),
    ]);
    assert.equal(server.to('/data/findByPage').length, 1);
  });

  it('finds rows below its start: scenes are listed first, whatever their id', async () => {
    const ids = numbers(100, 4_000);
    const rows = ids.map((id) => row(id, id === 3_000 ? { type: 'SCENE' } : {}));
    const server = serving(rows);
    once(await walk(server), ids);
    assert.equal(server.to('/data/findByPage').length, 1);
  });

  it('asks for pages when ids leave a long gap', async () => {
    const ids = [...numbers(1, 2_500), ...numbers(90_000, 700)];
    const server = serving(ids.map((id) => row(id)));
    once(await walk(server), ids);
    assert.ok(server.to('/data/findByPage').length > 1);
    assert.ok(server.to('/data/listByIds').length < 100, 'the gap is not walked to its end');
  });

  it('reads each row once, however ids lie', async () => {
    const runs = fc.array(fc.tuple(fc.integer({ min: 1, max: 25_000 }), fc.integer({ min: 1, max: 1_500 })), {
      minLength: 2,
      maxLength: 4,
    });
    await fc.assert(
      fc.asyncProperty(runs, fc.nat(1_000), async (parts, scene) => {
        let next = 1;
        const ids = parts.flatMap(([gap, count]) => {
          const part = numbers(next + gap, count);
          next = next + gap + count;
          return part;
        });
        const chosen = ids[scene % ids.length];
        once(await walk(serving(ids.map((id) => row(id, id === chosen ? { type: 'SCENE' } : {})))), ids);
      }),
      { numRuns: 12 },
    );
  }).timeout(20_000);

  it('asks for pages when the list is narrowed: ids do not tell what fits', async () => {
    const server = serving(numbers(1, 5_000).map((id) => row(id)));
    once(
      await walk(server, { name: 'r49' }),
      numbers(1, 5_000).filter((id) => String(id).includes('49') && String(id).startsWith('49')),
    );
    assert.ok(server.to('/data/findByPage').every((call) => call.query.name === 'r49'));
    assert.equal(server.to('/data/listByIds').length, 0);
  });

  it('says so when rows went away meanwhile, instead of looping', async () => {
    const rows = numbers(1, 6_000).map((id) => row(id));
    const server = serving(rows, (_call, n) => {
      if (n === 3) rows.splice(-10);
    });
    await assert.rejects(walk(server), (error) => {
      assert.ok(isPlatformError(error));
      assert.equal(error.message, 'The dataset changed while it was read: 5990 of 6000 items were seen.');
      assert.equal(error.facts.retryable, true);
      return true;
    });
  });

  it('stops when it is cancelled', async () => {
    const stop = new AbortController();
    const server = serving(
      numbers(1, 50_000).map((id) => row(id)),
      (_call, n) => {
        if (n === 6) stop.abort();
      },
    );
    await assert.rejects(walk(server, emptyQuery, stop.signal), isCancelled);
    assert.ok(server.calls.length <= 10, `${server.calls.length} calls`);
  });

  it('an empty dataset has nothing', async () => {
    assert.deepEqual(await walk(serving([])), []);
  });

  it('reads the frames of a scene, all of them', async () => {
    const frames = numbers(2, 1_001).map((id) => row(id, { parentId: 1 }));
    const server = serving([row(1, { type: 'SCENE' }), ...frames]);
    const ids: number[] = [];
    for await (const part of walkScene(server.client, '1', '1', never)) ids.push(...part.map(({ id }) => Number(id)));
    once(ids, numbers(2, 1_001));
  });
});
