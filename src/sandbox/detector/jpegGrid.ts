import { HuffmanBits, readTables, type Huffman } from './jpegBits';
import { Unreadable, type Grid } from './grid';

interface Component {
  readonly id: number;
  readonly across: number;
  readonly down: number;
  /** Blocks of 8 × 8 samples in a row, whole units of an interleaved scan. */
  readonly columns: number;
  /** Blocks that the picture needs of it. */
  readonly needed: { readonly columns: number; readonly rows: number };
  readonly quantizer: number;
  /** First coefficients, not yet multiplied by the quantizer. */
  readonly firsts: Float32Array;
}

interface Frame {
  readonly width: number;
  readonly height: number;
  readonly progressive: boolean;
  readonly across: number;
  readonly down: number;
  readonly components: readonly Component[];
}

/** A component in a scan with its two tables. */
interface Part {
  readonly component: Component;
  readonly dc: Huffman | undefined;
  readonly ac: Huffman | undefined;
}

const [
  baselineFrame,
  extendedFrame,
  progressiveFrame,
  huffmanTables,
  endOfImage,
  startOfScan,
  quantizationTables,
  restartInterval,
] = [0xc0, 0xc1, 0xc2, 0xc4, 0xd9, 0xda, 0xdb, 0xdd];

/**
 * The mean colours of a JPEG's blocks of 8 × 8 samples, from the first coefficient of each alone: it is the block's mean
 * (ITU T.81, A.3.3). Baseline and progressive with Huffman codes; what is missing at the end of a cut file stays grey.
 * @throws Unreadable for any other coding
 */
export function readJpegGrid(bytes: Buffer): Grid {
  const tables = new Map<number, Huffman>();
  const quantizers = new Map<number, number>();
  let frame: Frame | undefined;
  let interval = 0;
  for (let at = 2; at + 4 <= bytes.length;) {
    const marker = bytes.readUInt8(at + 1);
    if (marker === endOfImage) break;
    if (bytes.readUInt8(at) !== 0xff || marker === 0xff || marker === 0 || (marker >= 0xd0 && marker <= 0xd8)) {
      at++; // coded bytes, filling, and markers without content
      continue;
    }
    const content = bytes.subarray(at + 4, at + 2 + bytes.readUInt16BE(at + 2));
    at += 4 + content.length;
    if (marker === huffmanTables) for (const [id, table] of readTables(content)) tables.set(id, table);
    if (marker === quantizationTables) readQuantizers(content, quantizers);
    if (marker === restartInterval) interval = content.readUInt16BE(0);
    if (marker === baselineFrame || marker === extendedFrame || marker === progressiveFrame)
      frame = readFrame(content, marker, quantizers);
    if (marker === startOfScan && frame) decodeScan(bytes, at, content, frame, tables, interval);
  }
  if (!frame) throw new Unreadable('This JPEG is neither baseline nor progressive.');
  return gridOf(frame);
}

function readQuantizers(content: Buffer, quantizers: Map<number, number>): void {
  for (let at = 0; at < content.length;) {
    const head = content.readUInt8(at);
    const wide = head >> 4 > 0;
    quantizers.set(head & 15, wide ? content.readUInt16BE(at + 1) : content.readUInt8(at + 1));
    at += 1 + (wide ? 128 : 64);
  }
}

