import pLimit from 'p-limit';
import type { Ref } from '../model/node';
import type { Status } from '../model/outcome';
import { text, type Text } from '../model/text';
import { isCancelled, isPlatformError } from '../net/errors';
import { mayHaveHappened } from '../net/lostAnswer';
import type { SourceState } from '../net/http';
import type { Baseline, Receipt, Unit, UnitItem, Upload, UploadReport } from '../platforms/platform';
import { staleItems } from './staleness';

export type UnitState = 'queued' | 'sending' | 'sent' | 'ingesting' | 'settling' | 'done' | 'failed';

/** How far a job has come. Bytes, then items as the server counts them. */
export interface Progress {
  readonly sent: number;
  readonly bytes: number;
  readonly ingested: number;
  readonly items: number;
}

/** What became of one item. */
export interface Delivery {
  readonly item: UnitItem;
  readonly unit: Unit;
  readonly status: Status;
  readonly ref?: Ref;
  readonly reason?: Text;
  /** Objects that are listed for it; absent when none were sent. */
  readonly objects?: number;
  /** Its files changed since they were checked: it can be checked and sent anew. */
  readonly changed?: boolean;
  /** The platform was never asked to take it in, so that it may be sent once more. */
  readonly unregistered?: boolean;
}

export interface JobReport {
  progress(progress: Progress): void;
  state(unit: Unit, state: UnitState): void;
  warned(said: Text): void;
  /** Why a unit does not move for now; undefined when it moves again. */
  waits?(unit: Unit, why: Text | undefined): void;
}

/** Units on their way at once, unless the platform says otherwise. */
const usualAtOnce = 5;
/** How long what is missing is asked for again, in ms: after a lost answer, and after a cancellation. */
const lostPatience = 60_000;
const cancelledPatience = 15_000;
/** Longest time for asking, in ms. */
const longestAsk = { usual: 30_000, lost: 30 * 60_000, cancelled: 60_000 };

/**
 * Sends units, follows the server, and settles what was sent against what is listed. One delivery per item; a unit that
 * fails never throws and never stops the others. An aborted signal stops all of it: what the platform was not asked to
 * take in is `not-started`; all else is settled by asking, and is `unknown` while the platform may still list it.
 */
export async function deliver(
  upload: Upload,
  target: Ref,
  units: readonly Unit[],
  report: JobReport,
  signal: AbortSignal,
): Promise<Delivery[]> {
  const baseline = await upload.before(target, units, signal);
  const meter = new Meter(units, report);
  const limit = pLimit(upload.atOnce?.(units) ?? usualAtOnce);
  const send = (unit: Unit) => new UnitJob(upload, unit, baseline, meter, report).run(signal);
  const jobs = units.map((unit) => limit(() => sendSound(unit, send, signal)));
  return (await Promise.all(jobs)).flat();
}

/** How often a unit is sent anew because of files that changed while it was sent. */
const maxRounds = 5;

/**
 * Sends a unit without the items whose files are no longer what was checked: one file that vanished, shrank or grew costs
 * itself alone. What changed while it was sent is found afterwards, and the rest is sent once more.
 */
async function sendSound(
  unit: Unit,
  send: (unit: Unit) => Promise<Delivery[]>,
  signal: AbortSignal,
): Promise<Delivery[]> {
  const stale: Delivery[] = [];
  let rest = unit;
  for (let round = 1; ; round++) {
    const found = signal.aborted ? new Map<UnitItem, SourceState>() : await staleItems(rest.items);
    stale.push(...[...found].map(([item, state]) => staleDelivery(item, unit, state)));
    rest = without(rest, found);
    if (stale.length > 0 && rest.items.length === 0) return stale;
    const sent = await send(rest);
    const again = sent.every(({ unregistered }) => unregistered) && (await staleItems(rest.items)).size > 0;
    if (!again || signal.aborted || round >= maxRounds) return [...stale, ...sent];
  }
}

function without(unit: Unit, stale: ReadonlyMap<UnitItem, SourceState>): Unit {
  if (stale.size === 0) return unit;
  const items = unit.items.filter((item) => !stale.has(item));
  const gone = [...stale.keys()].reduce((sum, { size }) => sum + size, 0);
  return { ...unit, items, bytes: Math.max(0, unit.bytes - gone) };
}

function staleDelivery(item: UnitItem, unit: Unit, state: SourceState): Delivery {
  const reason =
    state === 'gone' ? text('The file is no longer there.') : text('The file changed after it was checked.');
  return { item, unit, status: 'failed', reason, ...(state === 'changed' && { changed: true }) };
}

/** Adds up the progress of all units. Bytes are held one below their sum until the store has confirmed them. */
class Meter {
  private sent = 0;
  private readonly counted = new Map<Unit, number>();
  private readonly bytes: number;
  private readonly items: number;

