import { crc32, inflateSync } from 'node:zlib';
import type { Size } from './size';

const pngSignature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const channelsByColorType = new Map([
  [0, 1],
  [2, 3],
  [3, 1],
  [4, 2],
  [6, 4],
]);

/** Every chunk whole with its checksum, and as many bytes of pixels as the header promises. */
export function readPng(bytes: Buffer): Size | undefined {
  if (!bytes.subarray(0, 8).equals(pngSignature)) return undefined;
  const data: Buffer[] = [];
  let header: Buffer | undefined;
  for (let at = 8; ;) {
    const length = bytes.readUInt32BE(at);
    const kind = bytes.toString('latin1', at + 4, at + 8);
    const end = at + 8 + length;
    if (end + 4 > bytes.length || crc32(bytes.subarray(at + 4, end)) !== bytes.readUInt32BE(end)) return undefined;
    if (kind === 'IHDR') header = bytes.subarray(at + 8, end);
    if (kind === 'IDAT') data.push(bytes.subarray(at + 8, end));
    if (kind === 'IEND') break;
    at = end + 4;
  }
  if (header?.length !== 13) return undefined;
  const size = { width: header.readUInt32BE(0), height: header.readUInt32BE(4) };
  return holdsPixels(header, size, data) ? size : undefined;
}

function holdsPixels(header: Buffer, size: Size, data: Buffer[]): boolean {
  const channels = channelsByColorType.get(header.readUInt8(9));
  if (channels === undefined) return false;
  const line = 1 + Math.ceil((size.width * channels * header.readUInt8(8)) / 8);
  const interlaced = header.readUInt8(12) === 1;
  try {
    const pixels = inflateSync(Buffer.concat(data));
    return pixels.length >= (interlaced ? 1 : line * size.height);
  } catch {
    return false;
  }
}
