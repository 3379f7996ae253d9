import { text } from '../../model/text';
import type { ByteReader } from '../bytes';
import type { PictureFlaw } from './reading';

/** Numbers anywhere in a file; beyond its end there are none. Offsets in bytes. */
export class NumberReader {
  constructor(
    readonly reader: ByteReader,
    private readonly littleEndian: boolean,
  ) {}

  u8(at: number): number | undefined {
    return this.view(at, 1)?.getUint8(0);
  }

  u16(at: number): number | undefined {
    return this.view(at, 2)?.getUint16(0, this.littleEndian);
  }

  u32(at: number): number | undefined {
    return this.view(at, 4)?.getUint32(0, this.littleEndian);
  }

  i32(at: number): number | undefined {
    return this.view(at, 4)?.getInt32(0, this.littleEndian);
  }

  /** A 64-bit number; past 2^53 it is no length that a file can have, so it is undefined. */
  u64(at: number): number | undefined {
    const value = this.view(at, 8)?.getBigUint64(0, this.littleEndian);
    return value !== undefined && value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : undefined;
  }

  /** Four letters that name a part of a file. */
  tag(at: number): string {
    return String.fromCharCode(...this.reader.read(at, 4));
  }

  private view(at: number, length: number): DataView | undefined {
    if (at < 0 || at + length > this.reader.size) return undefined;
    const { buffer, byteOffset } = this.reader.read(at, length);
    return new DataView(buffer, byteOffset, length);
  }
}

export function cutFlaw(at: number): PictureFlaw {
  return { flaw: text('The picture is cut at byte {0}.', at), at };
}

export function damagedFlaw(at: number): PictureFlaw {
  return { flaw: text('The picture is damaged at byte {0}.', at), at };
}
