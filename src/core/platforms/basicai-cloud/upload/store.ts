import { lookUp } from '../../../model/lookUp';
import { lastOf } from '../../../model/paths';
import { text } from '../../../model/text';
import { isPlatformError, PlatformError } from '../../../net/errors';
import type { ByteSource } from '../../../net/http';
import type { SessionContext } from '../../../net/sessionContext';
import { putBytes } from '../../../net/store/put';
import { sendWithRetries } from '../../../net/store/send';
import { trustedStoreUrl } from '../../../net/store/trust';
import type { UploadSource, UnitItem, UploadReport } from '../../../contract';
import type { CloudClient, FileRef, ToPresign } from '../api/client';
import { deviceOf } from './layout';
import type { PresignedUpload } from '../api/wire';

export interface StoreDeps {
  readonly client: CloudClient;
  readonly context: SessionContext;
  /** Base URL of the API. */
  readonly api: string;
}

/** One file of an item on its way to storage, with the link that it got with the others. */
interface Parcel {
  readonly wanted: ToPresign;
  readonly source: UploadSource;
  readonly link: PresignedUpload;
}

/** An item whose files have their links. */
export interface PresignedItem {
  readonly item: UnitItem;
  readonly parcels: readonly Parcel[];
}

/** An item whose bytes are stored and not yet registered. */
export interface StoredItem {
  readonly item: UnitItem;
  readonly files: readonly FileRef[];
  /** MD5 of its first file, in hex. */
  readonly md5: string;
}

/**
 * Gets a link for every file of some items in one call.
 * @param type of their dataset: it says which device a file without a folder is of
 */
export async function presignAll(
  client: CloudClient,
  items: readonly UnitItem[],
  type: string,
  signal: AbortSignal,
): Promise<PresignedItem[]> {
  const files = items.flatMap((item) => filesOf(item, type).map((file) => ({ item, ...file })));
  const links = await client.presign(
    files.map(({ wanted }) => wanted),
    signal,
  );
  const parcels = files.map((file, n) => ({ ...file, link: checked(links[n], file.wanted) }));
  return items.map((item) => ({ item, parcels: parcels.filter((parcel) => parcel.item === item) }));
}

function filesOf(item: UnitItem, type: string): { wanted: ToPresign; source: UploadSource }[] {
  if (item.source === undefined) throw new PlatformError('invalid', text('{0} has no file.', item.name));
  const lead = { path: item.path ?? item.fileName, source: item.source };
  return [lead, ...(item.beside ?? [])].map(({ path, source }) => ({
    wanted: { deviceName: deviceOf(path, type), filename: lastOf(path), size: source.size },
    source,
  }));
}

/** Links are matched by their order; where they tell their file, that must be the one that was asked for (CLOUD-22). */
function checked(link: PresignedUpload | undefined, { filename }: ToPresign): PresignedUpload {
  if (link === undefined || !URL.canParse(link.preSignedUrl))
    throw new PlatformError('protocol', text('The server gave no link for {0}.', filename));
  if (link.filename != null && link.filename !== filename)
    throw new PlatformError(
      'protocol',
      text('The server gave a link for {0} instead of {1}.', link.filename, filename),
    );
  return link;
}

/** Puts every file of an item into storage. */
export async function storeItem(
  deps: StoreDeps,
  { item, parcels }: PresignedItem,
  report: UploadReport,
  signal: AbortSignal,
): Promise<StoredItem> {
  const stored = [];
  for (const parcel of parcels) stored.push(await storeOne(deps, parcel, report, signal));
  return { item, files: stored.map(({ file }) => file), md5: stored[0]?.md5 ?? '' };
}

/** A link ends while it waits, so another attempt asks for a fresh one. */
async function storeOne(
  { client, context, api }: StoreDeps,
  { wanted, source, link: first }: Parcel,
  report: UploadReport,
  signal: AbortSignal,
): Promise<{ file: FileRef; md5: string }> {
  const attempt = async (counted: ByteSource, n: number) => {
    const link = n === 1 ? first : await again(client, wanted, signal);
    const mimeType = mimeOf(wanted.filename);
    const url = trustedStoreUrl(link.preSignedUrl, api, context.log);
    const { md5 } = await putBytes(context, { url, headers: { 'Content-Type': mimeType }, source: counted }, signal);
    return { file: { ...wanted, path: pathOf(link), mimeType }, md5 };
  };
  return sendWithRetries({ source, moved: report.bytes.bind(report), attempt }, context, signal);
}

/** The call for one link has a guessed path; where it is not known, the documented one is asked for a list of one. */
async function again(client: CloudClient, wanted: ToPresign, signal: AbortSignal): Promise<PresignedUpload> {
  try {
    return checked(await client.presignOne(wanted, signal), wanted);
  } catch (error) {
    if (!isPlatformError(error) || error.facts.status !== 404) throw error;
    const [link] = await client.presign([wanted], signal);
    return checked(link, wanted);
  }
}

/** The path in storage that registering wants; where it is not told, that of the link (CLOUD-24, inferred). */
function pathOf({ path, preSignedUrl }: PresignedUpload): string {
  return path ?? decodeURIComponent(new URL(preSignedUrl).pathname.replace(/^\//, ''));
}

const mimes: Readonly<Record<string, string>> = {
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  png: 'image/png',
  bmp: 'image/bmp',
  webp: 'image/webp',
  tif: 'image/tiff',
  tiff: 'image/tiff',
  json: 'application/json',
};

function mimeOf(fileName: string): string {
  return lookUp(mimes, fileName.slice(fileName.lastIndexOf('.') + 1).toLowerCase()) ?? 'application/octet-stream';
}
