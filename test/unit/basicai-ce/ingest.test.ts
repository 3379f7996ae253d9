import assert from 'node:assert/strict';
import { englishText } from '../../../src/core/model/text';
import { isCancelled } from '../../../src/core/net/errors';
import { waitForIngest } from '../../../src/core/platforms/basicai-ce/upload/ingest';
import { refused } from '../../support/errors';
import { FakeServer, Refusal } from '../../support/fakeServer';
import { never } from '../../support/context';

type Step =
  { status: string; parsedDataNum?: number; totalDataNum?: number; errorMessage?: string } | 'absent' | Refusal;

/** Answers the steps one after the other; the last one for ever. */
const telling = (...steps: Step[]) => {
  let at = 0;
  return new FakeServer(() => {
    assert.ok(at < 2_000, 'it never ends');
    const step = steps[Math.min(at++, steps.length - 1)]!;
    if (step instanceof Refusal) return step;
    return step === 'absent' ? [] : [{ serialNumber: '17', ...step }];
  });
};
const watch = async (server: FakeServer, signal = never) => {
  const seen: [number, number | undefined][] = [];
  const warnings: string[] = [];
  const waits: (string | undefined)[] = [];
  const report = {
    bytes: () => undefined,
    ingested: (done: number, of: number | undefined) => void seen.push([done, of]),
    warned: (notice: Parameters<typeof englishText>[0]) => void warnings.push(englishText(notice)),
    waits: (why: Parameters<typeof englishText>[0] | undefined) => void waits.push(why && englishText(why)),
  };
  await waitForIngest(server.client, server.context, '17', report, signal);
  return { seen, warnings, waits };
};
const waited = ({ context }: FakeServer) => context.slept.reduce((sum, ms) => sum + ms, 0);

describe('following an upload', () => {
  it('shows the progress of the server, and ends with it', async () => {
    const server = telling(
      'absent',
      { status: 'UNSTARTED' },
      { status: 'PARSING', parsedDataNum: 5, totalDataNum: 13 },
      { status: 'PARSE_COMPLETED', parsedDataNum: 13, totalDataNum: 13, errorMessage: '' },
    );
    const { seen, warnings } = await watch(server);
    assert.deepEqual(seen, [
      [0, undefined],
      [5, 13],
      [13, 13],
    ]);
    assert.deepEqual(warnings, []);
    assert.deepEqual(server.context.slept, [200, 400, 800]);
  });

  for (const status of ['DOWNLOADING', 'PARSING', 'absent'])
    it(`gives up after two minutes in which it stays ${status}`, async () => {
      const server = telling(status === 'absent' ? 'absent' : { status, parsedDataNum: 5, totalDataNum: 13 });
      const error = await refused(watch(server));
      assert.equal(error.facts.code, status);
      assert.match(error.message, /has not moved on for 120 s\. Upload record 17/);
      assert.ok(waited(server) >= 120_000 && waited(server) < 125_000, `${waited(server)}`);
    });

  for (const status of ['UNSTARTED', 'DOWNLOAD_COMPLETED'])
    it(`waits for the uploads of others while it stays ${status}, and says so`, async () => {
      const server = telling(
        ...Array.from({ length: 700 }, (): Step => ({ status })),
        { status: 'PARSING', parsedDataNum: 1, totalDataNum: 2 },
        { status: 'PARSE_COMPLETED', parsedDataNum: 2, totalDataNum: 2 },
      );
      const waits: (string | undefined)[] = [];
      await assert.doesNotReject(watch(server).then((found) => waits.push(...found.waits)));
      assert.ok(waited(server) > 90 * 60_000, 'an hour and a half behind others');
      assert.equal(waits[0], undefined, 'a moment is not worth a word');
      assert.ok(waits.includes('Waiting in the server queue: other uploads come first.'));
      assert.ok(waits.includes('Waiting in the server queue for 20 min: other uploads come first.'));
      assert.match(waits.filter((notice) => notice !== undefined).at(-1)!, /Cancel if nobody else is uploading/);
      assert.equal(waits.at(-1), undefined, 'what moves waits no longer');
      assert.ok(server.calls.length < 800, 'a long queue is asked less often');
    });

  it('times out only what has begun: two minutes at work, however long it waited before', async () => {
    const server = telling(...Array.from({ length: 300 }, (): Step => ({ status: 'UNSTARTED' })), {
      status: 'PARSING',
      parsedDataNum: 5,
    });
    assert.equal((await refused(watch(server))).facts.code, 'PARSING');
  });

  it('goes on as long as it moves', async () => {
    let n = 0;
    const server = new FakeServer(() => [
      { serialNumber: '17', status: ++n < 200 ? 'PARSING' : 'PARSE_COMPLETED', parsedDataNum: n, totalDataNum: 200 },
    ]);
    await watch(server);
    assert.ok(waited(server) > 500_000);
  });

  const failures: readonly (readonly [string, RegExp])[] = [
    ['The format of the compressed package is incorrect', /no folder that it knows in the archive: "image_0"/],
    ['Compressed package is empty', /found the archive empty/],
    ['Incorrect file format', /does not take files of this kind/],
    ['Dataset not found', /dataset no longer exists/],
    ['File url error', /could not fetch the file/],
    ['Something new', /refused the upload: Something new/],
  ];
  for (const [errorMessage, expected] of failures)
    it(`FAILED with "${errorMessage}" is told in words`, async () => {
      const error = await refused(watch(telling({ status: 'FAILED', errorMessage })));
      assert.match(error.message, expected);
      assert.equal(error.facts.code, 'FAILED');
    });

  it('words of the server at the end are a warning', async () => {
    const end = (errorMessage: string) => watch(telling({ status: 'PARSE_COMPLETED', errorMessage }));
    for (const serverMessage of ['Duplicate data names;', 'Duplicate data name;'])
      assert.match((await end(serverMessage)).warnings.join(), /were already in the dataset/);
    assert.deepEqual((await end('a.json objects exist object type error;')).warnings, [
      'The server says: a.json objects exist object type error;',
    ]);
  });

  it('asks again when a gateway fails for a moment', async () => {
    const server = telling(new Refusal('x', 502), { status: 'PARSE_COMPLETED' });
    await watch(server);
    assert.equal(server.calls.length, 2);
  });

  it('ends at once when it is cancelled', async () => {
    const stop = new AbortController();
    const server = new FakeServer(() => {
      stop.abort();
      return [];
    });
    await assert.rejects(watch(server, stop.signal), isCancelled);
    assert.equal(server.calls.length, 1);
  });
});
