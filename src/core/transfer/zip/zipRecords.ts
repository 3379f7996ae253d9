/**
 * The records of a zip whose entries are stored and whose checksums follow their bytes (APPNOTE 6.3.10, sections 4.3 and
 * 4.5). Each has its length told by one function and its bytes by another; sizes and offsets that do not fit into 32 bits
 * are written in 64.
 */

/** Where an entry stands and what it holds. Bytes. */
interface Placing {
  readonly name: { readonly length: number };
  readonly size: number;
  /** Offset of its local header. */
  readonly at: number;
}

export interface ZipRecord extends Placing {
  /** UTF-8. */
  readonly name: Buffer;
  readonly crc32: number;
}

export interface ZipList {
  readonly entries: number;
  /** Offset and length of the list, in bytes. */
  readonly start: number;
  readonly length: number;
}

const [all16, all32] = [0xffff, 0xffffffff];
/** Name in UTF-8 (bit 11), sizes and checksum behind the bytes (bit 3). */
const flags = 0x0808;
/** 1 January 1980, noon: an archive of the same files is the same bytes. */
const [time, date] = [12 << 11, (1 << 5) | 1];
const [version20, version45] = [20, 45];
/** Made on a system that has modes, by version 6.3 of the specification; a plain file that all may read. */
const [madeBy, mode] = [(3 << 8) | 63, 0o100644 * 0x10000];
const signatures = {
  local: 0x04034b50,
  descriptor: 0x08074b50,
  central: 0x02014b50,
  end: 0x06054b50,
  end64: 0x06064b50,
  locator64: 0x07064b50,
} as const;

/** An entry that has a size or an offset past 32 bits. */
export function needs64({ size, at }: Pick<Placing, 'size' | 'at'>): boolean {
  return size >= all32 || at >= all32;
}

function listNeeds64({ entries, start, length }: ZipList): boolean {
  return entries >= all16 || start >= all32 || length >= all32;
}

/** Lengths in bytes. */
export const recordLengths = {
  local: (one: Placing) => 30 + one.name.length + (needs64(one) ? 20 : 0),
  descriptor: (one: Placing) => (needs64(one) ? 24 : 16),
  central: (one: Placing) => 46 + one.name.length + (needs64(one) ? 28 : 0),
  end: (list: ZipList) => (listNeeds64(list) ? 56 + 20 : 0) + 22,
} as const;

/** Writes numbers one behind the other, least byte first. */
class Fields {
  private at = 0;
  readonly bytes: Buffer;

  constructor(length: number) {
    this.bytes = Buffer.alloc(length);
  }

  u16(...values: readonly number[]): this {
    for (const value of values) this.at = this.bytes.writeUInt16LE(value, this.at);
    return this;
  }

  u32(...values: readonly number[]): this {
    for (const value of values) this.at = this.bytes.writeUInt32LE(value, this.at);
    return this;
  }

  u64(...values: readonly number[]): this {
    for (const value of values) this.at = this.bytes.writeBigUInt64LE(BigInt(value), this.at);
    return this;
  }

  raw(bytes: Buffer): this {
    this.at += bytes.copy(this.bytes, this.at);
    return this;
  }
}

export function localHeaderRecord(one: Omit<ZipRecord, 'crc32'>): Buffer {
  const long = needs64(one);
  const fields = new Fields(recordLengths.local(one))
    .u32(signatures.local)
    .u16(long ? version45 : version20, flags, 0, time, date)
    .u32(0, long ? all32 : 0, long ? all32 : 0)
    .u16(one.name.length, long ? 20 : 0)
    .raw(one.name);
  return (long ? fields.u16(1, 16).u64(0, 0) : fields).bytes;
}

export function dataDescriptorRecord(one: ZipRecord): Buffer {
  const fields = new Fields(recordLengths.descriptor(one)).u32(signatures.descriptor, one.crc32);
  return (needs64(one) ? fields.u64(one.size, one.size) : fields.u32(one.size, one.size)).bytes;
}

export function centralRecord(one: ZipRecord): Buffer {
  const long = needs64(one);
  const size = long ? all32 : one.size;
  const fields = new Fields(recordLengths.central(one))
    .u32(signatures.central)
    .u16(madeBy, long ? version45 : version20, flags, 0, time, date)
    .u32(one.crc32, size, size)
    .u16(one.name.length, long ? 28 : 0, 0, 0, 0)
    .u32(mode, long ? all32 : one.at)
    .raw(one.name);
  return (long ? fields.u16(1, 24).u64(one.size, one.size, one.at) : fields).bytes;
}

export function endRecords(list: ZipList): Buffer {
  const { entries, start, length } = list;
  const long = listNeeds64(list);
  const fields = new Fields(recordLengths.end(list));
  if (long)
    fields
      .u32(signatures.end64)
      .u64(44)
      .u16(madeBy, version45)
      .u32(0, 0)
      .u64(entries, entries, length, start)
      .u32(signatures.locator64, 0)
      .u64(start + length)
      .u32(1);
  const count = Math.min(entries, all16);
  return fields
    .u32(signatures.end)
    .u16(0, 0, long ? all16 : count, long ? all16 : count)
    .u32(long ? all32 : length, long ? all32 : start)
    .u16(0).bytes;
}
