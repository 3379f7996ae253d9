/** Low and high halves of the tables for the bytes of a piece of eight: 256 entries for each place, the last byte first. */
const low = new Int32Array(8 * 256);
const high = new Int32Array(8 * 256);

/** The reversed polynomial of ECMA-182, 0xC96C5795D7870F42. */
const polyLow = 0xd7870f42 | 0;
const polyHigh = 0xc96c5795 | 0;

for (let n = 0; n < 256; n++) {
  let lo = n;
  let hi = 0;
  for (let bit = 0; bit < 8; bit++) {
    const odd = lo & 1;
    lo = (lo >>> 1) | (hi << 31);
    hi >>>= 1;
    if (odd === 1) {
      lo ^= polyLow;
      hi ^= polyHigh;
    }
  }
  low[n] = lo;
  high[n] = hi;
}
for (let n = 256; n < low.length; n++) {
  const lo = at(low, n - 256);
  const hi = at(high, n - 256);
  low[n] = ((lo >>> 8) | (hi << 24)) ^ at(low, lo & 0xff);
  high[n] = (hi >>> 8) ^ at(high, lo & 0xff);
}

/** Entries are always there; the compiler cannot know. */
function at(table: Int32Array, n: number): number {
  return table[n] ?? 0;
}

/**
 * CRC-64/XZ (ECMA-182, reflected), taken of bytes as they come: the sum that COS tells as `x-cos-hash-crc64ecma`. It is
 * kept in two halves of 32 bits and takes eight bytes a step, since 64-bit numbers of JavaScript are a hundred times slower.
 */
export class Crc64 {
  private lo = -1;
  private hi = -1;

  update(bytes: Uint8Array): this {
    let lo = this.lo;
    let hi = this.hi;
    const whole = bytes.length - (bytes.length % 8);
    let n = 0;
    for (; n < whole; n += 8) {
      lo ^= word(bytes, n);
      hi ^= word(bytes, n + 4);
      const a = 1792 + (lo & 0xff);
      const b = 1536 + ((lo >>> 8) & 0xff);
      const c = 1280 + ((lo >>> 16) & 0xff);
      const d = 1024 + (lo >>> 24);
      const e = 768 + (hi & 0xff);
      const f = 512 + ((hi >>> 8) & 0xff);
      const g = 256 + ((hi >>> 16) & 0xff);
      const h = hi >>> 24;
      lo = at(low, a) ^ at(low, b) ^ at(low, c) ^ at(low, d) ^ at(low, e) ^ at(low, f) ^ at(low, g) ^ at(low, h);
      hi =
        at(high, a) ^ at(high, b) ^ at(high, c) ^ at(high, d) ^ at(high, e) ^ at(high, f) ^ at(high, g) ^ at(high, h);
    }
    for (; n < bytes.length; n++) {
      const entry = (lo ^ (bytes[n] ?? 0)) & 0xff;
      lo = ((lo >>> 8) | (hi << 24)) ^ at(low, entry);
      hi = (hi >>> 8) ^ at(high, entry);
    }
    this.lo = lo;
    this.hi = hi;
    return this;
  }

  /** An unsigned decimal, as the sum is written on the wire. */
  digest(): string {
    return ((BigInt(~this.hi >>> 0) << 32n) | BigInt(~this.lo >>> 0)).toString();
  }
}

/** Four bytes, the lowest first. */
function word(bytes: Uint8Array, n: number): number {
  return (bytes[n] ?? 0) | ((bytes[n + 1] ?? 0) << 8) | ((bytes[n + 2] ?? 0) << 16) | ((bytes[n + 3] ?? 0) << 24);
}
