import assert from 'node:assert/strict';
import * as v from 'valibot';
import type { Node } from '../../src/core/model/node';
import { isPlatformError, type PlatformError } from '../../src/core/net/errors';
import type { UnitItem } from '../../src/core/contract';
import { runProbe, RecordingHttp } from '../../src/core/probe/record';
import { probeReport } from '../../src/core/probe/report';
import { replayed } from '../support/probes';
import { itemOf, Lab, names, pictures, signal } from './lab';

/** What a platform's suite must know of its platform; everything else is the same for all. */
export interface Trial {
  readonly id: string;
  /** A fresh, empty place of that name that takes files. */
  place(lab: Lab, name: string): Promise<Node>;
  /** How a file is listed. */
  listedAs(fileName: string): string;
  /** Makes the deletion of one node fail on the server, and answers how that is ended. */
  stubborn(lab: Lab, node: Node): Promise<() => Promise<void>>;
  /** Makes deletions end later than their answer, and answers how that is ended. */
  later?(lab: Lab): Promise<() => Promise<void>>;
  /** The credentials end after so many more calls. What is entered anew is good again. Answers how that is ended. */
  endCredentials(lab: Lab, calls: number): Promise<() => Promise<void>>;
  /** Whether the session comes by fresh credentials by itself. */
  readonly renews: boolean;
  /** New things get ids above 2^53, where ids are numbers. */
  bigIds?(lab: Lab): Promise<() => Promise<void>>;
  /** An empty page appears in the middle of lists. */
  emptyPages?(lab: Lab): Promise<() => Promise<void>>;
  /** A list's last page repeats its marker. */
  repeatedMarkers?(lab: Lab): Promise<() => Promise<void>>;
  /** Matches reads of lists, for faults. */
  readonly lists: string;
  /** Matches the call that deletes items, for faults. */
  readonly deletes: string;
  /** Matches where bytes go and come from. */
  readonly storage: RegExp;
  /** Whether stores are asked with a signature of their own in the `Authorization` header. */
  readonly storeSigns?: boolean;
  /** Whether small files travel in the calls themselves, and only come back from a store. */
  readonly bytesInCalls?: boolean;
  /** A wrong secret for the same way to sign in. */
  wrong(lab: Lab): Readonly<Record<string, string>>;
}

const some = (count: number): [string, Buffer][] => [...pictures()].slice(0, count);

