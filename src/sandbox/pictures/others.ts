import type { Size } from './size';

/** Header and at least one picture block. */
export function readGif(bytes: Buffer): Size | undefined {
  if (!/^GIF8[79]a$/.test(bytes.toString('latin1', 0, 6))) return undefined;
  const size = { width: bytes.readUInt16LE(6), height: bytes.readUInt16LE(8) };
  const flags = bytes.readUInt8(10);
  const table = flags & 0x80 ? 3 * 2 ** ((flags & 7) + 1) : 0;
  return bytes.includes(0x2c, 13 + table) ? size : undefined;
}

/** Header and all rows, when they are not packed. */
export function readBmp(bytes: Buffer): Size | undefined {
  if (bytes.toString('latin1', 0, 2) !== 'BM') return undefined;
  const from = bytes.readUInt32LE(10);
  const size = { width: bytes.readInt32LE(18), height: Math.abs(bytes.readInt32LE(22)) };
  const line = Math.ceil((size.width * bytes.readUInt16LE(28)) / 32) * 4;
  const packed = bytes.readUInt32LE(30) === 1 || bytes.readUInt32LE(30) === 2;
  return packed || from + line * size.height <= bytes.length ? size : undefined;
}

/** The first directory's size; its strips must lie inside the file. */
export function readTiff(bytes: Buffer): Size | undefined {
  const order = bytes.toString('latin1', 0, 4);
  if (order !== 'II*\0' && order !== 'MM\0*') return undefined;
  const little = order.startsWith('II');
  const short = (at: number): number => (little ? bytes.readUInt16LE(at) : bytes.readUInt16BE(at));
  const long = (at: number): number => (little ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at));
  const directory = long(4);
  const tags = new Map<number, number>();
  for (let i = 0, n = short(directory); i < n; i++) {
    const at = directory + 2 + i * 12;
    tags.set(short(at), short(at + 2) === 3 && long(at + 4) === 1 ? short(at + 8) : long(at + 8));
  }
  const [width, height, strip] = [tags.get(256), tags.get(257), tags.get(273)];
  if (width === undefined || height === undefined || strip === undefined || strip >= bytes.length) return undefined;
  return { width, height };
}

/** The three kinds of WebP; the file must be as long as its header says. */
export function readWebp(bytes: Buffer): Size | undefined {
  if (bytes.toString('latin1', 0, 4) !== 'RIFF' || bytes.toString('latin1', 8, 12) !== 'WEBP') return undefined;
  if (bytes.readUInt32LE(4) + 8 > bytes.length) return undefined;
  const kind = bytes.toString('latin1', 12, 16);
  if (kind === 'VP8 ') return { width: bytes.readUInt16LE(26) & 0x3fff, height: bytes.readUInt16LE(28) & 0x3fff };
  if (kind === 'VP8X') return { width: bytes.readUIntLE(24, 3) + 1, height: bytes.readUIntLE(27, 3) + 1 };
  if (kind !== 'VP8L') return undefined;
  const bits = bytes.readUInt32LE(21);
  return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
}
