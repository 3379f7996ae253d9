import pLimit from 'p-limit';
import type { Ref } from '../model/node';
import type { Status } from '../model/outcome';
import { text, type Text } from '../model/text';
import { isCancelled, isPlatformError } from '../net/errors';
import type { Baseline, Receipt, Unit, UnitItem, Upload, UploadReport } from '../platforms/platform';

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
}

export interface JobReport {
  progress(progress: Progress): void;
  state(unit: Unit, state: UnitState): void;
  warned(said: Text): void;
}

/** Units on their way at once, unless the platform says otherwise. Archives gain nothing from company. */
const usualAtOnce = 5;

/**
 * Sends units, follows the server, and settles what was sent against what is listed. One delivery per item; a unit that
 * fails never throws and never stops the others. An aborted signal stops all of it: what was not registered is
 * `not-started`, what was is settled by asking once.
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
  const limit = pLimit(upload.atOnce ?? usualAtOnce);
  const jobs = units.map((unit) => limit(() => new UnitJob(upload, unit, baseline, meter, report).run(signal)));
  return (await Promise.all(jobs)).flat();
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

class UnitJob {
  private receipt: Receipt | undefined;

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
    let problem: Text | undefined;
    try {
      await this.transfer(signal);
    } catch (error) {
      if (this.receipt === undefined) return this.notRegistered(error);
      problem = isCancelled(error) ? text('The upload was cancelled after the server had it.') : saidOf(error);
    }
    // Registered: whatever went wrong since, only the list tells what arrived. The asking outlives a cancellation.
    return this.settle(problem, problem === undefined ? signal : AbortSignal.timeout(30_000));
  }

  private async transfer(signal: AbortSignal): Promise<void> {
    const { unit, upload, report } = this;
    const telling: UploadReport = {
      bytes: (moved) => this.meter.move(moved),
      ingested: (done) => this.meter.ingest(unit, done),
      warned: (said) => report.warned(said),
    };
    report.state(unit, 'sending');
    this.receipt = await upload.send(unit, telling, signal);
    report.state(unit, 'ingesting');
    await upload.follow(this.receipt, telling, signal);
  }

  private notRegistered(error: unknown): Delivery[] {
    this.report.state(this.unit, 'failed');
    return isCancelled(error) ? this.all('not-started') : this.all('failed', saidOf(error));
  }

  private async settle(problem: Text | undefined, signal: AbortSignal): Promise<Delivery[]> {
    const { unit, report } = this;
    report.state(unit, 'settling');
    try {
      const arrived = await this.upload.settle(unit, this.baseline, signal);
      this.meter.ingest(unit, arrived.filter((one) => one.ref !== undefined).length);
      report.state(unit, arrived.every((one) => one.ref !== undefined) ? 'done' : 'failed');
      return arrived.map(({ item, ref, reason, objects }) => {
        if (ref !== undefined) return { item, unit, status: 'done', ref, ...(objects !== undefined && { objects }) };
        return {
          item,
          unit,
          status: 'failed',
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