function readFrame(content: Buffer, marker: number, quantizers: ReadonlyMap<number, number>): Frame {
  const [height, width, count] = [content.readUInt16BE(1), content.readUInt16BE(3), content.readUInt8(5)];
  const listed = Array.from({ length: count }, (_, n) => content.subarray(6 + n * 3, 9 + n * 3));
  const factors = listed.map((one) => one.readUInt8(1));
  const [across, down] = [Math.max(...factors.map((one) => one >> 4)), Math.max(...factors.map((one) => one & 15))];
  if (height === 0 || width === 0 || factors.some((one) => one >> 4 === 0 || (one & 15) === 0))
    throw new Unreadable('The JPEG has no size in its header.');
  const [unitsAcross, unitsDown] = [Math.ceil(width / (8 * across)), Math.ceil(height / (8 * down))];
  const components = listed.map((one, n): Component => {
    const factor = factors[n] ?? 0x11;
    const own = { across: factor >> 4, down: factor & 15 };
    const columns = unitsAcross * own.across;
    const needed = {
      columns: Math.ceil(Math.ceil((width * own.across) / across) / 8),
      rows: Math.ceil(Math.ceil((height * own.down) / down) / 8),
    };
    const firsts = new Float32Array(columns * unitsDown * own.down);
    return { id: one.readUInt8(0), ...own, columns, needed, quantizer: quantizers.get(one.readUInt8(2)) ?? 1, firsts };
  });
  return { width, height, progressive: marker === progressiveFrame, across, down, components };
}

function decodeScan(
  bytes: Buffer,
  start: number,
  content: Buffer,
  frame: Frame,
  tables: ReadonlyMap<number, Huffman>,
  interval: number,
): void {
  const count = content.readUInt8(0);
  const [first, , approximation] = content.subarray(1 + count * 2);
  // Of a progressive picture only the scans that bring first coefficients are read; a refinement is half a step.
  if (first !== 0 || (approximation ?? 0) >> 4 > 0) return;
  const parts = Array.from({ length: count }, (_, n): Part => {
    const component = frame.components.find(({ id }) => id === content[1 + n * 2]);
    if (!component) throw new Unreadable('A scan of the JPEG names a component that its header does not have.');
    const used = content.readUInt8(2 + n * 2);
    return { component, dc: tables.get(used >> 4), ac: tables.get(16 + (used & 15)) };
  });
  const bits = new HuffmanBits(bytes, start);
  const last = new Map<Component, number>();
  let units = 0;
  for (const unit of unitsOf(parts, frame)) {
    if (interval > 0 && units > 0 && units % interval === 0) {
      bits.restart();
      last.clear();
    }
    units++;
    for (const [part, at] of unit) {
      const value = (last.get(part.component) ?? 0) + bits.difference(part.dc);
      if (!frame.progressive) bits.skipRest(part.ac);
      if (bits.ended) return;
      last.set(part.component, value);
      part.component.firsts[at] = value * 2 ** ((approximation ?? 0) & 15);
    }
  }
}

/** The blocks of a scan in their order, by the units in which restarts count. */
function* unitsOf(parts: readonly Part[], frame: Frame): Generator<[Part, number][]> {
  const [only] = parts;
  if (only && parts.length === 1) {
    const { needed, columns } = only.component;
    for (let y = 0; y < needed.rows; y++) for (let x = 0; x < needed.columns; x++) yield [[only, y * columns + x]];
    return;
  }
  const [unitsAcross, unitsDown] = [
    Math.ceil(frame.width / (8 * frame.across)),
    Math.ceil(frame.height / (8 * frame.down)),
  ];
  for (let row = 0; row < unitsDown; row++)
    for (let column = 0; column < unitsAcross; column++)
      yield parts.flatMap((part) => {
        const { across, down, columns } = part.component;
        return Array.from({ length: across * down }, (_, n): [Part, number] => {
          const [x, y] = [column * across + (n % across), row * down + Math.floor(n / across)];
          return [part, y * columns + x];
        });
      });
}

function gridOf(frame: Frame): Grid {
  const { width, height, across, down, components } = frame;
  const [columns, rows] = [Math.ceil(width / 8), Math.ceil(height / 8)];
  const colours = new Float32Array(columns * rows * 3).fill(128);
  for (const [channel, component] of components.slice(0, 3).entries())
    for (let y = 0; y < rows; y++)
      for (let x = 0; x < columns; x++) {
        const [u, v] = [Math.floor((x * component.across) / across), Math.floor((y * component.down) / down)];
        const first = component.firsts[v * component.columns + u] ?? 0;
        colours[(y * columns + x) * 3 + channel] = 128 + (first * component.quantizer) / 8;
      }
  return { width, height, cell: 8, columns, rows, colours };
}
