import type { Choice } from '../../../model/form';
import { chunk } from '../../../model/lists';
import type { Node, Ref } from '../../../model/node';
import { text } from '../../../model/text';
import { throwIfCancelled, isPlatformError, PlatformError } from '../../../net/errors';
import type { SessionContext } from '../../../net/sessionContext';
import type {
  ItemResult,
  UploadBaseline,
  UploadReceipt,
  UploadUnit,
  UnitItem,
  Upload,
  UploadReport,
  UploadRules,
} from '../../../contract';
import type { ModelArtsBrowse } from '../browse/browse';
import type { ModelArtsClient } from '../api/client';
import { namesIn, walkForNames } from '../browse/listed';
import { nameOf } from '../nodes';
import type { ObsStore } from './obs';
import { parseRef, sampleRef } from '../refs';
import { mostInline, uploadRulesOf, sampleTypeOf } from './rules';
import { sendInline, sendToStore, type UploadState } from './send';
import type { ObsSync } from '../sync';

/** Files of one call: no number is documented, so few (MA-47). */
const filesPerCall = 10;
/** Files that one sync lists together. */
const filesPerSync = 500;
/** What is not listed yet is asked for again so often, each time later, in ms. */
const retryDelaysMs = [0, 1_000, 2_000, 4_000];

/** Small files travel in the calls themselves, large ones through OBS and a sync (MA-49). */
export class ModelArtsUpload implements Upload {
  private readonly traces = new WeakMap<UploadUnit, UploadState>();

  constructor(
    private readonly client: ModelArtsClient,
    private readonly browse: ModelArtsBrowse,
    private readonly sync: ObsSync,
    private readonly context: Pick<SessionContext, 'clock'>,
    /** Absent when the connection does not tell where OBS is. */
    private readonly obs: ObsStore | undefined,
  ) {}

  rules(target: Node): UploadRules | undefined {
    return target.capabilities.has('upload') ? uploadRulesOf(target.type ?? '', this.obs !== undefined) : undefined;
  }

  async taken(target: Ref, names: readonly string[], signal: AbortSignal): Promise<Map<string, Ref>> {
    const { datasetId } = parseRef(target);
    const found = await namesIn(this.browse, datasetId, names, signal);
    return new Map([...found].map(([name, row]) => [name, sampleRef(datasetId, row.sample_id)]));
  }

  /** Labels come with samples one by one; result files are read by imports alone (MA-50). */
  resultKinds(): Promise<Choice[]> {
    return Promise.resolve([]);
  }

  units(target: Ref, items: readonly UnitItem[]): UploadUnit[] {
    const large = items.filter(isLarge);
    const parts = [...packed(items.filter((item) => !isLarge(item))), ...chunk(large, filesPerSync)];
    return parts.map((part, n) => ({
      id: `part-${n}`,
      target,
      kind: part.length === 1 ? 'single' : 'pack',
      fileName: part[0]?.fileName ?? '',
      items: part,
      bytes: part.reduce((sum, { size }) => sum + size, 0),
    }));
  }

  async captureBaseline(target: Ref, units: readonly UploadUnit[], signal: AbortSignal): Promise<UploadBaseline> {
    const names = units.flatMap((unit) => unit.items.map(({ name }) => name));
    return new Set((await this.taken(target, names, signal)).values());
  }

  async send(unit: UploadUnit, report: UploadReport, signal: AbortSignal): Promise<UploadReceipt> {
    const { datasetId } = parseRef(unit.target);
    const trace = unit.items.some(isLarge)
      ? await sendToStore(this.store(), await this.client.dataset(datasetId, signal), unit.items, report, signal)
      : await this.inline(datasetId, unit, report, signal);
    this.traces.set(unit, trace);
    return { unit, jobId: unit.id, md5: trace.md5 };
  }

  /** Files that were put into OBS are listed by one sync; those in a call are listed when it is answered. */
  async waitForIngest({ unit }: UploadReceipt, report: UploadReport, signal: AbortSignal): Promise<void> {
    throwIfCancelled(signal);
    if (!unit.items.some(isLarge)) return;
    const sent = unit.items.length - (this.traces.get(unit)?.refused.size ?? 0);
    const { datasetId } = parseRef(unit.target);
    const { added } = await this.sync.run(datasetId, (n) => report.ingested(n, sent), signal);
    if (added > sent)
      report.warned(text('The sync listed {0} further files that lie in the input path in OBS.', added - sent));
  }

  async verify(unit: UploadUnit, baseline: UploadBaseline, signal: AbortSignal): Promise<ItemResult[]> {
    const trace = this.traces.get(unit);
    const { datasetId } = parseRef(unit.target);
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
    for (const pause of trace?.unsure === undefined ? retryDelaysMs : [0]) {
      if (left().length === 0) break;
      await this.context.clock.sleep(pause, signal);
      await look(namesIn);
    }
    // How names are searched is not documented: before something is called missing, the whole list is read.
    if (left().length > 0) await look((browse, id, names, by) => walkForNames(browse, id, new Set(names), by));
    return unit.items.map((item) => arrived(item, refs.get(item), trace));
  }

  /** What the server told the ids of. That `info` is one is inferred (MA-45): the list decides when it is not. */
  private async byId(
    datasetId: string,
    trace: UploadState | undefined,
    signal: AbortSignal,
  ): Promise<Map<UnitItem, Ref>> {
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

  private async inline(
    datasetId: string,
    unit: UploadUnit,
    report: UploadReport,
    signal: AbortSignal,
  ): Promise<UploadState> {
    const type = sampleTypeOf(await this.browse.typeOf(datasetId, signal));
    return sendInline({ client: this.client, sync: this.sync }, datasetId, type, unit.items, report, signal);
  }

  private store(): ObsStore {
    if (this.obs !== undefined) return this.obs;
    throw new PlatformError('invalid', text('The connection does not tell where OBS is.'), {
      remedy: text('Enter the address of OBS in the settings of the connection.'),
    });
  }
}

function isLarge({ size }: UnitItem): boolean {
  return size > mostInline;
}

function arrived(item: UnitItem, ref: Ref | undefined, trace: UploadState | undefined): ItemResult {
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
