// Reads the PNGs that a browser writes: 8 bits a channel, with or without alpha, not interlaced (PNG specification, 11 and 9).
import { inflateSync } from 'node:zlib';

const signature = '89504e470d0a1a0a';
/** Bytes of a pixel by colour type. */
const channelsOf = { 2: 3, 6: 4 };

/**
 * @param {Buffer} bytes
 * @returns {{ width: number, height: number, channels: number, data: Buffer }} rows without their filters, from the top
 */
export function decodePng(bytes) {
  if (bytes.subarray(0, 8).toString('hex') !== signature) throw new Error('It is no PNG.');
  const chunks = [...chunksOf(bytes)];
  const head = chunks.find(({ type }) => type === 'IHDR')?.data;
  const [width, height] = [head.readUInt32BE(0), head.readUInt32BE(4)];
  const channels = channelsOf[head[9]];
  if (head[8] !== 8 || channels === undefined || head[12] !== 0)
    throw new Error('It is no PNG of the kind that is read.');
  const packed = chunks.filter(({ type }) => type === 'IDAT').map(({ data }) => data);
  return {
    width,
    height,
    channels,
    data: unfilter(inflateSync(Buffer.concat(packed)), width * channels, height, channels),
  };
}

function* chunksOf(bytes) {
  for (let at = 8; at + 12 <= bytes.length;) {
    const length = bytes.readUInt32BE(at);
    yield { type: bytes.toString('latin1', at + 4, at + 8), data: bytes.subarray(at + 8, at + 8 + length) };
    at += length + 12;
  }
}

/** What each filter adds to a byte, from the bytes to the left, above, and above to the left. */
const filters = [
  () => 0,
  (left) => left,
  (_, up) => up,
  (left, up) => (left + up) >> 1,
  (left, up, corner) => {
    const guess = left + up - corner;
    const [a, b, c] = [left, up, corner].map((one) => Math.abs(guess - one));
    return a <= b && a <= c ? left : b <= c ? up : corner;
  },
];

function unfilter(raw, stride, rows, step) {
  const out = Buffer.alloc(stride * rows);
  for (let row = 0; row < rows; row++) {
    const add = filters[raw[row * (stride + 1)]];
    for (let x = 0; x < stride; x++) {
      const at = row * stride + x;
      const left = x >= step ? out[at - step] : 0;
      const up = row > 0 ? out[at - stride] : 0;
      const corner = x >= step && row > 0 ? out[at - stride - step] : 0;
      out[at] = raw[at + row + 1] + add(left, up, corner);
    }
  }
  return out;
}
