import { Readable } from 'node:stream';
import { crc32 } from 'node:zlib';
import { text } from '../../model/text';
import { PlatformError } from '../../net/errors';
import type { ByteSource, SourceState } from '../../net/http';
import { stateOf } from '../staleness';
import {
  centralRecord,
  dataDescriptorRecord,
  endRecords,
  recordLengths,
  localHeaderRecord,
  type ZipRecord,
} from './zipRecords';

export interface PackEntry {
  /** Path inside the archive, with `/`. */
  readonly path: string;
  /** Exact length in bytes. */
  readonly size: number;
  open(): Readable;
  /** All of it in memory: small files are read ahead of their turn. Absent where only `open` gives the bytes. */
  read?(): Promise<Uint8Array>;
  /** Absent for what cannot change. */
  state?(): Promise<SourceState>;
}

/**
 * An archive written while it is read: entries are stored, not compressed (pictures gain nothing), so the length is
 * known before the first byte and no temporary file is needed. Files are opened one after the other. The same files make
 * the same bytes. The stream fails when a file has another length than it says.
 */
export function packZip(entries: readonly PackEntry[]): ByteSource {
  return { size: lengthOf(entries), open: () => write(entries), state: () => stateOf(entries) };
}

function write(entries: readonly PackEntry[]): Readable {
  let reading: Readable | undefined;
  const open = (entry: PackEntry) => (reading = entry.open());
  const out = Readable.from(bytesOf(entries, open), { objectMode: false, highWaterMark: 256 * 1024 });
  // A generator that waits for a file cannot be ended from outside before the file is.
  return out.once('close', () => reading?.destroy());
}

/** Bytes that are given at a time. */
const piece = 256 * 1024;

async function* bytesOf(entries: readonly PackEntry[], open: (entry: PackEntry) => Readable): AsyncGenerator<Buffer> {
  const records: ZipRecord[] = [];
  const ahead = new Ahead(entries);
  let at = 0;
  // Small pieces travel together: each costs a turn of the stream, of the checksum and of the socket.
  let [held, waiting]: [number, Uint8Array[]] = [0, []];
  const flush = (): Buffer => {
    const all = Buffer.concat(waiting);
    [held, waiting] = [0, []];
    return all;
  };
  for (const [n, entry] of entries.entries()) {
    const record = { name: Buffer.from(entry.path), size: entry.size, at };
    const start = localHeaderRecord(record);
    waiting.push(start);
    held += start.length;
    let [sum, left] = [0, entry.size];
    for await (const part of ahead.take(n) ?? (open(entry) as AsyncIterable<Uint8Array>)) {
      left -= part.length;
      if (left < 0) break;
      sum = crc32(part, sum);
      waiting.push(part);
      held += part.length;
      if (held >= piece) yield flush();
    }
    if (left !== 0) throw new PlatformError('invalid', text('{0} changed while it was sent.', entry.path));
    const done = { ...record, crc32: sum };
    const endRecords = dataDescriptorRecord(done);
    waiting.push(endRecords);
    held += endRecords.length;
    records.push(done);
    at += recordLengths.local(record) + entry.size + recordLengths.descriptor(record);
  }
  if (held > 0) yield flush();
  yield* listOf(records, at);
}

/** Files up to this many bytes are read whole, and so many of them before their turn. */
const [smallFile, filesAhead] = [256 * 1024, 16];

/** Reads small files while those before them are sent: opening each in its turn would cost more than its bytes. */
class Ahead {
  private readonly begun = new Map<number, Promise<Uint8Array>>();
  private next = 0;

  constructor(private readonly entries: readonly PackEntry[]) {}

  /** The bytes of an entry; undefined for one that is to be opened. */
  take(n: number): AsyncIterable<Uint8Array> | undefined {
    for (this.next = Math.max(this.next, n); this.next < Math.min(this.entries.length, n + filesAhead); this.next++)
      this.begin(this.next);
    const reading = this.begun.get(n);
    this.begun.delete(n);
    return reading && once(reading);
  }

  private begin(n: number): void {
    const entry = this.entries[n];
    if (entry?.read === undefined || entry.size > smallFile) return;
    const reading = entry.read();
    reading.catch(() => undefined); // told when its turn comes
    this.begun.set(n, reading);
  }
}

async function* once(reading: Promise<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield await reading;
}

function* listOf(records: readonly ZipRecord[], start: number): Generator<Buffer> {
  let [waiting, held, length]: [Buffer[], number, number] = [[], 0, 0];
  for (const record of records) {
    const bytes = centralRecord(record);
    waiting.push(bytes);
    held += bytes.length;
    length += bytes.length;
    if (held < piece) continue;
    yield Buffer.concat(waiting);
    [waiting, held] = [[], 0];
  }
  yield Buffer.concat([...waiting, endRecords({ entries: records.length, start, length })]);
}

/** Bytes that `write` will give, told without opening a file. */
function lengthOf(entries: readonly PackEntry[]): number {
  let [at, list] = [0, 0];
  for (const { path, size } of entries) {
    const record = { name: { length: Buffer.byteLength(path) }, size, at };
    list += recordLengths.central(record);
    at += recordLengths.local(record) + size + recordLengths.descriptor(record);
  }
  return at + list + recordLengths.end({ entries: entries.length, start: at, length: list });
}
