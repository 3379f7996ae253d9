import assert from 'node:assert/strict';
import type { Node } from '../../../src/core/model/node';
import type { Outcome } from '../../../src/core/model/outcome';
import { englishText, text } from '../../../src/core/model/text';
import { PlatformError } from '../../../src/core/net/errors';
import { SmhApi } from '../../../src/core/platforms/smh/api/api';
import { SmhClient } from '../../../src/core/platforms/smh/api/client';
import { TokenCache } from '../../../src/core/platforms/smh/tokens';
import { reported } from '../../support/errors';
import { credentials, never } from '../../support/context';
import type { SentRequest, Sent } from '../../support/scripted';
import { binned, image, library, node, notFound, refused, SmhServer, space, spaceOf } from './server';

const statuses = (outcomes: readonly Outcome[]) => outcomes.map(({ status }) => status);
const run = (server: SmhServer, nodes: readonly Node[], permanently = false, signal = never) =>
  server.session.remove!.run(nodes, { release: [], permanently }, signal);
const cut = () => {
  throw new PlatformError('network', text('The connection was cut.'), { retryable: true });
};
const gone = (path: string, more: object = {}) => ({
  status: 200,
  recycledItemId: 123,
  path: path.split('/'),
  ...more,
});

describe('SMH: deletion', () => {
  it('sends a bare list of plain paths, and gives a way restored for what the bin took', async () => {
    const server = new SmhServer((call) =>
      call.startsWith('GET')
        ? notFound
        : {
            json: {
              result: [
                { status: '204', path: ['albums', '2025', 'old.jpg'] },
                { status: 404, code: 'FileNotFound', message: '…', path: ['albums', '2025', 'cat 1.jpg'] },
                { status: 200, recycledItemId: 123, path: ['', 'albums', '2025', 'raw'] },
                { status: 500, path: ['albums', 'bare'] },
              ],
            },
            status: 207,
          },
    );
    const nodes = ['albums/2025/raw/', 'albums/2025/cat 1.jpg', 'albums/2025/old.jpg', 'albums/bare'].map((one) =>
      node(one),
    );
    const outcomes = await run(server, nodes);
    const [call] = server.all('POST batch ?delete');
    assert.deepEqual(JSON.parse(call!.body!), [
      { path: 'albums/2025/raw' },
      { path: 'albums/2025/cat 1.jpg' },
      { path: 'albums/2025/old.jpg' },
      { path: 'albums/bare' },
    ]);
    assert.ok(call!.url.search.startsWith('?delete&'));
    assert.deepEqual(statuses(outcomes), ['done', 'skipped', 'done', 'failed']);
    assert.deepEqual(outcomes[0]?.undo, { ref: nodes[0]!.ref, name: 'raw', token: binned('123').ref });
    assert.equal(outcomes[2]?.undo, undefined);
    assert.match(englishText(outcomes[3]!.reason!), /500/);
    assert.equal(server.all('POST batch ?delete').length, 1);
    assert.ok(
      server.sent.slice(1).every(({ path }) => !path.includes('bare')),
      'what was told as a failure is not asked for',
    );
  });

  it('asks about an item that an answer calls absent before it is called gone', async () => {
    const denied = { json: { result: [{ status: 404, code: 'FileNotFound', path: ['a.jpg'] }] }, status: 207 };
    for (const [notice, status] of [
      [{ json: image('a.jpg') }, 'failed'],
      [notFound, 'skipped'],
      [{ status: 500, text: 'x' }, 'unknown'],
    ] as const) {
      const server = new SmhServer((call) => (call === 'POST batch ?delete' ? denied : notice));
      assert.deepEqual(statuses(await run(server, [node('a.jpg')])), [status]);
    }
  });

  it('asks about an item that an answer calls deleted before it is called so, and keeps no way back for what is there', async () => {
    const answer = { json: { result: [gone('a.jpg')] } };
    for (const [notice, status] of [
      [{ json: image('a.jpg') }, 'failed'],
      [notFound, 'done'],
      [{ status: 500, text: 'x' }, 'unknown'],
    ] as const) {
      const server = new SmhServer((call) => (call === 'POST batch ?delete' ? answer : notice));
      const [outcome] = await run(server, [node('a.jpg')]);
      assert.equal(outcome?.status, status);
      assert.equal(outcome.undo !== undefined, status === 'done');
    }
  });

  it('a conflict of a deletion is told in words of its own: no name is taken', async () => {
    for (const code of ['SameNameDirectoryOrFileExists', 'PathConflict', undefined]) {
      const server = new SmhServer(() => ({ json: { result: [{ status: 409, code, path: ['a.jpg'] }] }, status: 207 }));
      const [outcome] = await run(server, [node('a.jpg')]);
      assert.equal(outcome?.status, 'failed');
      assert.match(englishText(outcome.reason!), /Something else is changing it/);
    }
  });

  it('sends at most 1,000 items a call, and those of each space apart', async () => {
    const nodes = Array.from({ length: 2_100 }, (_, n) => node(`a/${n}.jpg`, n % 2 === 0 ? space : 'other'));
    const server = new SmhServer((call, { body }) => ({
      json: call.startsWith('GET')
        ? { contents: [] }
        : { result: (JSON.parse(body!) as { path: string }[]).map(({ path }) => gone(path)) },
    }));
    const outcomes = await run(server, nodes);
    const deletions = server.sent.filter(({ method }) => method === 'POST');
    assert.deepEqual(
      deletions.map(({ path, body }) => [path.split('/').at(-1), (JSON.parse(body!) as unknown[]).length]),
      [
        [space, 1_000],
        [space, 50],
        ['other', 1_000],
        ['other', 50],
      ],
    );
    assert.ok(outcomes.every(({ ref, status }, n) => status === 'done' && ref === nodes[n]!.ref));
  });

  it('says permanent in each item, and then there is no way back', async () => {
    const server = new SmhServer((call) =>
      call.startsWith('GET') ? notFound : { json: { result: [{ status: 204, path: ['a.jpg'] }] } },
    );
    const [outcome] = await run(server, [node('a.jpg')], true);
    assert.deepEqual(JSON.parse(server.sent[0]!.body!), [{ path: 'a.jpg', permanent: true }]);
    assert.deepEqual([outcome?.status, outcome?.undo], ['done', undefined]);
  });

  it('follows a task to its end, ever more slowly, with its id in every digit', async () => {
    let running = 6;
    const server = new SmhServer((call) => {
      if (call === 'POST batch ?delete') return { status: 202, text: '{"taskId":9007199254740993}' };
      if (!call.startsWith('GET task')) return notFound;
      const result =
        running-- > 0
          ? '"status":202'
          : '"status":207,"result":[{"status":200,"recycledItemId":9007199254740995,"path":["a"]}]';
      return { text: `[{"taskId":9007199254740993,${result}}]` };
    });
    const [outcome] = await run(server, [node('a')]);
    assert.equal(outcome?.undo?.token, binned('9007199254740995').ref);
    assert.deepEqual(server.context.slept, [1_000, 1_500, 2_250, 3_375, 5_000, 5_000, 5_000]);
    assert.equal(server.all('GET task/9007199254740993').length, 7);
  });

  it('reads tasks of the older and of the newer kind', async () => {
    for (const task of [
      { id: 15, status: 200, result: [gone('a')] },
      {
        taskId: '15',
        taskType: 'batchDelete',
        status: 400,
        batchDeleteResults: [{ status: 403, code: 'NoPermission', path: ['a'] }],
      },
    ]) {
      const server = new SmhServer((call) => {
        if (call === 'POST batch ?delete') return { json: { taskId: 15 } };
        return call.startsWith('GET task') ? { json: [task] } : notFound;
      });
      assert.deepEqual(statuses(await run(server, [node('a')])), [task.status === 200 ? 'done' : 'failed']);
    }
  });

  it('gives up a task that does not end, and names it', async () => {
    const server = new SmhServer((call) => {
      if (call === 'POST batch ?delete') return { status: 202, json: { taskId: 482210 } };
      return call.startsWith('GET task') ? { json: [{ taskId: 482210, status: 202 }] } : { json: image('') };
    });
    const [outcome] = await run(server, [node('a')]);
    assert.equal(outcome?.status, 'unknown');
    assert.match(englishText(outcome.reason!), /482210/);
  });

  it('settles by asking what an answer does not name', async () => {
    const server = new SmhServer((call) => {
      if (call === 'POST batch ?delete') return { status: 207, json: { result: [gone('a')] } };
      return call === 'GET file/left.jpg ?info' ? { json: image('') } : notFound;
    });
    const outcomes = await run(server, [node('a'), node('left.jpg'), node('away.jpg')]);
    assert.deepEqual(statuses(outcomes), ['done', 'failed', 'done']);
  });

  it('is never sent again when its answer was cut, and settled by asking', async () => {
    const server = new SmhServer((call) => {
      if (call === 'POST batch ?delete') return cut();
      return call === 'GET file/left.jpg ?info' ? { json: image('') } : notFound;
    });
    const outcomes = await run(server, [node('left.jpg'), node('away.jpg')]);
    assert.equal(server.all('POST batch ?delete').length, 1);
    assert.deepEqual(statuses(outcomes), ['unknown', 'done']);
  });

  it('reads the folder where many are to be settled', async () => {
    const nodes = Array.from({ length: 60 }, (_, n) => node(`a/${n}.jpg`));
    const server = new SmhServer((call) =>
      call === 'POST batch ?delete' ? cut() : { json: { contents: [image('7.jpg')] } },
    );
    const outcomes = await run(server, nodes);
    assert.deepEqual(
      outcomes.flatMap(({ name, status }) => (status === 'done' ? [] : [name])),
      ['7.jpg'],
    );
    assert.equal(server.sent.length, 2);
  });

  it('is unknown when neither the deletion nor the question was answered', async () => {
    assert.deepEqual(statuses(await run(new SmhServer(cut), [node('a')])), ['unknown']);
  });

  it('asks nobody when the server refused all of it', async () => {
    const server = new SmhServer(() => refused(403, 'NoPermission'));
    assert.deepEqual(statuses(await run(server, [node('a'), node('b')])), ['failed', 'failed']);
    assert.equal(server.sent.length, 1);
  });

  it('begins nothing after it was stopped, and settles what was on its way', async () => {
    const stopped = new SmhServer(() => notFound);
    assert.deepEqual(statuses(await run(stopped, [node('a')], false, AbortSignal.abort())), ['not-started']);
    assert.equal(stopped.sent.length, 0);
    const stop = new AbortController();
    const server = new SmhServer((call) => {
      if (call === 'POST batch ?delete') return { status: 202, json: { taskId: 1 } };
      if (call.startsWith('GET task')) stop.abort();
      return call.startsWith('GET file/left')
        ? { json: image('') }
        : call.startsWith('GET file')
          ? notFound
          : { json: [] };
    });
    assert.deepEqual(statuses(await run(server, [node('left'), node('away')], false, stop.signal)), [
      'unknown',
      'done',
    ]);
  });

  it('promises no way back before it has one', async () => {
    const server = new SmhServer(() => ({ json: image('') }));
    const { notes = [] } = await server.session.remove!.preview([node('raw/').ref, node('a').ref], never);
    const notice = notes.map(englishText).join(' ');
    assert.match(notice, /"raw" will be deleted with everything in it/);
    assert.doesNotMatch(notice, /can be restored|will be restored/i);
  });
});

