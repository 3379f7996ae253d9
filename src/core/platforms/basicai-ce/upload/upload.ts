import { lookUp } from '../../../model/lookUp';
import { chunk } from '../../../model/lists';
import type { Choice } from '../../../model/form';
import type { Node, Ref } from '../../../model/node';
import { parentPathOf, lastOf } from '../../../model/paths';
import { text, type Text } from '../../../model/text';
import { throwIfCancelled } from '../../../net/errors';
import type { ByteSource } from '../../../net/http';
import type { SessionContext } from '../../../net/sessionContext';
import { withOrigin } from '../../../net/hosts/urls';
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
import { type CeClient, idsPerQuery, type ResultsAs } from '../api/client';
import { waitForIngest } from './ingest';
import { mimeOf } from '../layout/names';
import { uploadRulesOf } from '../layout/rules';
import { typeLayouts } from '../layout/types';
import { fetchClassIds, type References } from '../results/references';
import { itemKey } from '../browse/nameKey';
import { fileKey, ListedNames, type ListedFile, type ListedRow } from '../browse/listed';
import { parseRef } from '../refs';
import { putObject, unverifiedText } from '../../../net/store/put';
import { sendWithRetries } from '../../../net/store/send';
import { retryLater } from '../api/outages';
import { SentDialogues } from './sentDialogues';
import { bytesOfUnit, isDialogue, unitsAtOnce, unitsOf } from './units';

/** Rows may appear a moment after the record says so. Times in ms. */
const usualPatience = 2_000;
const pauses = [1_000, 1_000, 2_000, 5_000];
const longPause = 5_000;

const listedBefore = text('The dataset already had an item with this name.');
const notListed = text('The server did not list it afterwards.');

/** Uploads through presigned URLs: presign, PUT, register, follow, settle (CE-29, CE-30). */
export class CeUpload implements Upload {
  private readonly listed: ListedNames;
  private readonly dialogues: SentDialogues;

  constructor(
    private readonly client: CeClient,
    private readonly context: SessionContext,
    private readonly origin: string,
    private readonly references: References,
  ) {
    this.listed = new ListedNames(client);
    this.dialogues = new SentDialogues(context, origin);
  }

  rules(target: Node): UploadRules | undefined {
    const { datasetId } = parseRef(target.ref);
    const classes = (signal: AbortSignal) => fetchClassIds(this.references, datasetId, signal);
    return target.capabilities.has('upload') ? uploadRulesOf(target.type ?? '', classes) : undefined;
  }

  async taken(target: Ref, names: readonly string[], signal: AbortSignal): Promise<Map<string, Ref>> {
    return this.listed.named(parseRef(target).datasetId, names, signal);
  }

  /** Ground truth, or a run of one of the models that fit the dataset. */
  async resultKinds(target: Node, signal: AbortSignal): Promise<Choice[]> {
    const type = target.type ?? '';
    if (lookUp(typeLayouts, type)?.results !== true) return [];
    const models = await this.references.models.list(type, signal);
    return [
      { value: 'GROUND_TRUTH', label: text('Ground truth') },
      ...models.map(({ id, name }) => ({ value: `MODEL_RUN/${id}`, label: text('Run of the model "{0}"', name) })),
    ];
  }

  units(target: Ref, items: readonly UnitItem[], results?: string, archiveBytes?: number): UploadUnit[] {
    return unitsOf(target, items, results, archiveBytes);
  }

  concurrency(units: readonly UploadUnit[]): number {
    return unitsAtOnce(units);
  }

  async captureBaseline(target: Ref, units: readonly UploadUnit[], signal: AbortSignal): Promise<UploadBaseline> {
    const names = units.flatMap((unit) => unit.items.map((item) => item.name));
    const rows = await this.listed.rows(parseRef(target).datasetId, names, signal);
    return new Set([...rows.values()].flat().map((row) => row.ref));
  }

