import type { ByteReader } from '../bytes';
import { type JpegSegment, isFrame } from './jpegSegments';

/** A component of the frame. Blocks are 8 × 8 samples. */
interface Component {
  readonly id: number;
  /** Blocks of it in one unit of an interleaved scan. */
  readonly perUnit: number;
  readonly blocks: number;
  /** One bit a coefficient that is not zero, for the refinements of a progressive picture. */
  readonly coded: Uint8Array;
  /** Bits that are still to come, by coefficient. */
  readonly lacking: Uint8Array;
}

interface Frame {
  readonly progressive: boolean;
  readonly components: readonly Component[];
  /** Units of an interleaved scan. */
  readonly units: number;
}

/** What a scan says of itself: which coefficients, in which bits. */
interface Scan {
  readonly components: readonly { readonly component: Component; readonly dc: number; readonly ac: number }[];
  readonly first: number;
  readonly last: number;
  readonly refines: boolean;
  /** Bits that later scans add. */
  readonly lacking: number;
}

type Huffman = (bits: Bits) => number;

const [huffmanTables, restartInterval, startOfScan] = [0xc4, 0xdd, 0xda];
const [baseline, extended, progressive] = [0xc0, 0xc1, 0xc2];

/** The coded bytes are at their end, or are no code. */
class Ended extends Error {}

/**
 * Whether the coded bytes hold every block of every component in all its bits, told by decoding them without computing a
 * pixel (ITU T.81, annexes F and G). Frames that are neither baseline nor progressive with Huffman codes are not followed: false.
 */
export function blocksAreWhole(reader: ByteReader, segments: readonly JpegSegment[]): boolean {
  const head = segments.find(({ marker }) => isFrame(marker));
  const frame = head && frameOf(bytesOf(reader, head), head.marker);
  if (frame === undefined) return false;
  const last = segments.findLast(({ coded }) => coded !== undefined);
  const tables = new Map<number, Huffman>();
  let interval = 0;
  try {
    for (const segment of segments) {
      const content = bytesOf(reader, segment);
      if (segment.marker === huffmanTables) for (const [id, table] of tablesOf(content)) tables.set(id, table);
      if (segment.marker === restartInterval) interval = pair(content, 0);
      if (segment.marker !== startOfScan || segment.coded === undefined) continue;
      const scan = scanOf(content, frame);
      for (const { component } of scan.components) component.lacking.fill(scan.lacking, scan.first, scan.last + 1);
      // Scans before the last are known to end at a marker; what they coded is needed for refinements only.
      if (segment !== last && !frame.progressive) continue;
      decodeScan(new Bits(reader, segment.coded.from, segment.coded.to), scan, frame, tables, interval);
    }
  } catch (error) {
    if (error instanceof Ended) return false;
    throw error;
  }
  return frame.components.every(({ lacking }) => lacking.every((bits) => bits === 0));
}

function bytesOf(reader: ByteReader, { at, length }: JpegSegment): Uint8Array {
  return reader.read(at, length).slice();
}

const pair = (bytes: Uint8Array, at: number) => ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);

function frameOf(content: Uint8Array, marker: number): Frame | undefined {
  if (![baseline, extended, progressive].includes(marker)) return undefined;
  const [height, width] = [pair(content, 1), pair(content, 3)];
  const listed = Array.from({ length: content[5] ?? 0 }, (_, n) => {
    const factors = content[7 + n * 3] ?? 0;
    return { id: content[6 + n * 3] ?? 0, across: factors >> 4, down: factors & 15 };
  });
  const [across, down] = [Math.max(...listed.map((one) => one.across)), Math.max(...listed.map((one) => one.down))];
  if (height === 0 || listed.length === 0 || listed.some((one) => one.across === 0 || one.down === 0)) return undefined;
  const components = listed.map((one): Component => {
    const columns = Math.ceil(Math.ceil((width * one.across) / across) / 8);
    const blocks = columns * Math.ceil(Math.ceil((height * one.down) / down) / 8);
    const coded = new Uint8Array(marker === progressive ? blocks * 8 : 0);
    return { id: one.id, perUnit: one.across * one.down, blocks, coded, lacking: new Uint8Array(64).fill(16) };
  });
  const units = Math.ceil(width / (8 * across)) * Math.ceil(height / (8 * down));
  return { progressive: marker === progressive, components, units };
}

function scanOf(content: Uint8Array, frame: Frame): Scan {
  const count = content[0] ?? 0;
  const components = Array.from({ length: count }, (_, n) => {
    const component = frame.components.find(({ id }) => id === content[1 + n * 2]);
    const used = content[2 + n * 2] ?? 0;
    if (component === undefined) throw new Ended();
    return { component, dc: used >> 4, ac: 16 + (used & 15) };
  });
  const [first = 0, last = 63, approximation = 0] = content.subarray(1 + count * 2);
  if (components.length === 0 || last > 63) throw new Ended();
  return { components, first, last, refines: approximation >> 4 > 0, lacking: approximation & 15 };
}

/** Tables by their number; those of AC coefficients from 16 on. */
function* tablesOf(content: Uint8Array): Generator<[number, Huffman]> {
  for (let at = 0; at + 17 <= content.length;) {
    const head = content[at] ?? 0;
    const counts = content.subarray(at + 1, at + 17);
    const total = counts.reduce((sum, n) => sum + n, 0);
    yield [(head >> 4) * 16 + (head & 15), huffman(counts, content.subarray(at + 17, at + 17 + total))];
    at += 17 + total;
  }
}

