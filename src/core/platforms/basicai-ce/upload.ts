import { lookUp } from '../../model/lookUp';
import { chunks } from '../../model/lists';
import type { Choice } from '../../model/form';
import type { Node, Ref } from '../../model/node';
import { aboveOf, lastOf } from '../../model/paths';
import { text, type Text } from '../../model/text';
import { alive } from '../../net/errors';
import type { ByteSource } from '../../net/http';
import type { Kit } from '../../net/kit';
import { withOrigin } from '../../net/urls';
import type { Arrived, Baseline, Receipt, Unit, UnitItem, Upload, UploadReport, UploadRules } from '../platform';
import { type Client, idsPerQuery, type ResultsAs } from './client';
import { follow } from './ingest';
import { mimeOf } from './layout/names';
import { rulesOf } from './layout/rules';
import { layouts } from './layout/types';
import { classIdsOf, type References } from './references';
import { itemKey } from './nameKey';
import { fileKey, Listed, type ListedFile, type ListedRow } from './listed';
import { read } from './refs';
import { put, unverified } from '../../net/store/put';
import { sending } from '../../net/store/send';
import { retryLater } from './outages';
import { SentDialogues } from './sentDialogues';
import { bytesOfUnit, isDialogue, unitsAtOnce, unitsOf } from './units';

/** Rows may appear a moment after the record says so. Times in ms. */
const usualPatience = 2_000;
const pauses = [1_000, 1_000, 2_000, 5_000];
const longPause = 5_000;

const listedBefore = text('The dataset had an item of this name already.');
const notListed = text('The server did not list it afterwards.');

/** Uploads through presigned URLs: presign, PUT, register, follow, settle (wire reference, section 8). */
export class Uploading implements Upload {
  private readonly listed: Listed;
  private readonly dialogues: SentDialogues;

  constructor(
    private readonly client: Client,
    private readonly kit: Kit,
    private readonly origin: string,
    private readonly references: References,
  ) {
    this.listed = new Listed(client);
    this.dialogues = new SentDialogues(kit, origin);
  }

  rules(target: Node): UploadRules | undefined {
    const { datasetId } = read(target.ref);
    const classes = (signal: AbortSignal) => classIdsOf(this.references, datasetId, signal);
    return target.can.has('upload') ? rulesOf(target.type ?? '', classes) : undefined;
  }

  async taken(target: Ref, names: readonly string[], signal: AbortSignal): Promise<Map<string, Ref>> {
    return this.listed.named(read(target).datasetId, names, signal);
  }

  /** Ground truth, or a run of one of the models that fit the dataset. */
  async resultKinds(target: Node, signal: AbortSignal): Promise<Choice[]> {
    const type = target.type ?? '';
    if (lookUp(layouts, type)?.results !== true) return [];
    const models = await this.references.models.list(type, signal);
    return [
      { value: 'GROUND_TRUTH', label: text('Ground truth') },
      ...models.map(({ id, name }) => ({ value: `MODEL_RUN/${id}`, label: text('Run of the model "{0}"', name) })),
    ];
  }

  units(target: Ref, items: readonly UnitItem[], results?: string, archiveBytes?: number): Unit[] {
    return unitsOf(target, items, results, archiveBytes);
  }

  atOnce(units: readonly Unit[]): number {
    return unitsAtOnce(units);
  }

  async before(target: Ref, units: readonly Unit[], signal: AbortSignal): Promise<Baseline> {
    const names = units.flatMap((unit) => unit.items.map((item) => item.name));
    const rows = await this.listed.rows(read(target).datasetId, names, signal);
    return new Set([...rows.values()].flat().map((row) => row.ref));
  }

  async send(unit: Unit, report: UploadReport, signal: AbortSignal): Promise<Receipt> {
    const { datasetId } = read(unit.target);
    const source = bytesOfUnit(unit);
    const attempt = async (counted: ByteSource) => {
      const { presignedUrl, accessUrl } = await this.client.presign(datasetId, unit.fileName, signal);
      const url = withOrigin(presignedUrl, this.origin);
      const { md5, confirmed } = await put(this.kit, url, mimeOf(unit.fileName), counted, signal);
      if (!confirmed) report.warned(unverified);
      return { md5, accessUrl };
    };
    const sendAll = () => sending({ source, moved: report.bytes.bind(report), attempt }, this.kit, signal);
    const stored = await retryLater(sendAll, this.kit, (why) => report.waits?.(why), signal);
    alive(signal);
    report.registering?.();
    const job = await this.client.register(datasetId, stored.accessUrl, resultsAs(unit.results), signal);
    return { unit, job, md5: stored.md5 };
  }

