import pLimit from 'p-limit';
import { createHash } from 'node:crypto';
import { text, type Text } from '../../../model/text';
import { throwIfCancelled, isCancelled, isPlatformError, PlatformError } from '../../../net/errors';
import type { UnitItem, UploadReport } from '../../../contract';
import { objectOf } from '../auth/obsSign';
import type { ModelArtsClient, NewSample } from '../api/client';
import { refusalText } from '../api/errors';
import type { ObsStore } from './obs';
import type { ObsSync } from '../sync';
import type { BatchAnswer, Dataset } from '../api/wire';

/** Files on their way to OBS at once. */
const concurrency = 3;

/** What sending left behind. Items that stand in neither map are looked for in the list. */
export interface UploadState {
  /** Ids of what was added, as far as they are told. */
  readonly ids: ReadonlyMap<UnitItem, string>;
  /** What was refused, and why. */
  readonly refused: ReadonlyMap<UnitItem, Text>;
  /** Why it is not known what became of the others. */
  readonly unsure?: Text;
  /** MD5 of the first file, in hex. */
  readonly md5: string;
}

/** Errors after which nobody knows whether the call was done: the list is asked. */
const unsure = new Set(['network', 'unavailable', 'protocol']);

/**
 * Sends files in the body of one call, as base64 (MA-45). A call that was cut, or cancelled on its way, may have been
 * done: then the trace holds the reason for every item, and the list decides.
 * @throws PlatformError when the server refused all of it
 */
export async function sendInline(
  deps: { readonly client: ModelArtsClient; readonly sync: ObsSync },
  datasetId: string,
  sampleType: number,
  items: readonly UnitItem[],
  report: UploadReport,
  signal: AbortSignal,
): Promise<UploadState> {
  const samples: NewSample[] = [];
  let md5 = '';
  for (const item of items) {
    const bytes = Buffer.from(await sourceOf(item).read(signal));
    if (md5 === '') md5 = createHash('md5').update(bytes).digest('hex');
    const data = bytes.toString('base64');
    samples.push({ name: item.name, data, ...(sampleType !== 0 && { sample_type: sampleType }) });
  }
  throwIfCancelled(signal);
  let answer: Omit<UploadState, 'md5'>;
  try {
    answer = resultsOf(
      await deps.sync.whenFree(() => deps.client.addSamples(datasetId, samples, signal), signal),
      items,
    );
  } catch (error) {
    if (!isCancelled(error) && !(isPlatformError(error) && unsure.has(error.kind))) throw error;
    const reason = isPlatformError(error) ? error.userMessage : text('Cancelled during transfer.');
    answer = { ids: new Map(), refused: new Map(), unsure: reason };
  }
  report.bytes(items.reduce((sum, { size }) => sum + size, 0));
  return { ...answer, md5 };
}

/** Results stand in the order of the request (MA-45); as many as were sent, or they say nothing of a single one. */
function resultsOf(
  { success, error_code, error_msg, results }: BatchAnswer,
  items: readonly UnitItem[],
): Omit<UploadState, 'md5'> {
  const ids = new Map<UnitItem, string>();
  const refused = new Map<UnitItem, Text>();
  const answer = results?.length === items.length ? results : [];
  for (const [n, one] of answer.entries()) {
    const item = items[n];
    if (item === undefined) continue;
    const added = one.success ?? success === true;
    if (!added) refused.set(item, refusalText(one.error_code ?? error_code ?? undefined, one.error_msg ?? error_msg));
    else if (one.info != null && one.info !== '') ids.set(item, one.info);
  }
  const failed = success === false ? { unsure: refusalText(error_code ?? undefined, error_msg) } : {};
  return { ids, refused, ...failed };
}

/**
 * Puts files below the input path of the dataset, from where a sync lists them (MA-49).
 * @throws PlatformError when nothing could be stored
 */
export async function sendToStore(
  obs: ObsStore,
  dataset: Dataset,
  items: readonly UnitItem[],
  report: UploadReport,
  signal: AbortSignal,
): Promise<UploadState> {
  const folder = folderOf(dataset);
  const errors = new Map<UnitItem, PlatformError>();
  const limit = pLimit(concurrency);
  const sums = await Promise.all(
    items.map((item) =>
      limit(async () => {
        try {
          const object = { bucket: folder.bucket, key: folder.key + item.name };
          return await obs.put(object, sourceOf(item), report.bytes.bind(report), signal);
        } catch (error) {
          if (isCancelled(error) || !isPlatformError(error)) throw error;
          errors.set(item, error);
          return '';
        }
      }),
    ),
  );
  const [first] = errors.values();
  if (first !== undefined && errors.size === items.length) throw first;
  const refused = new Map([...errors].map(([item, { userMessage: message }]) => [item, message] as const));
  return { ids: new Map(), refused, md5: sums[0] ?? '' };
}

function folderOf({ data_sources: sources, dataset_name: name }: Dataset): { bucket: string; key: string } {
  const given = sources?.[0]?.data_path ?? '';
  const folder = objectOf(given);
  if (folder === undefined)
    throw new PlatformError(
      'invalid',
      text('"{0}" has no input path in OBS, so large files cannot be uploaded to it.', name),
    );
  return { bucket: folder.bucket, key: folder.key === '' ? '' : folder.key.replace(/\/*$/, '/') };
}

function sourceOf({ source, name }: UnitItem) {
  if (source !== undefined) return source;
  throw new PlatformError('invalid', text('{0} has no file.', name));
}
