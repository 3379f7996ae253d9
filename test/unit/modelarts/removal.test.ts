import assert from 'node:assert/strict';
import type { Node } from '../../../src/core/model/node';
import { PlatformError } from '../../../src/core/net/errors';
import { text } from '../../../src/core/model/text';
import { datasetNode, sampleNode } from '../../../src/core/platforms/modelarts/nodes';
import { never } from '../../support/context';
import type { SentRequest, Sent } from '../../support/scripted';
import { ArtsServer, data, dataset, gone, ok, refused, rowsOf, sample, shelf } from './server';

const node = (id: string, type = '1', more: object = {}): Node =>
  sampleNode(sample(id, more), 'Qm7sT2kPz4LwXc9Rb1Y', type);
const idsOf = ({ body }: Sent): string[] => JSON.parse(body ?? '').samples;

/** Samples that are there as long as nobody removes them; `remove` answers, and takes from `left`. */
function holding(ids: readonly string[], remove: (ids: string[], left: Map<string, object>) => SentRequest) {
  const left = rowsOf(...ids);
  const server = new ArtsServer(
    shelf(left, (path, sent) => (path === `${data}/samples/delete` ? remove(idsOf(sent), left) : undefined)),
  );
  return {
    server,
    left,
    run: (nodes: readonly Node[], permanently = false, by = never) =>
      server.session.remove!.run(nodes, { release: [], permanently }, by),
  };
}
const take = (ids: readonly string[], left: Map<string, object>) => ids.forEach((id) => left.delete(id));
const statuses = (outcomes: readonly { status: string }[]) => outcomes.map(({ status }) => status);
const cut = () => {
  throw new PlatformError('network', text('cut'));
};

describe('ModelArts: removal of samples', () => {
  it('sends at most 100 ids a call, one call after the other, and no word about the files', async () => {
    const ids = Array.from({ length: 230 }, (_, n) => `s${n}`);
    let under = 0;
    const { server, run } = holding(ids, (some, left) => {
      assert.equal(++under, 1, 'in series');
      take(some, left);
      under--;
      return ok({ success: true, results: some.map(() => ({ success: true })) });
    });
    const outcomes = await run(ids.map((id) => node(id)));
    assert.equal(outcomes.filter(({ status }) => status === 'done').length, 230);
    const calls = server.to(/delete$/);
    assert.deepEqual(
      calls.map((call) => idsOf(call).length),
      [100, 100, 30],
    );
    assert.ok(calls.every(({ body }) => !Object.keys(JSON.parse(body ?? '')).includes('delete_source')));
  });

  it('asks for each though there is a result for each, since their order is not promised', async () => {
    const { run } = holding(['a', 'b', 'c'], (_ids, left) => {
      take(['b', 'c'], left);
      return ok({
        success: true,
        results: [{ success: true }, { success: false, error_msg: 'No' }, { success: true }],
      });
    });
    assert.deepEqual(statuses(await run([node('a'), node('b'), node('c')])), ['failed', 'done', 'done']);
  });

  it('takes the reason from the result at the place of a sample', async () => {
    const { server, run } = holding(['a', 'b', 'c'], (_ids, left) => {
      take(['a', 'b'], left);
      return ok({
        success: false,
        error_code: 'ModelArts.4424',
        error_msg: 'Delete sample failed',
        results: [
          { success: true },
          { success: false, error_code: 'ModelArts.4420', error_msg: 'Sample not found' },
          { success: false, error_code: 'ModelArts.4204', error_msg: 'No permission' },
        ],
      });
    });
    const outcomes = await run([node('a'), node('b'), node('c')]);
    assert.deepEqual(statuses(outcomes), ['done', 'skipped', 'failed']);
    assert.match(String(outcomes[2]?.reason?.args), /No permission/);
    assert.equal(server.to(/samples\/[abc]$/).length, 3, 'each once');
  });

  for (const [how, results] of [
    ['missing', undefined],
    ['of another number', [{ success: true }]],
  ] as const)
    it(`asks for each when results are ${how}: status 200 is no success`, async () => {
      const { run } = holding(['a', 'b', 'c'], (_ids, left) => {
        take(['a', 'c'], left);
        return ok({ success: true, ...(results && { results }) });
      });
      assert.deepEqual(statuses(await run([node('a'), node('b'), node('c')])), ['done', 'failed', 'done']);
    });

  for (const message of [
    ok({ success: false, error_code: 'ModelArts.4424', error_msg: 'Delete sample failed' }),
    refused('ModelArts.4424', 500, 'Delete sample failed'),
  ])
    it(`says that an import or a sync may run (status ${message.status ?? 200})`, async () => {
      const { server, run } = holding(['a', 'b'], () => message);
      const outcomes = await run([node('a'), node('b')]);
      assert.deepEqual(statuses(outcomes), ['failed', 'failed']);
      assert.match(outcomes[0]?.reason?.template ?? '', /import or a sync/);
      assert.equal(server.to(/delete$/).length, 1, 'a write is not repeated');
    });

  it('sends the others again when one that is gone refused them all', async () => {
    const { server, run } = holding(['a', 'c'], (ids, left) => {
      if (ids.some((id) => !left.has(id))) return gone;
      take(ids, left);
      return ok({ success: true });
    });
    assert.deepEqual(statuses(await run([node('a'), node('b'), node('c')])), ['done', 'skipped', 'done']);
    assert.deepEqual(server.to(/delete$/).map(idsOf), [
      ['a', 'b', 'c'],
      ['a', 'c'],
    ]);
  });

  it('ends when a server calls something gone that it still lists', async () => {
    const { server, run } = holding(['a', 'b'], () => gone);
    assert.deepEqual(statuses(await run([node('a'), node('b')])), ['failed', 'failed']);
    assert.equal(server.to(/delete$/).length, 1);
  });

  it('settles a call that was cut, and is unknown when nobody answers', async () => {
    const { run } = holding(['a', 'b'], (_ids, left) => {
      take(['a'], left);
      return cut();
    });
    assert.deepEqual(statuses(await run([node('a'), node('b')])), ['done', 'failed']);
    const silent = new ArtsServer(cut);
    assert.deepEqual(statuses(await silent.session.remove!.run([node('a')], { release: [] }, never)), ['unknown']);
  });

  it('begins nothing after it was cancelled', async () => {
    const { server, run } = holding(['a'], () => ok({ success: true }));
    assert.deepEqual(statuses(await run([node('a')], false, AbortSignal.abort())), ['not-started']);
    assert.equal(server.sent.length, 0);
  });

  it('says before that the files stay, and offers a way back that holds no link', async () => {
    const { server, run } = holding(['a'], (ids, left) => {
      take(ids, left);
      return ok({ success: true });
    });
    const preview = await server.session.remove!.preview([node('a').ref], never);
    assert.deepEqual(
      preview.notes?.map(({ template }) => template),
      ['The files stay in OBS.'],
    );
    const [outcome] = await run(preview.nodes);
    assert.deepEqual(JSON.parse(outcome?.undo?.token ?? ''), {
      dataset: 'Qm7sT2kPz4LwXc9Rb1Y',
      name: 'a.jpg',
      path: '/acme-vision/signs/in/a.jpg',
    });
  });

  it('for good takes the files too, after a strong word, and offers no way back', async () => {
    const { server, run } = holding(['a'], (ids, left) => {
      take(ids, left);
      return ok({ success: true, results: [{ success: true }] });
    });
    const preview = await server.session.remove!.preview([node('a').ref], never, true);
    assert.match(preview.notes?.[0]?.template ?? '', /published versions/);
    const [outcome] = await run(preview.nodes, true);
    assert.deepEqual([outcome?.status, outcome?.undo], ['done', undefined]);
    assert.equal(JSON.parse(server.to(/delete$/)[0]?.body ?? '').delete_source, true);
  });

  it('of texts offers no way back: a sync lists files, not rows', async () => {
    const { run } = holding(['a'], (ids, left) => {
      take(ids, left);
      return ok({ success: true });
    });
    const [outcome] = await run([node('a', '100')]);
    assert.deepEqual([outcome?.status, outcome?.undo], ['done', undefined]);
  });
});