  async follow(receipt: Receipt, report: UploadReport, signal: AbortSignal): Promise<void> {
    await follow(this.client, this.kit, receipt.job, report, signal);
  }

  async settle(unit: Unit, baseline: Baseline, signal: AbortSignal, patience = usualPatience): Promise<Arrived[]> {
    const { clock } = this.kit;
    let [most, moved] = [0, clock.now()];
    for (let n = 0; ; n++) {
      const arrived = await this.settleOnce(unit, baseline, signal);
      const here = arrived.filter(isWhole).length;
      if (here > most) [most, moved] = [here, clock.now()];
      if (here === arrived.length || clock.now() - moved >= patience) return arrived;
      await clock.sleep(pauses[n] ?? longPause, signal);
    }
  }

  private async settleOnce(unit: Unit, baseline: Baseline, signal: AbortSignal): Promise<Arrived[]> {
    const names = unit.items.map((item) => item.name);
    const rows = await this.listed.rows(read(unit.target).datasetId, names, signal);
    const judged: Arrived[] = [];
    for (const item of unit.items) judged.push(await this.judge(item, rows, baseline, signal));
    return unit.results === undefined ? judged : this.withObjects(judged, signal);
  }

  /** An item has arrived when a row of its name is listed that was not there before, with the files that were sent. */
  private async judge(
    item: UnitItem,
    rows: ReadonlyMap<string, readonly ListedRow[]>,
    baseline: Baseline,
    signal: AbortSignal,
  ): Promise<Arrived> {
    const named = rows.get(itemKey(item.name)) ?? [];
    const fresh = named.find((row) => !baseline.has(row.ref));
    if (fresh === undefined) return { item, reason: named.length > 0 ? listedBefore : notListed };
    const wrong = isDialogue(item) ? await this.dialogues.difference(item, fresh, signal) : wrongFile(item, fresh);
    return wrong === undefined ? { item, ref: fresh.ref } : { item, reason: wrong };
  }

  /** Counts the objects of what arrived with results. */
  private async withObjects(arrived: readonly Arrived[], signal: AbortSignal): Promise<Arrived[]> {
    const ids = arrived.flatMap(({ item, ref }) =>
      item.objects !== undefined && ref !== undefined ? read(ref).id : [],
    );
    const counts = new Map<string, number>();
    for (const part of chunks(ids, idsPerQuery))
      for (const { dataId, objects } of await this.client.annotations(part, signal)) counts.set(dataId, objects.length);
    return arrived.map((one) => {
      const objects = one.ref === undefined ? undefined : counts.get(read(one.ref).id);
      return objects === undefined ? one : { ...one, objects };
    });
  }
}

function isWhole({ item, ref, objects }: Arrived): boolean {
  return ref !== undefined && (objects === undefined || objects >= (item.objects ?? 0));
}

/** `GROUND_TRUTH`, or `MODEL_RUN/` and the id of a model. */
function resultsAs(results: string | undefined): ResultsAs {
  if (results === undefined) return {};
  const [kind, modelId] = results.split('/');
  return kind === 'MODEL_RUN' && modelId !== undefined
    ? { resultType: 'MODEL_RUN', modelId }
    : { resultType: 'GROUND_TRUTH' };
}

/** A file that is listed with another size, or an item that is made of another file. */
function wrongFile(item: UnitItem, row: ListedRow): Text | undefined {
  const lead = item.path ?? item.fileName;
  const [other] = row.files.keys();
  if (other !== undefined && ![...row.files.keys()].some((key) => key.endsWith(fileKey('', lastOf(lead)))))
    return text('The server lists another file under this name: {0}', other);
  const beside = (item.beside ?? []).map(({ path, source }) => ({ path, size: source.size }));
  for (const { path, size } of [{ path: lead, size: item.size }, ...beside]) {
    const listed = fileIn(row, path)?.size;
    if (listed !== undefined && listed !== size)
      return text('{0} bytes were sent, the server lists {1}.', size, listed);
  }
  return undefined;
}

function fileIn({ files }: ListedRow, path: string): ListedFile | undefined {
  const folder = lastOf(aboveOf(path));
  if (folder !== '') return files.get(fileKey(folder, lastOf(path)));
  return [...files].find(([key]) => key.endsWith(fileKey('', path)))?.[1];
}
