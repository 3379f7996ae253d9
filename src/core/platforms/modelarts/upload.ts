import type { Choice } from '../../model/form';
import { chunks } from '../../model/lists';
import type { Node, Ref } from '../../model/node';
import { text } from '../../model/text';
import { alive, isPlatformError, PlatformError } from '../../net/errors';
import type { Kit } from '../../net/kit';
import type { Arrived, Baseline, Receipt, Unit, UnitItem, Upload, UploadReport, UploadRules } from '../platform';
import type { Browse } from './browse';
import type { Client } from './client';
import { namesIn, walked } from './listed';
import { nameOf } from './nodes';
import type { Obs } from './obs';
import { read, sampleRef } from './refs';
import { mostInline, rulesOf, sampleTypeOf } from './rules';
import { sendInline, sendToStore, type Trace } from './send';
import type { Sync } from './sync';

/** Files of one call: no number is documented, so few (section 7.3). */
const filesPerCall = 10;
/** Files that one sync lists together. */
const filesPerSync = 500;
/** What is not listed yet is asked for again so often, each time later, in ms. */
const patience = [0, 1_000, 2_000, 4_000];

/** Small files travel in the calls themselves, large ones through OBS and a sync (sections 7.3, 11). */
export class Uploading implements Upload {
  private readonly traces = new WeakMap<Unit, Trace>();

  constructor(
    private readonly client: Client,
    private readonly browse: Browse,
    private readonly sync: Sync,
    private readonly kit: Pick<Kit, 'clock'>,
    /** Absent when the connection does not tell where OBS is. */
    private readonly obs: Obs | undefined,
  ) {}

  rules(target: Node): UploadRules | undefined {
    return target.can.has('upload') ? rulesOf(target.type ?? '', this.obs !== undefined) : undefined;
  }

  async taken(target: Ref, names: readonly string[], signal: AbortSignal): Promise<Map<string, Ref>> {
    const { datasetId } = read(target);
    const found = await namesIn(this.browse, datasetId, names, signal);
    return new Map([...found].map(([name, row]) => [name, sampleRef(datasetId, row.sample_id)]));
  }

  /** Labels come with samples one by one; result files are read by imports alone (section 9). */
  resultKinds(): Promise<Choice[]> {
    return Promise.resolve([]);
  }

  units(target: Ref, items: readonly UnitItem[]): Unit[] {
    const large = items.filter(isLarge);
    const parts = [...packed(items.filter((item) => !isLarge(item))), ...chunks(large, filesPerSync)];
    return parts.map((part, n) => ({
      id: `part-${n}`,
      target,
      how: part.length === 1 ? 'single' : 'pack',
      fileName: part[0]?.fileName ?? '',
      items: part,
      bytes: part.reduce((sum, { size }) => sum + size, 0),
    }));
  }

  async before(target: Ref, units: readonly Unit[], signal: AbortSignal): Promise<Baseline> {
    const names = units.flatMap((unit) => unit.items.map(({ name }) => name));
    return new Set((await this.taken(target, names, signal)).values());
  }

  async send(unit: Unit, report: UploadReport, signal: AbortSignal): Promise<Receipt> {
    const { datasetId } = read(unit.target);
    const trace = unit.items.some(isLarge)
      ? await sendToStore(this.store(), await this.client.dataset(datasetId, signal), unit.items, report, signal)
      : await this.inline(datasetId, unit, report, signal);
    this.traces.set(unit, trace);
    return { unit, job: unit.id, md5: trace.md5 };
  }

  /** Files that were put into OBS are listed by one sync; those in a call are listed when it is answered. */
  async follow({ unit }: Receipt, report: UploadReport, signal: AbortSignal): Promise<void> {
    alive(signal);
    if (!unit.items.some(isLarge)) return;
    const sent = unit.items.length - (this.traces.get(unit)?.refused.size ?? 0);
    const { datasetId } = read(unit.target);
    const { added } = await this.sync.run(datasetId, (n) => report.ingested(n, sent), signal);
    if (added > sent)
      report.warned(text('The sync listed {0} further files that lie in the input path in OBS.', added - sent));
  }

  async settle(unit: Unit, baseline: Baseline, signal: AbortSignal): Promise<Arrived[]> {
    const trace = this.traces.get(unit);
    const { datasetId } = read(unit.target);
    const refs = await this.byId(datasetId, trace, signal);
    const left = () => unit.items.filter((item) => !refs.has(item) && trace?.refused.has(item) !== true);
    const look = async (find: typeof namesIn) => {
      const names = left().map(({ name }) => name);
      const rows = await find(this.browse, datasetId, names, signal);
      for (const item of left()) {
        const row = rows.get(item.name);
        const ref = row && sampleRef(datasetId, row.sample_id);
        if (ref !== undefined && !baseline.has(ref)) refs.set(item, ref);
      }
    };
    for (const pause of trace?.unsure === undefined ? patience : [0]) {
      if (left().length === 0) break;
      await this.kit.clock.sleep(pause, signal);
      await look(namesIn);
    }
    // How names are searched is not documented: before something is called missing, the whole list is read.
    if (left().length > 0) await look((browse, id, names, by) => walked(browse, id, new Set(names), by));
    return unit.items.map((item) => arrived(item, refs.get(item), trace));
  }

  /** What the server told the ids of. That `info` is one is INFERRED (section 7.3): the list decides when it is not. */
  private async byId(datasetId: string, trace: Trace | undefined, signal: AbortSignal): Promise<Map<UnitItem, Ref>> {
    const refs = new Map<UnitItem, Ref>();
    for (const [item, id] of trace?.ids ?? []) {
      const row = await this.browse.sample(datasetId, id, signal).catch((error: unknown) => {
        if (isPlatformError(error) && error.kind === 'invalid') return undefined;
        throw error;
      });
      if (row !== undefined && nameOf(row) === item.name) refs.set(item, sampleRef(datasetId, row.sample_id));
    }
    return refs;
  }

  private async inline(datasetId: string, unit: Unit, report: UploadReport, signal: AbortSignal): Promise<Trace> {
    const type = sampleTypeOf(await this.browse.typeOf(datasetId, signal));
    return sendInline({ client: this.client, sync: this.sync }, datasetId, type, unit.items, report, signal);
  }

  private store(): Obs {
    if (this.obs !== undefined) return this.obs;
    throw new PlatformError('invalid', text('The connection does not tell where OBS is.'), {
      remedy: text('Enter the address of OBS in the settings of the connection.'),
    });
  }
}

function isLarge({ size }: UnitItem): boolean {
  return size > mostInline;
}

function arrived(item: UnitItem, ref: Ref | undefined, trace: Trace | undefined): Arrived {
  if (ref !== undefined) return { item, ref };
  return { item, reason: trace?.refused.get(item) ?? trace?.unsure ?? text('The server did not list it afterwards.') };
}

/** Calls of few files whose sum fits. */
function packed(items: readonly UnitItem[]): UnitItem[][] {
  const parts: UnitItem[][] = [];
  let bytes = 0;
  for (const item of items) {
    const last = parts.at(-1);
    if (last === undefined || last.length === filesPerCall || bytes + item.size > mostInline) {
      parts.push([item]);
      bytes = item.size;
    } else {
      last.push(item);
      bytes += item.size;
    }
  }
  return parts;
}
