import { Unreadable } from './grid';

/** Points of a cloud in metres, three numbers each. */
export type Points = Float32Array;

interface Column {
  readonly name: string;
  readonly size: number;
  readonly type: string;
  readonly count: number;
}

/** Points that are looked at; of larger clouds every so manieth. */
const maxPoints = 2_000_000;
/** Bytes of a header. */
const maxHeaderBytes = 64 * 1024;
/** Bytes that compressed data may have unpacked. */
const maxUnpackedBytes = 1024 * 1024 * 1024;

/**
 * The points of a PCD file: ascii, binary or binary_compressed. Points without a number are left out.
 * @throws Unreadable with the reason
 */
export function readCloud(bytes: Buffer): Points {
  const [header, start] = readHeader(bytes);
  const columns = columnsOf(header);
  const count = Number(
    header.get('POINTS')?.[0] ?? Number(header.get('WIDTH')?.[0]) * Number(header.get('HEIGHT')?.[0]),
  );
  if (!Number.isSafeInteger(count) || count < 0)
    throw new Unreadable('The point cloud does not tell how many points it has.');
  const kind = header.get('DATA')?.[0]?.toLowerCase();
  const data = bytes.subarray(start);
  if (kind === 'ascii') return collect(count, asciiReader(data, columns));
  if (kind === 'binary') return collect(count, binaryReader(data, columns));
  if (kind === 'binary_compressed') return collect(count, compressedReader(data, columns, count));
  throw new Unreadable('The point cloud is neither ascii, binary nor binary_compressed.');
}

function readHeader(bytes: Buffer): [Map<string, string[]>, number] {
  const header = new Map<string, string[]>();
  for (let at = 0; at < Math.min(bytes.length, maxHeaderBytes);) {
    const feed = bytes.indexOf(10, at);
    const end = feed < 0 ? bytes.length : feed;
    const [key = '', ...words] = bytes.toString('latin1', at, end).split('#', 1).join('').trim().split(/\s+/);
    at = end + 1;
    if (key !== '') header.set(key.toUpperCase(), words);
    if (key.toUpperCase() === 'DATA') return [header, at];
  }
  throw new Unreadable('The file is no point cloud in the PCD format.');
}

function columnsOf(header: ReadonlyMap<string, string[]>): Column[] {
  const names = header.get('FIELDS') ?? header.get('COLUMNS') ?? [];
  const columns = names.map((name, n) => ({
    name,
    size: Number(header.get('SIZE')?.[n] ?? 4),
    type: (header.get('TYPE')?.[n] ?? 'F').toUpperCase(),
    count: Number(header.get('COUNT')?.[n] ?? 1),
  }));
  for (const name of ['x', 'y', 'z'])
    if (!columns.some((column) => column.name === name && column.type === 'F' && [4, 8].includes(column.size)))
      throw new Unreadable(`The point cloud has no field ${name} of floating-point numbers.`);
  return columns;
}

/** The three coordinates of a point; anything that is no number is left out. */
type PointReader = (point: number) => readonly [number, number, number];

function collect(count: number, read: PointReader): Points {
  const step = Math.max(1, Math.ceil(count / maxPoints));
  const points: number[] = [];
  for (let n = 0; n < count; n += step) {
    const point = read(n);
    if (point.every(Number.isFinite)) points.push(...point);
  }
  return Float32Array.from(points);
}

const axisNames = ['x', 'y', 'z'] as const;

/** The bytes before a column in a point, or with `value` 1 the values before it. */
function before(columns: readonly Column[], name: string, value?: 1): number {
  const at = columns.findIndex((column) => column.name === name);
  return columns.slice(0, at).reduce((sum, { size, count }) => sum + (value ?? size) * count, 0);
}

function asciiReader(data: Buffer, columns: readonly Column[]): PointReader {
  const lines = data
    .toString('latin1')
    .split('\n')
    .filter((line) => line.trim() !== '');
  const places = axisNames.map((axis) => before(columns, axis, 1));
  return (point) => {
    const words = (lines[point] ?? '').trim().split(/\s+/);
    const [x = NaN, y = NaN, z = NaN] = places.map((place) => Number(words[place] ?? NaN));
    return [x, y, z];
  };
}

function binaryReader(data: Buffer, columns: readonly Column[]): PointReader {
  const row = columns.reduce((sum, { size, count }) => sum + size * count, 0);
  return readerAt(data, columns, (axis, point) => point * row + before(columns, axis));
}

/** Unpacked, all values of a field lie one behind the other. */
function compressedReader(data: Buffer, columns: readonly Column[], count: number): PointReader {
  if (data.length < 8) throw new Unreadable('The point cloud is cut.');
  const length = data.readUInt32LE(4);
  if (length > maxUnpackedBytes) throw new Unreadable('The point cloud is too large to be looked at.');
  const unpacked = unpackLzf(data.subarray(8, 8 + data.readUInt32LE(0)), length);
  return readerAt(unpacked, columns, (axis, point) => {
    const column = columns.find(({ name }) => name === axis);
    return before(columns, axis) * count + point * (column?.size ?? 4) * (column?.count ?? 1);
  });
}

function readerAt(data: Buffer, columns: readonly Column[], at: (axis: string, point: number) => number): PointReader {
  const [x, y, z] = axisNames.map((axis) => {
    const wide = columns.find(({ name }) => name === axis)?.size === 8;
    const [start, step] = [at(axis, 0), at(axis, 1) - at(axis, 0)];
    return (point: number): number => {
      const place = start + step * point;
      if (place + (wide ? 8 : 4) > data.length) return NaN;
      return wide ? data.readDoubleLE(place) : data.readFloatLE(place);
    };
  });
  return (point) => [x?.(point) ?? NaN, y?.(point) ?? NaN, z?.(point) ?? NaN];
}

/** LZF: runs of up to 32 bytes as they are, and references of 3 bytes or more into what was unpacked. */
function unpackLzf(packed: Buffer, length: number): Buffer {
  const out = Buffer.alloc(length);
  let [from, to] = [0, 0];
  while (from < packed.length && to < length) {
    const control = packed[from++] ?? 0;
    if (control < 32) {
      packed.copy(out, to, from, from + control + 1);
      from += control + 1;
      to += control + 1;
      continue;
    }
    let run = control >> 5;
    if (run === 7) run += packed[from++] ?? 0;
    const back = ((control & 31) << 8) + (packed[from++] ?? 0) + 1;
    if (back > to) throw new Unreadable('The compressed points are damaged.');
    // Byte by byte: a reference may reach into what it writes.
    for (let n = 0; n < run + 2 && to < length; n++, to++) out[to] = out[to - back] ?? 0;
  }
  return out;
}
