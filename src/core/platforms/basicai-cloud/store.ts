import { text } from '../../model/text';
import { PlatformError } from '../../net/errors';
import type { ByteSource } from '../../net/http';
import type { Kit } from '../../net/kit';
import { retrying } from '../../net/retry';
import { putBytes } from '../../net/store/put';
import { trusted } from '../../net/store/trust';
import type { Source, UnitItem, UploadReport } from '../platform';
import type { Client, FileRef, ToPresign } from './client';
import { deviceOf, lastOf } from './layout';
import type { Presigned } from './wire';

interface Means {
  readonly client: Client;
  readonly kit: Kit;
  /** Base URL of the API. */
  readonly api: string;
  /** Type of the dataset. */
  readonly type: string;
}

/** An item whose bytes are stored and not yet registered. */
export interface Sent {
  readonly item: UnitItem;
  readonly files: readonly FileRef[];
  /** MD5 of its first file, in hex. */
  readonly md5: string;
}

/** Puts every file of an item into storage. */
export async function storeFiles(
  means: Means,
  item: UnitItem,
  report: UploadReport,
  signal: AbortSignal,
): Promise<Sent> {
  const lead = item.source;
  if (lead === undefined) throw new PlatformError('invalid', text('{0} has no file.', item.name));
  const files = [{ path: item.path ?? item.fileName, source: lead }, ...(item.beside ?? [])];
  const stored = [];
  for (const { path, source } of files) stored.push(await storeOne(means, item, path, source, report, signal));
  return { item, files: stored.map(({ file }) => file), md5: stored[0]?.md5 ?? '' };
}

/** A signed link ends while it waits, so each attempt asks for a fresh one; a failed attempt takes its bytes back. */
async function storeOne(
  { client, kit, api, type }: Means,
  item: UnitItem,
  path: string,
  source: Source,
  report: UploadReport,
  signal: AbortSignal,
): Promise<{ file: FileRef; md5: string }> {
  const wanted: ToPresign = {
    deviceName: deviceOf(path, type),
    filename: item.beside === undefined ? lastOf(item.fileName) : lastOf(path),
    size: source.size,
  };
  let moved = 0;
  const counted: ByteSource = {
    ...source,
    moved: (bytes) => {
      moved += bytes;
      report.bytes(bytes);
    },
  };
  return retrying(
    async () => {
      report.bytes(-moved);
      moved = 0;
      const link = await presigned(client, wanted, signal);
      const mimeType = mimeOf(wanted.filename);
      const url = trusted(link.preSignedUrl, api);
      const { md5 } = await putBytes(kit, { url, headers: { 'Content-Type': mimeType }, source: counted }, signal);
      return { file: { ...wanted, path: pathOf(link), mimeType }, md5 };
    },
    kit,
    signal,
  );
}

/** The batch call is documented, so it is the one that is used; what it answers must be about the file that was asked for. */
async function presigned(client: Client, wanted: ToPresign, signal: AbortSignal): Promise<Presigned> {
  const [link] = await client.presign([wanted], signal);
  if (link === undefined || !URL.canParse(link.preSignedUrl))
    throw new PlatformError('protocol', text('The server gave no link for {0}.', wanted.filename));
  if (link.filename != null && link.filename !== wanted.filename)
    throw new PlatformError(
      'protocol',
      text('The server gave a link for {0} instead of {1}.', link.filename, wanted.filename),
    );
  return link;
}

/** The path in storage that registering wants; where it is not told, that of the link (section 3.2, INFERRED). */
function pathOf({ path, preSignedUrl }: Presigned): string {
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
  return mimes[fileName.slice(fileName.lastIndexOf('.') + 1).toLowerCase()] ?? 'application/octet-stream';
}
