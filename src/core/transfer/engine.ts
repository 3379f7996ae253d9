import pLimit from 'p-limit';
import type { Ref } from '../model/node';
import type { OutcomeStatus } from '../model/outcome';
import { text, type Text } from '../model/text';
import { isCancelled, isPlatformError } from '../net/errors';
import { mayHaveHappened } from '../net/lostAnswer';
import type { SourceState } from '../net/http';
import type { UploadBaseline, UploadReceipt, UploadUnit, UnitItem, Upload, UploadReport } from '../contract';
import { staleItems } from './staleness';

export type UnitState = 'queued' | 'sending' | 'sent' | 'ingesting' | 'settling' | 'done' | 'failed';

/** How far a job has come. Bytes, then items as the server counts them. */
export interface UploadProgress {
  readonly sent: number;
  readonly bytes: number;
  readonly ingested: number;
  readonly items: number;
}

/** What became of one item. */
export interface ItemDelivery {
  readonly item: UnitItem;
  readonly unit: UploadUnit;
  readonly status: OutcomeStatus;
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
  progress(progress: UploadProgress): void;
  state(unit: UploadUnit, state: UnitState): void;
  warned(notice: Text): void;
  /** Why a unit does not move for now; undefined when it moves again. */
  waits?(unit: UploadUnit, why: Text | undefined): void;
}

/** Units on their way at once, unless the platform says otherwise. */
const usualAtOnce = 5;
/** How long what is missing is asked for again, in ms: after a lost answer, and after a cancellation. */
const lostPatience = 60_000;
const cancelledPatience = 15_000;
/** Longest time for asking, in ms. */
const askTimeoutMs = { usual: 30_000, lost: 30 * 60_000, cancelled: 60_000 };

/**
 * Sends units, follows the server, and settles what was sent against what is listed. One delivery per item; a unit that
 * fails never throws and never stops the others. An aborted signal stops all of it: what the platform was not asked to
 * take in is `not-started`; all else is settled by asking, and is `unknown` while the platform may still list it.
 */
export async function deliver(
  upload: Upload,
  target: Ref,
  units: readonly UploadUnit[],
  report: JobReport,
  signal: AbortSignal,
): Promise<ItemDelivery[]> {
  const baseline = await upload.captureBaseline(target, units, signal);
  const meter = new Meter(units, report);
  const limit = pLimit(upload.concurrency?.(units) ?? usualAtOnce);
  const send = (unit: UploadUnit) => new UnitJob(upload, unit, baseline, meter, report).run(signal);
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
  unit: UploadUnit,
  send: (unit: UploadUnit) => Promise<ItemDelivery[]>,
  signal: AbortSignal,
): Promise<ItemDelivery[]> {
  const stale: ItemDelivery[] = [];
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

function without(unit: UploadUnit, stale: ReadonlyMap<UnitItem, SourceState>): UploadUnit {
  if (stale.size === 0) return unit;
  const items = unit.items.filter((item) => !stale.has(item));
  const gone = [...stale.keys()].reduce((sum, { size }) => sum + size, 0);
  return { ...unit, items, bytes: Math.max(0, unit.bytes - gone) };
}

function staleDelivery(item: UnitItem, unit: UploadUnit, state: SourceState): ItemDelivery {
  const reason =
    state === 'gone' ? text('The file is no longer there.') : text('The file changed after it was checked.');
  return { item, unit, status: 'failed', reason, ...(state === 'changed' && { changed: true }) };
}

/** Adds up the progress of all units. Bytes are held one below their sum until the store has confirmed them. */
class Meter {
  private sent = 0;
  private readonly counted = new Map<UploadUnit, number>();
  private readonly bytes: number;
  private readonly items: number;

  constructor(
    units: readonly UploadUnit[],
    private readonly report: JobReport,
  ) {
    this.bytes = units.reduce((sum, unit) => sum + unit.bytes, 0);
    this.items = units.reduce((sum, unit) => sum + unit.items.length, 0);
  }

  move(bytes: number): void {
    this.sent += bytes;
    this.reportProgress();
  }

  ingest(unit: UploadUnit, done: number): void {
    this.counted.set(unit, Math.min(done, unit.items.length));
    this.reportProgress();
  }

  private reportProgress(): void {
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
  readonly missing?: OutcomeStatus;
  /** Ms. */
  readonly retryDelaysMs?: number;
}

class UnitJob {
  private receipt: UploadReceipt | undefined;
  private registering = false;

  constructor(
    private readonly upload: Upload,
    private readonly unit: UploadUnit,
    private readonly baseline: UploadBaseline,
    private readonly meter: Meter,
    private readonly report: JobReport,
  ) {}

  async run(signal: AbortSignal): Promise<ItemDelivery[]> {
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
  private settleAfter(error: unknown, signal: AbortSignal): Promise<ItemDelivery[]> {
    if (isCancelled(error))
      return this.settle({
        signal: AbortSignal.timeout(askTimeoutMs.cancelled),
        problem: text('The upload was cancelled after the server had it; it may still list it.'),
        missing: 'unknown',
        retryDelaysMs: cancelledPatience,
      });
    const problem = messageOf(error);
    if (this.receipt !== undefined) return this.settle({ signal: AbortSignal.timeout(askTimeoutMs.usual), problem });
    return this.settle({
      signal: AbortSignal.any([signal, AbortSignal.timeout(askTimeoutMs.lost)]),
      problem,
      retryDelaysMs: lostPatience,
    });
  }

  private async transfer(signal: AbortSignal): Promise<void> {
    const { unit, upload, report } = this;
    const telling: UploadReport = {
      bytes: (moved) => this.meter.move(moved),
      ingested: (done) => this.meter.ingest(unit, done),
      warned: (notice) => report.warned(notice),
      registering: () => {
        this.registering = true;
      },
      waits: (why) => report.waits?.(unit, why),
    };
    report.state(unit, 'sending');
    this.receipt = await upload.send(unit, telling, signal);
    report.state(unit, 'ingesting');
    await upload.waitForIngest(this.receipt, telling, signal);
  }

  private notRegistered(error: unknown): ItemDelivery[] {
    this.report.state(this.unit, 'failed');
    if (isCancelled(error)) return this.all('not-started');
    return this.all('failed', messageOf(error)).map((one) => ({ ...one, unregistered: true }));
  }

  private async settle({ signal, problem, missing = 'failed', retryDelaysMs }: Settling): Promise<ItemDelivery[]> {
    const { unit, report } = this;
    report.state(unit, 'settling');
    try {
      const arrived = await this.upload.verify(unit, this.baseline, signal, retryDelaysMs);
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
        problem ?? (isCancelled(error) ? text('Cancelled before the list could be asked.') : messageOf(error)),
      );
    }
  }

  private all(status: OutcomeStatus, reason?: Text): ItemDelivery[] {
    return this.unit.items.map((item) => ({ item, unit: this.unit, status, ...(reason && { reason }) }));
  }
}

function messageOf(error: unknown): Text {
  if (isPlatformError(error)) return error.userMessage;
  return text('Unexpected: {0}', error instanceof Error ? error.message : String(error));
}