describe('ModelArts: taking back', () => {
  const undo = (id: string) => ({
    ref: node(id).ref,
    name: `${id}.jpg`,
    token: JSON.stringify({
      dataset: 'Qm7sT2kPz4LwXc9Rb1Y',
      name: `${id}.jpg`,
      path: `/acme-vision/signs/in/${id}.jpg`,
    }),
  });
  /** A sync that lists `found` again when it ends. Before it begins, the state is that of the one before. */
  const syncing = (
    found: readonly string[],
    states: object[] = [{ status: 'RUNNING' }, { status: 'COMPLETED' }],
    before: object = { status: 'NOT_EXIST' },
  ) => {
    const rows = new Map<string, object>();
    let begun = false;
    return new ArtsServer(
      shelf(rows, (path, { method }) => {
        if (path.endsWith('/sync-data') && method === 'POST') {
          begun = true;
          return { text: '' };
        }
        if (!path.endsWith('/sync-data/status')) return undefined;
        if (!begun) return ok(before);
        const state = states.length > 1 ? states.shift() : states[0];
        if (states.length === 1)
          for (const id of found) rows.set(`new-${id}`, sample(`new-${id}`, { sample_name: `${id}.jpg` }));
        return ok(state);
      }),
    );
  };

  it('is a sync, after which the names are listed again', async () => {
    const server = syncing(['a', 'b']);
    assert.deepEqual(statuses(await server.session.undo!.run([undo('a'), undo('b')], never)), ['done', 'done']);
    assert.equal(server.sent.filter(({ method }) => method === 'POST').length, 1);
    assert.equal(server.to(/sync-data\/status$/).length, 3, 'once before it');
  });

  it('tells each that is not listed again', async () => {
    const outcomes = await syncing(['b']).session.undo!.run([undo('a'), undo('b')], never);
    assert.deepEqual(statuses(outcomes), ['failed', 'done']);
  });

  it('does not take another file of the name for it', async () => {
    const rows = new Map<string, object>([
      ['x', sample('x', { sample_name: 'a.jpg', sample_dir: '/acme-vision/other/' })],
    ]);
    const server = new ArtsServer(
      shelf(rows, (path) => (path.includes('sync-data') ? ok({ status: 'COMPLETED' }) : undefined)),
    );
    assert.deepEqual(statuses(await server.session.undo!.run([undo('a')], never)), ['failed']);
  });

  it('does not take the end of the sync before for its own', async () => {
    const old = { status: 'COMPLETED', task_id: 't1', add_sample_count: 4 };
    const server = syncing(['a'], [old, old, { status: 'COMPLETED', task_id: 't2' }], old);
    assert.deepEqual(statuses(await server.session.undo!.run([undo('a')], never)), ['done']);
    assert.equal(server.to(/sync-data\/status$/).length, 4);
  });

  it('asks for no sync when all are listed already', async () => {
    const server = new ArtsServer(shelf(rowsOf('a')));
    assert.deepEqual(statuses(await server.session.undo!.run([undo('a')], never)), ['done']);
  });

  it('tells why a sync failed', async () => {
    const server = syncing([], [{ status: 'FAILED', error_code: 'ModelArts.4340', error_msg: 'no bucket' }]);
    const [outcome] = await server.session.undo!.run([undo('a')], never);
    assert.equal(outcome?.status, 'failed');
    assert.match(String(outcome.reason?.args), /no bucket/);
  });

  it('asks the dataset when the word for the state is not known', async () => {
    const server = syncing(['a'], [{ status: 'BREWING' }, { status: 'NOT_EXIST' }]);
    assert.deepEqual(statuses(await server.session.undo!.run([undo('a')], never)), ['done']);
    assert.ok(server.to(/datasets\/Qm7sT2kPz4LwXc9Rb1Y$/).length > 0);
  });

  it('gives up a sync that stands still', async () => {
    const server = syncing([], [{ status: 'RUNNING', add_sample_count: 3 }]);
    const [outcome] = await server.session.undo!.run([undo('a')], never);
    assert.equal(outcome?.status, 'failed');
    assert.match(outcome.reason?.template ?? '', /stands still/);
  });

  it('waits for a sync that runs already, and then begins its own', async () => {
    let busy = 2;
    const rows = new Map<string, object>();
    const server = new ArtsServer(
      shelf(rows, (path, { method }) => {
        if (path.endsWith('/sync-data') && method === 'POST')
          return busy-- > 0 ? refused('ModelArts.4355', 400, 'sync running') : { text: '' };
        if (!path.endsWith('/sync-data/status')) return undefined;
        rows.set('n', sample('n', { sample_name: 'a.jpg' }));
        return ok({ status: 'COMPLETED' });
      }),
    );
    assert.deepEqual(statuses(await server.session.undo!.run([undo('a')], never)), ['done']);
  });
});

