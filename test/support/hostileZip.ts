import { crc32, deflateRawSync } from 'node:zlib';

/** An entry with everything that an archive can lie about. */
export interface Lie {
  readonly name: string | Buffer;
  readonly bytes?: Buffer;
  readonly deflate?: boolean;
  readonly crc?: number;
  readonly size?: number;
  /** File mode of the systems that have one. */
  readonly mode?: number;
  readonly localName?: string;
  /** Takes the bytes of the entry before it. */
  readonly shared?: boolean;
  readonly flags?: number;
}

interface Placed {
  readonly lie: Lie;
  readonly at: number;
  readonly packed: Buffer;
}

/** Writes a zip as told, byte by byte, whatever sense it makes. */
export function hostileZip(lies: readonly Lie[], reported: { count?: number; listLength?: number } = {}): Buffer {
  const parts: Buffer[] = [];
  const placed: Placed[] = [];
  let at = 0;
  for (const lie of lies) {
    const before = placed.at(-1);
    if (lie.shared === true && before !== undefined) {
      placed.push({ ...before, lie });
      continue;
    }
    const bytes = lie.bytes ?? Buffer.from('x');
    const packed = lie.deflate === true ? deflateRawSync(bytes) : bytes;
    const local = header(0x04034b50, lie, packed, Buffer.from(lie.localName ?? lie.name));
    placed.push({ lie, at, packed });
    parts.push(local, packed);
    at += local.length + packed.length;
  }
  const list = Buffer.concat(
    placed.map((one) => header(0x02014b50, one.lie, one.packed, Buffer.from(one.lie.name), one.at)),
  );
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE((reported.count ?? lies.length) & 0xffff, 8);
  end.writeUInt16LE((reported.count ?? lies.length) & 0xffff, 10);
  end.writeUInt32LE(reported.listLength ?? list.length, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...parts, list, end]);
}

function header(signature: number, lie: Lie, packed: Buffer, name: Buffer, at?: number): Buffer {
  const listed = at !== undefined;
  const out = Buffer.alloc(listed ? 46 : 30);
  const bytes = lie.bytes ?? Buffer.from('x');
  let to = out.writeUInt32LE(signature, 0);
  if (listed) to = out.writeUInt16LE((3 << 8) | 20, to);
  to = out.writeUInt16LE(20, to);
  to = out.writeUInt16LE(lie.flags ?? 0x0800, to);
  to = out.writeUInt16LE(lie.deflate === true ? 8 : 0, to);
  to = out.writeUInt32LE(0, to);
  to = out.writeUInt32LE(lie.crc ?? crc32(bytes), to);
  to = out.writeUInt32LE(packed.length, to);
  to = out.writeUInt32LE(lie.size ?? bytes.length, to);
  out.writeUInt16LE(name.length, to);
  if (!listed) return Buffer.concat([out, name]);
  out.writeUInt32LE((lie.mode ?? 0) * 0x10000, 38);
  out.writeUInt32LE(at, 42);
  return Buffer.concat([out, name]);
}
