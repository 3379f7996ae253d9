/** Codes by their length in bits, from 1: the first code of a length, and where its values begin. */
export interface Huffman {
  readonly counts: Buffer;
  readonly values: Buffer;
}

/** Tables by their number; those of the coefficients behind the first from 16 on (ITU T.81, B.2.4.2). */
export function* readTables(content: Buffer): Generator<[number, Huffman]> {
  for (let at = 0; at + 17 <= content.length;) {
    const head = content.readUInt8(at);
    const counts = content.subarray(at + 1, at + 17);
    const total = counts.reduce((sum, n) => sum + n, 0);
    yield [(head >> 4) * 16 + (head & 15), { counts, values: content.subarray(at + 17, at + 17 + total) }];
    at += 17 + total;
  }
}

/** Coded bytes of a JPEG, bit by bit; zeros behind their end, where `ended` is set. */
export class HuffmanBits {
  ended = false;
  private byte = 0;
  private left = 0;

  constructor(
    private readonly bytes: Buffer,
    private at: number,
  ) {}

  /** How much a block's first coefficient differs from that of the block before (F.2.2.1). */
  difference(table: Huffman | undefined): number {
    const size = this.symbol(table);
    if (size === 0) return 0;
    const value = this.number(size);
    return value < 2 ** (size - 1) ? value - 2 ** size + 1 : value;
  }

  /** Passes over the other 63 coefficients of a block (F.2.2.2). */
  skipRest(table: Huffman | undefined): void {
    for (let k = 1; k < 64 && !this.ended; k++) {
      const code = this.symbol(table);
      const [zeros, size] = [code >> 4, code & 15];
      if (size === 0 && zeros < 15) return;
      k += zeros;
      this.number(size);
    }
  }

  /** Goes behind the next restart marker. */
  restart(): void {
    this.left = 0;
    while (this.at < this.bytes.length && !this.isRestart()) this.at++;
    this.at += 2;
  }

  private isRestart(): boolean {
    const next = this.bytes[this.at + 1] ?? 0;
    return this.bytes[this.at] === 0xff && next >= 0xd0 && next <= 0xd7;
  }

  private symbol(table: Huffman | undefined): number {
    let [code, first, before] = [0, 0, 0];
    for (const count of table?.counts ?? []) {
      code = code * 2 + this.next();
      first *= 2;
      const value = code - first < count ? table?.values[before + code - first] : undefined;
      if (value !== undefined) return value;
      before += count;
      first += count;
    }
    this.ended = true;
    return 0;
  }

  private number(count: number): number {
    let value = 0;
    for (let n = 0; n < count; n++) value = value * 2 + this.next();
    return value;
  }

  private next(): number {
    if (this.left === 0) {
      this.byte = this.bytes[this.at] ?? 0;
      // A zero is stuffed behind FF; any other byte there is a marker, at which the codes end.
      const marker = this.byte === 0xff && this.bytes[this.at + 1] !== 0;
      if (this.at >= this.bytes.length || marker) {
        this.ended = true;
        return 0;
      }
      this.at += this.byte === 0xff ? 2 : 1;
      this.left = 8;
    }
    return (this.byte >> --this.left) & 1;
  }
}
