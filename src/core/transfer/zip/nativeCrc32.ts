import { crc32 } from 'node:zlib';

/**
 * Stands in for the package `buffer-crc32` below yazl (see esbuild.mjs): the sum in JavaScript took more than half of the
 * time that packing took, the one built into Node takes a tenth of it.
 */
export function unsigned(bytes: Uint8Array, before?: number): number {
  return crc32(bytes, before);
}
