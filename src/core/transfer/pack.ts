import { Readable } from 'node:stream';
import { ZipFile } from 'yazl';
import type { ByteSource } from '../net/http';

export interface Packed {
  /** Path inside the archive, with `/`. */
  readonly path: string;
  /** Exact length in bytes. */
  readonly size: number;
  open(): Readable;
}

/** The same time for every entry: an archive of the same files is the same bytes. */
const when = new Date(Date.UTC(1980, 0, 1, 12));

/**
 * An archive written while it is read: entries are stored, not compressed (pictures gain nothing), so the length is
 * known before the first byte and no temporary file is needed. Files are opened one after the other.
 */
export async function pack(entries: readonly Packed[]): Promise<ByteSource> {
  const size = await lengthOf(entries);
  return { size, open: () => write(entries) };
}

type Give = Parameters<Parameters<ZipFile['addReadStreamLazy']>[2]>[0];

function write(entries: readonly Packed[]): Readable {
  const zip = new ZipFile();
  const out = outputOf(zip);
  const fail = (error: unknown) => out.destroy(error instanceof Error ? error : new Error(String(error)));
  let reading: Readable | undefined;
  zip.on('error', fail);
  out.once('close', () => reading?.destroy());
  add(zip, entries, (entry, give) => {
    reading = entry.open().on('error', fail);
    give(null, reading);
  });
  zip.end();
  return out;
}

/** The writer's stream is declared by its oldest interface; it is a Readable that can be destroyed. */
function outputOf({ outputStream }: ZipFile): Readable {
  if (outputStream instanceof Readable) return outputStream;
  throw new TypeError('the archive writer has no stream that can be stopped');
}

/** The length comes from the writer itself, so that it cannot disagree with what is written; no file is opened. */
function lengthOf(entries: readonly Packed[]): Promise<number> {
  return new Promise((resolve) => {
    const zip = new ZipFile();
    add(zip, entries, () => undefined);
    const tell = (size: number) => resolve(size);
    zip.end(undefined, tell as () => void);
  });
}

function add(zip: ZipFile, entries: readonly Packed[], open: (entry: Packed, give: Give) => void): void {
  for (const entry of entries)
    zip.addReadStreamLazy(entry.path, { compress: false, size: entry.size, mtime: when, mode: 0o100644 }, (give) =>
      open(entry, give),
    );
}