/** The promises that hold on every platform. */
export function describePlatform(trial: Trial): void {
  describe(`contract of ${trial.id}`, function () {
    this.timeout(180_000);
    let lab: Lab;
    let place: Node;
    let n = 0;

    before(async () => {
      lab = await Lab.open(trial.id);
    });
    after(() => lab.close());
    afterEach(async () => lab.noFaults());

    const items = (files: readonly [string, Buffer][]): UnitItem[] =>
      files.map(([name, bytes]) => itemOf(name, bytes, trial.listedAs(name)));
    const filled = async (count: number): Promise<Node[]> => {
      place = await trial.place(lab, `${lab.prefix}-${n++}`);
      const deliveries = await lab.upload(place, items(some(count)));
      assert.deepEqual(
        [...new Set(deliveries.map(({ status, reason }) => `${status} ${reason?.template ?? ''}`))],
        ['done '],
      );
      return lab.listed(place.ref);
    };
    const during = async (begun: Promise<() => Promise<void>>, work: () => Promise<void>): Promise<void> => {
      const end = await begun;
      try {
        await work();
      } finally {
        await end();
      }
    };
    const failing = async (work: Promise<unknown>): Promise<PlatformError> => {
      const error = await work.then(
        () => assert.fail('it did not fail'),
        (reason: unknown) => reason,
      );
      assert.ok(isPlatformError(error), String(error));
      return error;
    };

    it('proves who one is, and refuses a wrong key with what can be done', async () => {
      assert.notEqual((await lab.session.verify(signal())).name, '');
      const stranger = await Lab.open(trial.id);
      const error = await failing(
        stranger.signIn(lab.connect.method, trial.wrong(lab)).then(() => stranger.session.verify(signal())),
      );
      stranger.close();
      assert.equal(error.kind, 'auth');
    });

    it('sends files that are listed and come back byte for byte', async () => {
      const nodes = await filled(3);
      assert.deepEqual(
        names(nodes),
        some(3)
          .map(([name]) => trial.listedAs(name))
          .sort(),
      );
      for (const [name, bytes] of some(3)) {
        const node = nodes.find((one) => one.name === trial.listedAs(name))!;
        assert.ok(bytes.equals(await lab.bytesOf(node)), name);
      }
    });

    it('reads parts of a file', async () => {
      const [node] = await filled(1);
      const [[, bytes]] = some(1) as [[string, Buffer]];
      const stream = await lab.session.open(node!.files![0]!, { from: 10, to: 99 }, signal());
      const parts: Buffer[] = [];
      for await (const part of stream) parts.push(part as Buffer);
      assert.ok(Buffer.concat(parts).equals(bytes.subarray(10, 100)));
    });

    it('finds names that are taken, and nothing else', async () => {
      await filled(2);
      const wanted = some(2).map(([name]) => trial.listedAs(name));
      const taken = await lab.session.upload!.taken(place.ref, [...wanted, 'nobody has this'], signal());
      assert.deepEqual([...taken.keys()].sort(), wanted.sort());
    });

    it('reads fresh nodes, and leaves out those that are gone', async () => {
      const nodes = await filled(3);
      await lab.remove(nodes.slice(0, 1));
      const found = await lab.session.get(
        nodes.map(({ ref }) => ref),
        signal(),
      );
      assert.deepEqual([...found.values()].map(({ name }) => name).sort(), names(nodes.slice(1)));
    });

    it('deletes many, tells of each, and leaves the rest', async () => {
      const nodes = await filled(4);
      const outcomes = await lab.remove(nodes.slice(0, 3));
      assert.deepEqual(
        outcomes.map(({ status }) => status),
        ['done', 'done', 'done'],
      );
      assert.deepEqual(names(await lab.listed(place.ref)), names(nodes.slice(3)));
    });

    it('tells the one that failed from those that are gone', async () => {
      const nodes = await filled(4);
      await during(trial.stubborn(lab, nodes[1]!), async () => {
        const outcomes = await lab.remove(nodes);
        const of = new Map(outcomes.map((one) => [one.name, one]));
        assert.deepEqual(
          nodes.map(({ name }) => of.get(name)?.status),
          ['done', 'failed', 'done', 'done'],
        );
        assert.ok(of.get(nodes[1]!.name)?.reason, 'with the reason');
      });
      assert.deepEqual(names(await lab.listed(place.ref)), [nodes[1]!.name]);
    });

    if (trial.later)
      it('waits for a deletion that ends later than its answer', async () => {
        const nodes = await filled(3);
        await during(trial.later!(lab), async () => {
          const outcomes = await lab.remove(nodes);
          assert.deepEqual(
            outcomes.map(({ status }) => status),
            ['done', 'done', 'done'],
          );
          assert.deepEqual(await lab.listed(place.ref), []);
        });
      });

    it('skips what somebody else deleted meanwhile', async () => {
      const nodes = await filled(3);
      const preview = await lab.session.remove!.preview(
        nodes.map(({ ref }) => ref),
        signal(),
      );
      await lab.remove(nodes.slice(0, 1));
      const outcomes = await lab.session.remove!.run(preview.nodes, { release: [] }, signal());
      const kinds = outcomes.map(({ status }) => status).sort();
      assert.equal(outcomes.length, 3, 'every id is accounted for');
      assert.ok(
        kinds.every((status) => status === 'done' || status === 'skipped'),
        kinds.join(),
      );
      assert.deepEqual(await lab.listed(place.ref), []);
    });

    it('settles a deletion whose answer was cut off', async () => {
      const nodes = await filled(3);
      await lab.faults({ match: trial.deletes, times: 1, action: { type: 'cut', afterBytes: 0 } });
      const outcomes = await lab.remove(nodes);
      const left = new Set((await lab.listed(place.ref)).map(({ ref }) => ref));
      for (const { ref, status } of outcomes)
        assert.equal(
          status === 'done' || status === 'skipped',
          !left.has(ref),
          `${status} for one that is ${left.has(ref) ? 'there' : 'gone'}`,
        );
    });

    it('begins nothing more after it was cancelled', async () => {
      const nodes = await filled(2);
      const preview = await lab.session.remove!.preview(
        nodes.map(({ ref }) => ref),
        signal(),
      );
      const outcomes = await lab.session.remove!.run(preview.nodes, { release: [] }, AbortSignal.abort());
      assert.deepEqual(
        outcomes.map(({ status }) => status),
        ['not-started', 'not-started'],
      );
      assert.equal((await lab.listed(place.ref)).length, 2);
    });

    it('goes on after 429, as late as the server asks', async () => {
      const nodes = await filled(2);
      const retryAfter = { type: 'status', status: 429, body: '', headers: { 'retry-after': '1' } };
      await lab.faults({ match: trial.lists, times: 2, action: retryAfter });
      const began = Date.now();
      assert.deepEqual(names(await lab.listed(place.ref)), names(nodes));
      assert.ok(Date.now() - began >= 1_000);
    });

    it('tells a page of a proxy from an answer', async () => {
      await filled(1);
      const page = '<html><head><title>Sign in</title></head><body>Hotel network</body></html>';
      await lab.faults({ match: trial.lists, action: { type: 'status', status: 200, body: page } });
      const error = await failing(lab.listed(place.ref));
      assert.equal(error.kind, 'protocol');
      assert.match(error.message, /Sign in|Hotel network/);
      assert.ok(error.facts.remedy);
    });

    it('tells an answer that is incomplete or not JSON', async () => {
      await filled(1);
      for (const body of ['{"half":', 'nonsense']) {
        await lab.faults({
          match: trial.lists,
          action: { type: 'status', status: 200, body, contentType: 'application/json' },
        });
        assert.equal((await failing(lab.listed(place.ref))).kind, 'protocol');
      }
    });

    it('shows what came, without a secret, when it has another shape than the documents say', async () => {
      await filled(1);
      const body = JSON.stringify({
        code: 'OK',
        data: { strange: true, access_token: 'canary-secret' },
        contents: 7,
        sample_count: 'x',
        strange: 'shape',
      });
      await lab.faults({
        match: trial.lists,
        action: { type: 'status', status: 200, body, contentType: 'application/json' },
      });
      const error = await failing(lab.listed(place.ref));
      assert.equal(error.kind, 'protocol');
      assert.match(error.message, /strange/);
      assert.doesNotMatch(error.message, /canary-secret/);
    });

    it(
      trial.renews
        ? 'renews credentials that end in mid-listing, by itself'
        : 'asks once when the key ends in mid-listing, and goes on',
      async () => {
        const nodes = await filled(3);
        await during(trial.endCredentials(lab, 1), async () => {
          const before = lab.asked;
          const all = await Promise.all(Array.from({ length: 6 }, () => lab.listed(place.ref)));
          for (const found of all) assert.deepEqual(names(found), names(nodes));
          assert.equal(lab.asked - before, trial.renews ? 0 : 1);
        });
      },
    );

    it('says that the key was refused when there is no other', async () => {
      await filled(1);
      const key = lab.secret;
      await during(trial.endCredentials(lab, 0), async () => {
        if (trial.renews) return;
        lab.next = undefined;
        assert.equal((await failing(lab.listed(place.ref))).kind, 'auth');
      });
      lab.secret = key;
    });

    if (trial.bigIds)
      it('keeps every digit of ids above 2^53', async () => {
        await during(trial.bigIds!(lab), async () => {
          const nodes = await filled(3);
          for (const { id } of nodes) assert.ok(BigInt(id) > 9_007_199_254_740_992n, id);
          assert.equal(new Set(nodes.map(({ id }) => id)).size, 3);
          assert.equal(
            (
              await lab.session.get(
                nodes.map(({ ref }) => ref),
                signal(),
              )
            ).size,
            3,
          );
          assert.deepEqual(
            (await lab.remove(nodes)).map(({ status }) => status),
            ['done', 'done', 'done'],
          );
          assert.deepEqual(await lab.listed(place.ref), []);
        });
      });

    if (trial.emptyPages)
      it('goes on behind an empty page in the middle', async () => {
        const nodes = await filled(6);
        await during(trial.emptyPages!(lab), async () => {
          assert.deepEqual(names(await lab.walked(place.ref)), names(nodes));
          assert.deepEqual(names(await lab.listed(place.ref)), names(nodes));
        });
      });

    if (trial.repeatedMarkers)
      it('ends when a marker is repeated', async () => {
        const nodes = await filled(4);
        await during(trial.repeatedMarkers!(lab), async () => {
          assert.deepEqual(names(await lab.walked(place.ref)), names(nodes));
          assert.deepEqual(new Set(names(await lab.listed(place.ref))), new Set(names(nodes)));
        });
      });

    it('is checked by its own read-only calls, in a report that holds nothing of a person and can be replayed', async () => {
      const nodes = await filled(2);
      const http = new RecordingHttp(lab.context.http);
      const session = lab.apart(http);
      const found = await runProbe(
        { platform: lab.platform.info, connection: lab.connection, secret: lab.secret, session, http },
        0,
        () => undefined,
        signal(),
      );
      session.close();
      assert.deepEqual(
        found.calls.filter(({ asExpected }) => !asExpected),
        [],
      );
      assert.ok(found.calls.length >= 5);
      const reported = JSON.stringify(found);
      for (const word of [lab.secret, lab.prefix, ...nodes.map(({ name }) => name)].filter((one) => one.length > 5))
        assert.ok(!reported.includes(word), word);
      assert.doesNotMatch(reported, /Signature|sig=|127\.0\.0\.1/);
      assert.deepEqual(await replayed(lab.platform, v.parse(probeReport, JSON.parse(reported))), []);
    });

    it('sends no key where bytes are kept, and writes none into the log', async () => {
      await lab.clearArrivals();
      const nodes = await filled(2);
      await lab.bytesOf(nodes[0]!);
      const stored = (await lab.arrivals()).filter(({ path }) => trial.storage.test(path));
      assert.ok(stored.length >= (trial.bytesInCalls === true ? 1 : 3), 'two PUT and one GET');
      for (const { query, headers, status, path, authorization } of stored) {
        assert.equal(authorization && trial.storeSigns !== true, false, path);
        assert.ok(status < 300, `${path} ${status}`);
        assert.deepEqual(
          query.filter((name) => /access_token|library_secret/.test(name)),
          [],
        );
        assert.deepEqual(
          headers.filter((name) => /x-api-key|x-auth-token|x-sdk/.test(name)),
          [],
        );
      }
      const notice = lab.redactor.redact(lab.lines.join('\n'));
      for (const secret of [lab.secret, ...Object.values(lab.connect.values)].filter((one) => one.length > 11))
        assert.ok(!notice.includes(secret), 'a secret in the log');
    });
  });
}
