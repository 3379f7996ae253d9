import { text, type Text } from '../../model/text';
import { isPcdFlaw, mostHeaderBytes, type PcdHeader, readPcdHeader } from './header';

/** Bytes at the beginning of the file that `pcdProblem` needs. */
export const pcdHeadBytes = mostHeaderBytes + 8;

/** The two lengths before compressed data, in bytes. */
export interface CompressedLengths {
  readonly packed: number;
  readonly unpacked: number;
}

/** Both lengths; undefined when the bytes end before them. */
export function readCompressedLengths(header: PcdHeader, head: Uint8Array): CompressedLengths | undefined {
  if (header.start + 8 > head.length) return undefined;
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  return { packed: view.getUint32(header.start, true), unpacked: view.getUint32(header.start + 4, true) };
}

/**
 * Why a point cloud must not be sent, or undefined: a header that cannot be read, or fewer bytes than it promises. More
 * bytes are normal: writers leave zeros behind the data.
 * @param head its first `pcdHeadBytes` bytes, or all of it
 * @param size bytes of the whole file
 */
export function pcdProblem(head: Uint8Array, size: number): Text | undefined {
  const header = readPcdHeader(head);
  if (isPcdFlaw(header)) return header.flaw;
  const left = size - header.start;
  if (header.kind === 'binary_compressed') return compressedProblem(header, head, left);
  if (header.kind === 'binary') {
    if (left >= header.points * header.rowBytes) return undefined;
    const whole = Math.floor(left / header.rowBytes);
    return text('The point cloud is cut: {0} of {1} points are whole.', whole, header.points);
  }
  // A value of ascii data takes a character and a separator; behind the last one it may be missing.
  if (left >= header.points * header.columns * 2 - 1) return undefined;
  return text('The point cloud is cut: {0} bytes cannot hold {1} points.', left, header.points);
}

function compressedProblem(header: PcdHeader, head: Uint8Array, left: number): Text | undefined {
  if (header.points === 0) return undefined;
  const compressed = readCompressedLengths(header, head);
  if (compressed === undefined) return text('The point cloud is cut: its compressed points are missing.');
  if (compressed.unpacked !== header.points * header.rowBytes)
    return text(
      'The point cloud is damaged: {0} bytes are packed where {1} points need {2}.',
      compressed.unpacked,
      header.points,
      header.points * header.rowBytes,
    );
  if (left - 8 >= compressed.packed) return undefined;
  return text(
    'The point cloud is cut: {0} of {1} compressed bytes are there.',
    Math.max(0, left - 8),
    compressed.packed,
  );
}