describe('ModelArts: removal of datasets', () => {
  const whole = datasetNode(dataset());
  const removing = (answers: (SentRequest | 'listed')[], deleted: SentRequest = { status: 204, text: '' }) =>
    new ArtsServer((_path, { method }) => {
      if (method === 'DELETE') return deleted;
      const message = answers.length > 1 ? answers.shift() : answers[0];
      return message === 'listed' || message === undefined ? ok(dataset()) : message;
    });
  const run = async (server: ArtsServer) => (await server.session.remove!.run([whole], { release: [] }, never))[0]!;

  it('wants the name typed, and says that the files stay', async () => {
    const preview = await removing(['listed']).session.remove!.preview([whole.ref], never);
    assert.deepEqual(preview.typed, ['street-signs']);
    assert.match(preview.notes?.[0]?.template ?? '', /stay in OBS/);
  });

  it('is waited for until the server does not know it', async () => {
    const server = removing([ok(dataset({ status: 2 })), ok(dataset({ status: 2 })), refused('ModelArts.4352')]);
    assert.equal((await run(server)).status, 'done');
  });

  it('is done when its status says so', async () => {
    assert.equal((await run(removing([ok(dataset({ status: 3 }))]))).status, 'done');
  });

  it('tells of open labeling jobs', async () => {
    const outcome = await run(removing(['listed'], refused('ModelArts.4803', 403, 'label tasks are open')));
    assert.equal(outcome.status, 'failed');
    assert.match(String(outcome.reason?.args), /label tasks are open/);
  });

  it('is skipped when it was gone, failed when it stays, and unknown while it goes on', async () => {
    assert.equal((await run(removing([refused('ModelArts.4352')], refused('ModelArts.4352')))).status, 'skipped');
    assert.equal((await run(removing(['listed']))).status, 'failed');
    assert.equal((await run(removing([ok(dataset({ status: 2 }))]))).status, 'unknown');
  });
});
