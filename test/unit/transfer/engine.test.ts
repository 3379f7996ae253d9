import assert from 'node:assert/strict';
import fc from 'fast-check';
import { englishText, text } from '../../../src/core/model/text';
import { throwIfCancelled, Cancelled, PlatformError } from '../../../src/core/net/errors';
import type { ItemResult, UploadReceipt, UploadUnit, Upload, UploadReport } from '../../../src/core/contract';
import {
  deliver,
  type ItemDelivery,
  type JobReport,
  type UploadProgress,
  type UnitState,
} from '../../../src/core/transfer/engine';
import { item } from '../../support/upload';
import { never } from '../../support/context';

const fault = (message: string) => new PlatformError('unavailable', text('{0}', message));
const unit = (id: string, count: number): UploadUnit => {
  const items = Array.from({ length: count }, (_, n) => item(`${id}-${n}.jpg`));
  return { id, target: 'dataset/1', kind: 'pack', fileName: `${id}.zip`, items, bytes: count * 10 };
};

type Step = 'send' | 'follow' | 'settle';
/** What goes wrong with each unit; `on` is told before each step. */
class FakeUpload implements Upload {
  together: number | undefined;
  concurrency = (): number => this.together ?? 5;
  running = 0;
  peak = 0;
  registered: string[] = [];
  asked: string[] = [];
  constructor(
    private readonly wrong: (unit: UploadUnit) => Step | 'lost' | undefined = () => undefined,
    private readonly on: (step: Step, unit: UploadUnit, signal: AbortSignal) => void | Promise<void> = () => undefined,
  ) {}

  rules = () => undefined;
  units = () => [];
  resultKinds = async () => [];
  taken = async () => new Map<string, string>();
  captureBaseline = async () => new Set<string>();

  async send(one: UploadUnit, report: UploadReport, signal: AbortSignal): Promise<UploadReceipt> {
    this.peak = Math.max(this.peak, ++this.running);
    try {
      report.bytes(one.bytes / 2);
      await this.step('send', one, signal);
      report.bytes(one.bytes); // archives weigh more than what they hold
      this.registered.push(one.id);
      return { unit: one, jobId: '1', md5: '' };
    } finally {
      this.running--;
    }
  }

  async waitForIngest({ unit: one }: UploadReceipt, report: UploadReport, signal: AbortSignal): Promise<void> {
    report.ingested(one.items.length * 2, undefined);
    await this.step('follow', one, signal);
  }

  async verify(one: UploadUnit, _: unknown, signal: AbortSignal): Promise<ItemResult[]> {
    this.asked.push(one.id);
    await this.step('settle', one, signal);
    const lost = this.wrong(one) === 'lost';
    return one.items.map((each, n) => (lost && n === 0 ? { item: each } : { item: each, ref: `data/1/${each.name}` }));
  }

  private async step(step: Step, one: UploadUnit, signal: AbortSignal): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    await this.on(step, one, signal);
    throwIfCancelled(signal);
    if (this.wrong(one) === step) throw fault(`${step} failed`);
  }
}

class Report implements JobReport {
  seen: UploadProgress[] = [];
  states = new Map<string, UnitState[]>();
  warnings: string[] = [];
  progress = (progress: UploadProgress) => void this.seen.push(progress);
  state = (one: UploadUnit, state: UnitState) =>
    void this.states.set(one.id, [...(this.states.get(one.id) ?? []), state]);
  warned = (message: { template: string }) => void this.warnings.push(message.template);
}
const statuses = (all: readonly ItemDelivery[]) => all.map(({ status }) => status);

