import { Readable } from 'node:stream';
import { crc32 } from 'node:zlib';
import { text } from '../model/text';
import { PlatformError } from '../net/errors';
import type { ByteSource, SourceState } from '../net/http';
import { stateOf } from './staleness';
import { central, descriptor, end, lengths, local, type ZipRecord } from './zipRecords';

export interface Packed {
  /** Path inside the archive, with `/`. */
  readonly path: string;
  /** Exact length in bytes. */
  readonly size: number;
  open(): Readable;
  /** Absent for what cannot change. */
  state?(): Promise<SourceState>;
}

/**
 * An archive written while it is read: entries are stored, not compressed (pictures gain nothing), so the length is
 * known before the first byte and no temporary file is needed. Files are opened one after the other. The same files make
 * the same bytes. The stream fails when a file has another length than it says.
 */
export function pack(entries: readonly Packed[]): ByteSource {
  return { size: lengthOf(entries), open: () => write(entries), state: () => stateOf(entries) };
}

function write(entries: readonly Packed[]): Readable {
  let reading: Readable | undefined;
  const open = (entry: Packed) => (reading = entry.open());
  const out = Readable.from(bytesOf(entries, open), { objectMode: false, highWaterMark: 256 * 1024 });
  // A generator that waits for a file cannot be ended from outside before the file is.
  return out.once('close', () => reading?.destroy());
}

async function* bytesOf(entries: readonly Packed[], open: (entry: Packed) => Readable): AsyncGenerator<Buffer> {
  const records: ZipRecord[] = [];
  let at = 0;
  for (const entry of entries) {
    const record = { name: Buffer.from(entry.path), size: entry.size, at };
    yield local(record);
    let [sum, left] = [0, entry.size];
    for await (const part of open(entry) as AsyncIterable<Buffer>) {
      left -= part.length;
      if (left < 0) break;
      sum = crc32(part, sum);
      yield part;
    }
    if (left !== 0) throw new PlatformError('invalid', text('{0} changed while it was sent.', entry.path));
    const done = { ...record, crc32: sum };
    yield descriptor(done);
    records.push(done);
    at += lengths.local(record) + entry.size + lengths.descriptor(record);
  }
  yield* listOf(records, at);
}

/** Pieces of the list, in bytes: one write a record would cost more than all the rest. */
const piece = 64 * 1024;

function* listOf(records: readonly ZipRecord[], start: number): Generator<Buffer> {
  let [waiting, held, length]: [Buffer[], number, number] = [[], 0, 0];
  for (const record of records) {
    const bytes = central(record);
    waiting.push(bytes);
    held += bytes.length;
    length += bytes.length;
    if (held < piece) continue;
    yield Buffer.concat(waiting);
    [waiting, held] = [[], 0];
  }
  yield Buffer.concat([...waiting, end({ entries: records.length, start, length })]);
}

/** Bytes that `write` will give, told without opening a file. */
function lengthOf(entries: readonly Packed[]): number {
  let [at, list] = [0, 0];
  for (const { path, size } of entries) {
    const record = { name: { length: Buffer.byteLength(path) }, size, at };
    list += lengths.central(record);
    at += lengths.local(record) + size + lengths.descriptor(record);
  }
  return at + list + lengths.end({ entries: entries.length, start: at, length: list });
}