describe('SMH: spaces', () => {
  const counted = (counts: object, more: (call: string, sent: Sent) => SentRequest = () => ({ status: 204 })) =>
    new SmhServer(
      (call, sent) => {
        if (call === 'GET space/list') return { json: { list: left.map((spaceId) => ({ spaceId })) } };
        if (call === 'GET space/file-count') return { json: counts };
        return more(call, sent);
      },
      { options: { libraryId: library } },
    );
  let left = [space];
  beforeEach(() => (left = [space]));

  it('that hold something are deleted by force, after their name was typed', async () => {
    const full = { fileNum: '12', dirNum: '3', recycledFileNum: '1', recycledDirNum: '0' };
    const server = counted(full, () => ((left = []), { status: 204 }));
    const preview = await server.session.remove!.preview([spaceOf().ref], never);
    assert.deepEqual(preview.typed, [space]);
    assert.deepEqual(preview.notes?.[0]?.args, [space, '12', '3']);
    assert.deepEqual(statuses(await run(server, preview.nodes)), ['done']);
    assert.deepEqual(
      server.all('DELETE space').map(({ query }) => query.get('force')),
      ['1'],
    );
  });

  it('that are empty go without force, and are not deleted by it when somebody has put something in', async () => {
    const server = counted({ fileNum: '0', dirNum: '0', recycledFileNum: '0', recycledDirNum: '0' }, () =>
      refused(409, 'SpaceNotEmpty'),
    );
    const preview = await server.session.remove!.preview([spaceOf().ref], never);
    assert.equal(preview.typed, undefined);
    assert.deepEqual(statuses(await run(server, preview.nodes)), ['failed']);
    assert.deepEqual(
      server.all('DELETE space').map(({ query }) => query.has('force')),
      [false],
    );
  });
});

