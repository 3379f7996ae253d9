/** Halves of the table of CRC-64/XZ, the reflected ECMA-182 polynomial, as JavaScript has no fast 64-bit number. */
const [HIGH, LOW] = table();

function table(): [Uint32Array, Uint32Array] {
  const [high, low] = [new Uint32Array(256), new Uint32Array(256)];
  for (let n = 0; n < 256; n++) {
    let crc = BigInt(n);
    for (let bit = 0; bit < 8; bit++) crc = crc & 1n ? (crc >> 1n) ^ 0xc96c5795d7870f42n : crc >> 1n;
    high[n] = Number(crc >> 32n);
    low[n] = Number(crc & 0xffffffffn);
  }
  return [high, low];
}

/** CRC-64/XZ of a stream of bytes; `123456789` has 11051210869376104954 (wire reference, section 7.2). */
export class Crc64 {
  private high = 0xffffffff;
  private low = 0xffffffff;

  update(bytes: Uint8Array): this {
    let { high, low } = this;
    for (const byte of bytes) {
      const at = (low ^ byte) & 0xff;
      low = ((low >>> 8) | (high << 24)) ^ (LOW[at] ?? 0);
      high = (high >>> 8) ^ (HIGH[at] ?? 0);
    }
    this.high = high;
    this.low = low;
    return this;
  }

  /** As the platform writes it: an unsigned decimal. */
  text(): string {
    const [high, low] = [~this.high >>> 0, ~this.low >>> 0];
    return ((BigInt(high) << 32n) | BigInt(low)).toString();
  }
}

/** Passes a stream on and takes its sum on the way. */
export async function* summed(source: AsyncIterable<Buffer>, crc: Crc64): AsyncGenerator<Buffer> {
  for await (const chunk of source) {
    crc.update(chunk);
    yield chunk;
  }
}
