import { text } from '../../model/text';
import type { Flaw } from './reading';

/** A view of numbers that answers undefined beyond the end instead of throwing. Offsets in bytes. */
export class Numbers {
  private readonly view: DataView;

  constructor(
    readonly bytes: Uint8Array,
    private readonly littleEndian: boolean,
  ) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  u16(at: number): number | undefined {
    return this.holds(at, 2) ? this.view.getUint16(at, this.littleEndian) : undefined;
  }

  u32(at: number): number | undefined {
    return this.holds(at, 4) ? this.view.getUint32(at, this.littleEndian) : undefined;
  }

  i32(at: number): number | undefined {
    return this.holds(at, 4) ? this.view.getInt32(at, this.littleEndian) : undefined;
  }

  /** A 64-bit number; past 2^53 it is no length that a file can have, so it is undefined. */
  u64(at: number): number | undefined {
    if (!this.holds(at, 8)) return undefined;
    const value = this.view.getBigUint64(at, this.littleEndian);
    return value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : undefined;
  }

  private holds(at: number, length: number): boolean {
    return at >= 0 && at + length <= this.bytes.length;
  }
}

export function cut(at: number): Flaw {
  return { flaw: text('The picture is cut at byte {0}.', at), at };
}

export function damaged(at: number): Flaw {
  return { flaw: text('The picture is damaged at byte {0}.', at), at };
}