  constructor(
    units: readonly Unit[],
    private readonly report: JobReport,
  ) {
    this.bytes = units.reduce((sum, unit) => sum + unit.bytes, 0);
    this.items = units.reduce((sum, unit) => sum + unit.items.length, 0);
  }

  move(bytes: number): void {
    this.sent += bytes;
    this.tell();
  }

  ingest(unit: Unit, done: number): void {
    this.counted.set(unit, Math.min(done, unit.items.length));
    this.tell();
  }

  private tell(): void {
    const ingested = [...this.counted.values()].reduce((sum, n) => sum + n, 0);
    this.report.progress({ sent: Math.min(this.sent, this.bytes), bytes: this.bytes, ingested, items: this.items });
  }
}

/** How a unit is settled. */
interface Settling {
  readonly signal: AbortSignal;
  /** What went wrong before. */
  readonly problem?: Text;
  /** What an item is that is not listed. */
  readonly missing?: Status;
  /** Ms. */
  readonly patience?: number;
}

class UnitJob {
  private receipt: Receipt | undefined;
  private registering = false;

  constructor(
    private readonly upload: Upload,
    private readonly unit: Unit,
    private readonly baseline: Baseline,
    private readonly meter: Meter,
    private readonly report: JobReport,
  ) {}

  async run(signal: AbortSignal): Promise<Delivery[]> {
    this.report.state(this.unit, 'queued');
    if (signal.aborted) return this.all('not-started');
    try {
      await this.transfer(signal);
    } catch (error) {
      if (this.receipt === undefined && !(this.registering && mayHaveHappened(error))) return this.notRegistered(error);
      return await this.settleAfter(error, signal);
    } finally {
      this.report.waits?.(this.unit, undefined);
    }
    return this.settle({ signal });
  }

  /** Whatever went wrong since it was registered, only the list tells what arrived. The asking outlives a cancellation. */
  private settleAfter(error: unknown, signal: AbortSignal): Promise<Delivery[]> {
    if (isCancelled(error))
      return this.settle({
        signal: AbortSignal.timeout(longestAsk.cancelled),
        problem: text('The upload was cancelled after the server had it; it may still list it.'),
        missing: 'unknown',
        patience: cancelledPatience,
      });
    const problem = saidOf(error);
    if (this.receipt !== undefined) return this.settle({ signal: AbortSignal.timeout(longestAsk.usual), problem });
    return this.settle({
      signal: AbortSignal.any([signal, AbortSignal.timeout(longestAsk.lost)]),
      problem,
      patience: lostPatience,
    });
  }

  private async transfer(signal: AbortSignal): Promise<void> {
    const { unit, upload, report } = this;
    const telling: UploadReport = {
      bytes: (moved) => this.meter.move(moved),
      ingested: (done) => this.meter.ingest(unit, done),
      warned: (said) => report.warned(said),
      registering: () => {
        this.registering = true;
      },
      waits: (why) => report.waits?.(unit, why),
    };
    report.state(unit, 'sending');
    this.receipt = await upload.send(unit, telling, signal);
    report.state(unit, 'ingesting');
    await upload.follow(this.receipt, telling, signal);
  }

  private notRegistered(error: unknown): Delivery[] {
    this.report.state(this.unit, 'failed');
    if (isCancelled(error)) return this.all('not-started');
    return this.all('failed', saidOf(error)).map((one) => ({ ...one, unregistered: true }));
  }

  private async settle({ signal, problem, missing = 'failed', patience }: Settling): Promise<Delivery[]> {
    const { unit, report } = this;
    report.state(unit, 'settling');
    try {
      const arrived = await this.upload.settle(unit, this.baseline, signal, patience);
      this.meter.ingest(unit, arrived.filter((one) => one.ref !== undefined).length);
      report.state(unit, arrived.every((one) => one.ref !== undefined) ? 'done' : 'failed');
      return arrived.map(({ item, ref, reason, objects }) => {
        if (ref !== undefined) return { item, unit, status: 'done', ref, ...(objects !== undefined && { objects }) };
        return {
          item,
          unit,
          status: missing,
          reason: problem ?? reason ?? text('The server did not list it afterwards.'),
        };
      });
    } catch (error) {
      report.state(unit, 'failed');
      return this.all(
        'unknown',
        problem ?? (isCancelled(error) ? text('Cancelled before the list could be asked.') : saidOf(error)),
      );
    }
  }

  private all(status: Status, reason?: Text): Delivery[] {
    return this.unit.items.map((item) => ({ item, unit: this.unit, status, ...(reason && { reason }) }));
  }
}

function saidOf(error: unknown): Text {
  if (isPlatformError(error)) return error.said;
  return text('Unexpected: {0}', error instanceof Error ? error.message : String(error));
}