/** Codes of one length follow each other; the first of the next length is twice the one behind the last (annex C). */
function huffman(counts: Uint8Array, values: Uint8Array): Huffman {
  return (bits) => {
    let [code, first, before] = [0, 0, 0];
    for (const count of counts) {
      code = code * 2 + bits.next();
      first *= 2;
      const value = code - first < count ? values[before + code - first] : undefined;
      if (value !== undefined) return value;
      before += count;
      first += count;
    }
    throw new Ended();
  };
}

function decodeScan(
  bits: Bits,
  scan: Scan,
  frame: Frame,
  tables: ReadonlyMap<number, Huffman>,
  interval: number,
): void {
  const [only, ...others] = scan.components;
  const units = only && others.length === 0 ? only.component.blocks : frame.units;
  const state = { left: 0 };
  for (let unit = 0; unit < units; unit++) {
    if (interval > 0 && unit > 0 && unit % interval === 0) {
      bits.restart();
      state.left = 0;
    }
    for (const { component, dc, ac } of scan.components)
      for (let n = 0; n < (others.length === 0 ? 1 : component.perUnit); n++)
        decodeBlock(bits, scan, frame, { component, block: unit }, { dc: tables.get(dc), ac: tables.get(ac) }, state);
  }
}

interface BlockPlace {
  readonly component: Component;
  readonly block: number;
}

interface Used {
  readonly dc: Huffman | undefined;
  readonly ac: Huffman | undefined;
}

/** Blocks that the code before said to be empty. */
interface Run {
  left: number;
}

function decodeBlock(bits: Bits, scan: Scan, frame: Frame, place: BlockPlace, used: Used, run: Run): void {
  if (!frame.progressive) {
    bits.skip(symbol(used.dc, bits));
    return decodeFirst(bits, { first: 1, last: 63 }, undefined, used, run);
  }
  if (scan.first === 0) return bits.skip(scan.refines ? 1 : symbol(used.dc, bits));
  return scan.refines ? refine(bits, scan, place, used, run) : decodeFirst(bits, scan, place, used, run);
}

function symbol(table: Huffman | undefined, bits: Bits): number {
  if (table === undefined) throw new Ended();
  return table(bits);
}

type Stretch = Pick<Scan, 'first' | 'last'>;

/** Coefficients that are coded for the first time (figures F.20 and G.3). */
function decodeFirst(
  bits: Bits,
  { first, last }: Stretch,
  place: BlockPlace | undefined,
  { ac }: Used,
  run: Run,
): void {
  if (run.left > 0) {
    run.left--;
    return;
  }
  for (let k = first; k <= last; k++) {
    const code = symbol(ac, bits);
    const [zeros, size] = [code >> 4, code & 15];
    if (size === 0 && zeros < 15) {
      if (place !== undefined) run.left = (1 << zeros) - 1 + bits.number(zeros);
      return;
    }
    k += zeros;
    if (size === 0) continue;
    if (k > last) throw new Ended();
    bits.skip(size);
    if (place !== undefined) mark(place, k);
  }
}

/** One more bit for what is not zero, between the codes of what becomes so (figure G.7). */
function refine(bits: Bits, { first, last }: Stretch, place: BlockPlace, { ac }: Used, run: Run): void {
  let k = first;
  while (run.left === 0 && k <= last) {
    const code = symbol(ac, bits);
    let zeros = code >> 4;
    const fresh = (code & 15) !== 0;
    if (!fresh && zeros < 15) {
      run.left = (1 << zeros) + bits.number(zeros);
      break;
    }
    if (fresh) bits.skip(1);
    for (; k <= last; k++)
      if (isMarked(place, k)) bits.skip(1);
      else if (zeros-- === 0) break;
    if (fresh) mark(place, k);
    k++;
  }
  if (run.left === 0) return;
  for (; k <= last; k++) if (isMarked(place, k)) bits.skip(1);
  run.left--;
}

function mark({ component, block }: BlockPlace, k: number): void {
  component.coded[block * 8 + (k >> 3)] = (component.coded[block * 8 + (k >> 3)] ?? 0) | (1 << (k & 7));
}

function isMarked({ component, block }: BlockPlace, k: number): boolean {
  return ((component.coded[block * 8 + (k >> 3)] ?? 0) & (1 << (k & 7))) !== 0;
}

/** The bits of coded bytes, without the zeros behind `FF`. @throws Ended behind the last */
class Bits {
  private byte = 0;
  private left = 0;
  private part: Uint8Array = new Uint8Array();
  private start = 0;

  constructor(
    private readonly reader: ByteReader,
    private at: number,
    private readonly end: number,
  ) {}

  next(): number {
    if (this.left === 0) {
      this.byte = this.take();
      if (this.byte === 0xff && this.take() !== 0) throw new Ended(); // a marker where a code should be
      this.left = 8;
    }
    return (this.byte >> --this.left) & 1;
  }

  skip(count: number): void {
    for (let n = 0; n < count; n++) this.next();
  }

  number(count: number): number {
    let value = 0;
    for (let n = 0; n < count; n++) value = value * 2 + this.next();
    return value;
  }

  /** Behind a restart marker the next code begins with a byte. */
  restart(): void {
    this.left = 0;
    let byte = this.take();
    if (byte !== 0xff) throw new Ended();
    while (byte === 0xff) byte = this.take();
    if (byte < 0xd0 || byte > 0xd7) throw new Ended();
  }

  private take(): number {
    if (this.at >= this.end) throw new Ended();
    if (this.at >= this.start + this.part.length) {
      this.start = this.at;
      this.part = this.reader.read(this.at, Math.min(64 * 1024, this.end - this.at));
    }
    return this.part[this.at++ - this.start] ?? 0;
  }
}