describe('SMH: recycled items', () => {
  const clientOf = (server: SmhServer) => {
    const at = { url: 'https://api.tencentsmh.cn', id: library, space, user: undefined };
    return new SmhClient(
      new SmhApi(at, new TokenCache(at, credentials('t0ken-of-mine'), server.context), server.context),
    );
  };

  it('are purged one by their own call, many by a list of bare numbers', async () => {
    const server = new SmhServer((call) => (call.startsWith('GET') ? notFound : { status: 204 }));
    assert.deepEqual(statuses(await run(server, [binned('7')], true)), ['done']);
    assert.deepEqual(statuses(await run(server, [binned('7'), binned('9007199254740993')], true)), ['done', 'done']);
    assert.equal(server.all('DELETE recycled/7').length, 1);
    assert.equal(server.all('POST recycled ?delete')[0]?.body, '[7,9007199254740993]');
  });

  it('are never purged without an id: that would empty the bin', async () => {
    const server = new SmhServer(() => ({ status: 204 }));
    for (const ids of [[], [''], ['', ''], ['7', ''], [' '], ['../..'], ['.']])
      await assert.rejects(clientOf(server).purge(space, ids, never), reported('invalid', /Nothing was sent/));
    for (const ids of [[], [''], ['7', '']])
      await assert.rejects(
        clientOf(server).restore(space, ids, 'originalPath', never),
        reported('invalid', /Nothing was sent/),
      );
    assert.equal(server.sent.length, 0);
  });

  it('come back one by their own call', async () => {
    const server = new SmhServer((call) => (call.startsWith('GET') ? notFound : { json: { path: ['a', 'raw'] } }));
    const undo = { ref: node('a/raw/').ref, name: 'raw', token: binned('123').ref };
    const outcomes = await server.session.undo!.run([undo], never);
    assert.deepEqual([outcomes[0]?.ref, outcomes[0]?.status], [undo.ref, 'done']);
    const [call] = server.all('POST recycled/123 ?restore');
    assert.deepEqual(
      [call?.query.get('conflict_resolution_strategy'), call?.query.get('restore_path_strategy'), call?.body],
      ['ask', 'originalPath', undefined],
    );
  });

  const three = [1, 2, 3].map((n) => ({ ref: node(`a/${n}`).ref, name: String(n), token: binned(String(n)).ref }));
  const results = [
    { recycledItemId: 3, status: 409, code: 'SameNameDirectoryOrFileExists' },
    { recycledItemId: '1', status: 200, path: ['a', '1'] },
    { recycledItemId: 2, status: 404, code: 'DirectoryNotFound' },
  ];
  for (const [how, answers] of [
    [
      'at once',
      (call: string): SentRequest => ({ status: 207, json: call.startsWith('POST') ? { result: results } : {} }),
    ],
    [
      'as a task',
      (call: string): SentRequest => ({
        status: call.startsWith('POST') ? 202 : 200,
        json: call.startsWith('POST') ? { taskId: 5 } : [{ taskId: 5, status: 207, result: results }],
      }),
    ],
  ] as const)
    it(`come back many, told ${how}, each with what can be done`, async () => {
      const server = new SmhServer(answers);
      const outcomes = await server.session.undo!.run(three, never);
      assert.deepEqual(statuses(outcomes), ['done', 'failed', 'failed']);
      assert.match(englishText(outcomes[1]!.reason!), /Restore to the Root/);
      assert.match(englishText(outcomes[2]!.reason!), /old place/);
      assert.equal(server.all('POST recycled ?restore')[0]?.body, '[1,2,3]');
    });

  it('come back to the root where their folder is gone', async () => {
    const server = new SmhServer((call) => (call.startsWith('GET') ? notFound : { json: { path: ['raw'] } }));
    const action = server.session.actions!.find(({ title }) => title.template === 'Restore to the Root')!;
    const plan = await action.plan([binned('123')], {}, never);
    const done = await plan!.run(() => undefined, never);
    assert.deepEqual(statuses(done.outcomes!), ['done']);
    assert.equal(server.sent[0]?.query.get('restore_path_strategy'), 'fallbackToRoot');
  });

  it('that are still in the bin after an answer that was cut did not come back for certain', async () => {
    const server = new SmhServer((call) => (call.startsWith('GET') ? { json: { name: 'raw' } } : cut()));
    assert.deepEqual(statuses(await server.session.undo!.run([three[0]!], never)), ['unknown']);
    assert.equal(server.sent.filter(({ method }) => method === 'POST').length, 1);
  });
});