describe('the engine', () => {
  const steps = fc.constantFrom<Step | 'lost' | undefined>('send', 'follow', 'settle', 'lost', undefined);

  it('gives one delivery for each item, whatever fails', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(fc.integer({ min: 1, max: 4 }), steps), { maxLength: 14 }), async (plan) => {
        const units = plan.map(([count], n) => unit(`u${n}`, count));
        const wrong = new Map(units.map((one, n) => [one, plan[n]![1]]));
        const report = new Report();
        const upload = new FakeUpload((one) => wrong.get(one));
        const all = await deliver(upload, 'dataset/1', units, report, never);
        assert.deepEqual(
          all.map((one) => one.item),
          units.flatMap((one) => one.items),
        );
        for (const delivery of all) {
          const lost = delivery.item === delivery.unit.items[0] ? 'failed' : 'done';
          const expected = { send: 'failed', follow: 'done', settle: 'unknown', lost, none: 'done' };
          assert.equal(delivery.status, expected[wrong.get(delivery.unit) ?? 'none']);
          assert.equal(delivery.ref === undefined, delivery.status !== 'done');
          assert.equal(delivery.reason === undefined, delivery.status === 'done');
        }
        assert.ok(upload.peak <= 5, `${upload.peak} at once`);
      }),
      { numRuns: 60 },
    );
  });

  it('never tells more than all of it, nor less than before for what is settled', async () => {
    const units = Array.from({ length: 8 }, (_, n) => unit(`u${n}`, 3));
    const report = new Report();
    await deliver(new FakeUpload(), 'dataset/1', units, report, never);
    assert.ok(report.seen.length > 8);
    for (const { sent, bytes, ingested, items } of report.seen) {
      assert.deepEqual([bytes, items], [240, 24]);
      assert.ok(sent >= 0 && sent <= bytes && ingested >= 0 && ingested <= items, JSON.stringify({ sent, ingested }));
    }
    assert.deepEqual(report.seen.at(-1), { sent: 240, bytes: 240, ingested: 24, items: 24 });
    for (const states of report.states.values())
      assert.deepEqual(states, ['queued', 'sending', 'ingesting', 'settling', 'done']);
  });

  it('works on five units at once, or as many as the platform says', async () => {
    for (const concurrency of [undefined, 10]) {
      const upload = new FakeUpload();
      if (concurrency !== undefined) upload.together = concurrency;
      const units = Array.from({ length: 20 }, (_, n) => unit(`u${n}`, 1));
      await deliver(upload, 'dataset/1', units, new Report(), never);
      assert.equal(upload.peak, concurrency ?? 5);
    }
  });

  it('cancelled before: nothing is sent, all is "not started"', async () => {
    const upload = new FakeUpload();
    const all = await deliver(upload, 'dataset/1', [unit('a', 2), unit('b', 1)], new Report(), AbortSignal.abort());
    assert.deepEqual(statuses(all), ['not-started', 'not-started', 'not-started']);
    assert.deepEqual([upload.peak, upload.asked], [0, []]);
  });

  it('cancelled while bytes are on their way: what was not registered is "not started"', async () => {
    const stop = new AbortController();
    const upload = new FakeUpload(undefined, (step, one) => {
      if (step === 'send' && one.id === 'u1') stop.abort();
    });
    const units = Array.from({ length: 9 }, (_, n) => unit(`u${n}`, 2));
    const all = await deliver(upload, 'dataset/1', units, new Report(), stop.signal);
    assert.equal(all.length, 18);
    for (const one of all)
      assert.equal(one.status === 'not-started', !upload.registered.includes(one.unit.id), one.unit.id);
    assert.ok(all.some((one) => one.status === 'not-started'));
  });

  it('cancelled after registration: what the server has is settled by asking once', async () => {
    const stop = new AbortController();
    const upload = new FakeUpload(undefined, (step, _one, signal) => {
      if (step === 'follow') stop.abort();
      if (step === 'settle') assert.ok(!signal.aborted, 'the asking outlives the cancellation');
    });
    const all = await deliver(upload, 'dataset/1', [unit('a', 2)], new Report(), stop.signal);
    assert.deepEqual(statuses(all), ['done', 'done']);
    assert.deepEqual(upload.asked, ['a']);
  });

  describe('when the answer to a registration is lost', () => {
    /** Stores, asks to be taken in, and then whatever `end` does; `listed` is what shows afterwards. */
    class Losing extends FakeUpload {
      delaysMs: (number | undefined)[] = [];
      constructor(
        private readonly end: () => never,
        private readonly listed: (n: number) => boolean,
        private readonly reportProgress = true,
      ) {
        super();
      }
      override async send(_one: UploadUnit, report: UploadReport): Promise<UploadReceipt> {
        if (this.reportProgress) report.registering?.();
        await Promise.resolve();
        return this.end();
      }
      override async verify(
        one: UploadUnit,
        _: unknown,
        signal: AbortSignal,
        delaysMs?: number,
      ): Promise<ItemResult[]> {
        assert.ok(!signal.aborted);
        this.delaysMs.push(delaysMs);
        return one.items.map((each, n) => (this.listed(n) ? { item: each, ref: `data/1/${n}` } : { item: each }));
      }
    }
    const throwing = (error: Error) => () => {
      throw error;
    };
    const cut = new PlatformError('network', text('The connection was cut.'));
    const gateway = new PlatformError('unavailable', text('502'), { status: 502 });
    const empty = new PlatformError('protocol', text('An empty answer.'));

    for (const [what, error] of Object.entries({ cut, gateway, empty }))
      it(`${what}: the list decides, item by item`, async () => {
        const upload = new Losing(throwing(error), (n) => n !== 1);
        const all = await deliver(upload, 'dataset/1', [unit('a', 3)], new Report(), never);
        assert.deepEqual(statuses(all), ['done', 'failed', 'done']);
        assert.equal(englishText(all[1]!.reason!), englishText(error.userMessage));
        assert.ok(upload.delaysMs[0]! >= 30_000, 'what was taken may show late');
      });

    it('the person cancels meanwhile: what is listed is done, and nothing is called not started', async () => {
      const stop = new AbortController();
      const upload = new Losing(
        () => {
          stop.abort();
          throw new Cancelled();
        },
        (n) => n === 0,
      );
      const all = await deliver(upload, 'dataset/1', [unit('a', 2)], new Report(), stop.signal);
      assert.deepEqual(statuses(all), ['done', 'unknown']);
      assert.match(englishText(all[1]!.reason!), /may still list it/);
    });

    it('a refusal is an answer: it failed, and nobody is asked', async () => {
      const refusal = new PlatformError('invalid', text('no'), { status: 200 });
      const upload = new Losing(throwing(refusal), () => true);
      const all = await deliver(upload, 'dataset/1', [unit('a', 1)], new Report(), never);
      assert.deepEqual([statuses(all), upload.delaysMs], [['failed'], []]);
    });

    it('what was cut before it was registered failed, or was not started', async () => {
      const failing = new Losing(throwing(cut), () => true, false);
      assert.deepEqual(statuses(await deliver(failing, 'd', [unit('a', 1)], new Report(), never)), ['failed']);
      const cancelled = new Losing(throwing(new Cancelled()), () => true, false);
      assert.deepEqual(statuses(await deliver(cancelled, 'd', [unit('a', 1)], new Report(), never)), ['not-started']);
    });
  });

  it('a server that stands still: the list tells what arrived, the reason stays with the rest', async () => {
    class Stalled extends FakeUpload {
      override async verify(one: UploadUnit): Promise<ItemResult[]> {
        return one.items.map((each, n) => (n === 1 ? { item: each } : { item: each, ref: `data/1/${n}` }));
      }
    }
    const upload = new Stalled((one) => (one.id === 'a' ? 'follow' : undefined));
    const all = await deliver(upload, 'dataset/1', [unit('a', 3)], new Report(), never);
    assert.deepEqual(statuses(all), ['done', 'failed', 'done']);
    assert.equal(englishText(all[1]!.reason!), 'follow failed');
  });

  it('a failure that is no PlatformError is told too, and stops no other unit', async () => {
    const upload = new FakeUpload(undefined, (step, one) => {
      if (step === 'send' && one.id === 'a') throw new TypeError('a bug');
      if (step === 'settle' && one.id === 'b') throw new Cancelled();
    });
    const all = await deliver(
      upload,
      'dataset/1',
      ['a', 'b', 'c'].map((id) => unit(id, 1)),
      new Report(),
      never,
    );
    assert.deepEqual(statuses(all), ['failed', 'unknown', 'done']);
    assert.match(englishText(all[0]!.reason!), /a bug/);
  });

  describe('files that are no longer what was checked', () => {
    type State = 'same' | 'changed' | 'gone';
    const changing = (name: string, states: State[]) => {
      const one = item(name);
      let n = 0;
      const state = async () => states[Math.min(n++, states.length - 1)]!;
      return { ...one, source: { ...one.source!, state } };
    };
    const archive = (items: UploadUnit['items']): UploadUnit => ({ ...unit('a', 0), items, bytes: 100 });
    const sentNames = (upload: { sent: UploadUnit[] }) => upload.sent.map((one) => one.items.map(({ name }) => name));
    class Noting extends FakeUpload {
      sent: UploadUnit[] = [];
      override async send(...all: Parameters<FakeUpload['send']>): Promise<UploadReceipt> {
        this.sent.push(all[0]);
        return super.send(...all);
      }
    }

    it('cost themselves alone: the rest of their archive arrives', async () => {
      const upload = new Noting();
      const items = [changing('good.jpg', ['same']), changing('gone.jpg', ['gone']), changing('new.jpg', ['changed'])];
      const found = await deliver(upload, 'dataset/1', [archive(items)], new Report(), never);
      assert.deepEqual(sentNames(upload), [['good']]);
      assert.deepEqual(
        found
          .map((one) => [one.item.name, one.status, one.changed ?? false, one.reason && englishText(one.reason)])
          .sort(),
        [
          ['gone', 'failed', false, 'The file is no longer there.'],
          ['good', 'done', false, undefined],
          ['new', 'failed', true, 'The file changed after it was checked.'],
        ],
      );
    });

    it('that change while they are sent are left out of a second archive', async () => {
      const upload = new Noting((one) => (one.items.length > 1 ? 'send' : undefined));
      const items = [changing('good.jpg', ['same']), changing('torn.jpg', ['same', 'changed'])];
      const found = await deliver(upload, 'dataset/1', [archive(items)], new Report(), never);
      assert.deepEqual(sentNames(upload), [['good', 'torn'], ['good']]);
      assert.deepEqual(found.map((one) => [one.item.name, one.status]).sort(), [
        ['good', 'done'],
        ['torn', 'failed'],
      ]);
    });

    it('are nothing sent of when all of them are gone, and a failure of the server is none of theirs', async () => {
      const upload = new Noting(() => 'send');
      await deliver(upload, 'dataset/1', [archive([changing('gone.jpg', ['gone'])])], new Report(), never);
      assert.deepEqual(sentNames(upload), []);
      await deliver(upload, 'dataset/1', [archive([changing('good.jpg', ['same'])])], new Report(), never);
      assert.deepEqual(sentNames(upload), [['good']]);
    });
  });
});
