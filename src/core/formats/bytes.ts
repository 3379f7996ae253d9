import { crc32 } from './crc32';

/** Bytes that are read piece by piece, from any place. It answers at once: who reads large files does so in a thread of their own. */
export interface ByteReader {
  /** Bytes of the whole. */
  readonly size: number;
  /** So many bytes from an offset on; fewer where the whole ends. They are overwritten by a later call: keep no part of them. */
  read(at: number, length: number): Uint8Array;
  /** CRC-32 (as in PNG and zip) of bytes, going on from the sum before them. */
  sum(bytes: Uint8Array, before: number): number;
}

/** Bytes that are in memory. */
export function memoryReader(bytes: Uint8Array): ByteReader {
  return { size: bytes.length, read: (at, length) => bytes.subarray(at, at + length), sum: crc32 };
}

/** Bytes read at a time when all of a stretch is gone through. */
const piece = 256 * 1024;

/** All bytes from an offset on, in pieces; they end early where the whole does. */
export function* piecesOf(reader: ByteReader, at: number, length: number): Generator<Uint8Array> {
  const end = Math.min(at + length, reader.size);
  for (let from = at; from < end; from += piece) yield reader.read(from, Math.min(piece, end - from));
}