  async send(unit: UploadUnit, report: UploadReport, signal: AbortSignal): Promise<UploadReceipt> {
    const { datasetId } = parseRef(unit.target);
    const source = bytesOfUnit(unit);
    const attempt = async (counted: ByteSource) => {
      const { presignedUrl, accessUrl } = await this.client.presign(datasetId, unit.fileName, signal);
      const url = withOrigin(presignedUrl, this.origin);
      const { md5, confirmed } = await putObject(this.context, url, mimeOf(unit.fileName), counted, signal);
      if (!confirmed) report.warned(unverifiedText);
      return { md5, accessUrl };
    };
    const sendAll = () => sendWithRetries({ source, moved: report.bytes.bind(report), attempt }, this.context, signal);
    const stored = await retryLater(sendAll, this.context, (why) => report.waits?.(why), signal);
    throwIfCancelled(signal);
    report.registering?.();
    const job = await this.client.register(datasetId, stored.accessUrl, resultsAs(unit.results), signal);
    return { unit, jobId: job, md5: stored.md5 };
  }

  async waitForIngest(receipt: UploadReceipt, report: UploadReport, signal: AbortSignal): Promise<void> {
    await waitForIngest(this.client, this.context, receipt.jobId, report, signal);
  }

  async verify(
    unit: UploadUnit,
    baseline: UploadBaseline,
    signal: AbortSignal,
    retryDelaysMs = usualPatience,
  ): Promise<ItemResult[]> {
    const { clock } = this.context;
    let [most, moved] = [0, clock.now()];
    for (let n = 0; ; n++) {
      const arrived = await this.settleOnce(unit, baseline, signal);
      const here = arrived.filter(isWhole).length;
      if (here > most) [most, moved] = [here, clock.now()];
      if (here === arrived.length || clock.now() - moved >= retryDelaysMs) return arrived;
      await clock.sleep(pauses[n] ?? longPause, signal);
    }
  }

  private async settleOnce(unit: UploadUnit, baseline: UploadBaseline, signal: AbortSignal): Promise<ItemResult[]> {
    const names = unit.items.map((item) => item.name);
    const rows = await this.listed.rows(parseRef(unit.target).datasetId, names, signal);
    const judged: ItemResult[] = [];
    for (const item of unit.items) judged.push(await this.validate(item, rows, baseline, signal));
    return unit.results === undefined ? judged : this.withObjects(judged, signal);
  }

  /** An item has arrived when a row of its name is listed that was not there before, with the files that were sent. */
  private async validate(
    item: UnitItem,
    rows: ReadonlyMap<string, readonly ListedRow[]>,
    baseline: UploadBaseline,
    signal: AbortSignal,
  ): Promise<ItemResult> {
    const named = rows.get(itemKey(item.name)) ?? [];
    const fresh = named.find((row) => !baseline.has(row.ref));
    if (fresh === undefined) return { item, reason: named.length > 0 ? listedBefore : notListed };
    const wrong = isDialogue(item) ? await this.dialogues.difference(item, fresh, signal) : wrongFile(item, fresh);
    return wrong === undefined ? { item, ref: fresh.ref } : { item, reason: wrong };
  }

  /** Counts the objects of what arrived with results. */
  private async withObjects(arrived: readonly ItemResult[], signal: AbortSignal): Promise<ItemResult[]> {
    const ids = arrived.flatMap(({ item, ref }) =>
      item.objects !== undefined && ref !== undefined ? parseRef(ref).id : [],
    );
    const counts = new Map<string, number>();
    for (const part of chunk(ids, idsPerQuery))
      for (const { dataId, objects } of await this.client.annotations(part, signal)) counts.set(dataId, objects.length);
    return arrived.map((one) => {
      const objects = one.ref === undefined ? undefined : counts.get(parseRef(one.ref).id);
      return objects === undefined ? one : { ...one, objects };
    });
  }
}

function isWhole({ item, ref, objects }: ItemResult): boolean {
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
  const folder = lastOf(parentPathOf(path));
  if (folder !== '') return files.get(fileKey(folder, lastOf(path)));
  return [...files].find(([key]) => key.endsWith(fileKey('', path)))?.[1];
}
