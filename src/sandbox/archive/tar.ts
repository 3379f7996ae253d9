import { open, type FileHandle } from 'node:fs/promises';
import type { Member } from './member';

const blockBytes = 512;
const chunkBytes = 65_536;

/** Everything in a tar, with the long names of pax and GNU. Throws when a header is no header or data are missing. */
export async function* readTar(path: string): AsyncGenerator<Member> {
  const file = await open(path);
  try {
    const { size: end } = await file.stat();
    let longName: string | undefined;
    for (let at = 0; at + blockBytes <= end;) {
      const head = await readAt(file, at, blockBytes);
      if (head.every((byte) => byte === 0)) return;
      const { name, size, kind } = readHead(head);
      const from = at + blockBytes;
      if (from + size > end) throw new Error('the tar ends early');
      at = from + Math.ceil(size / blockBytes) * blockBytes;
      if (kind === 'x' || kind === 'L') {
        const text = (await readAt(file, from, size)).toString('utf8');
        longName = kind === 'L' ? text.replace(/\0.*$/s, '') : (/\d+ path=([^\n]*)\n/.exec(text)?.[1] ?? longName);
        continue;
      }
      const full = (longName ?? name).replace(/^\.\//, '');
      longName = undefined;
      if (kind === '5') yield { path: full.replace(/\/$/, ''), folder: true, chunks: () => slices(file, from, 0) };
      if (kind === '0' || kind === '\0') yield { path: full, folder: false, chunks: () => slices(file, from, size) };
    }
  } finally {
    await file.close();
  }
}

function readHead(head: Buffer): { name: string; size: number; kind: string } {
  const field = (from: number, length: number): string =>
    head.toString('utf8', from, from + length).replace(/\0.*$/s, '');
  const sum = head.reduce((n, byte, i) => n + (i >= 148 && i < 156 ? 32 : byte), 0);
  if (Number.parseInt(field(148, 8).trim(), 8) !== sum) throw new Error('not a tar header');
  const prefix = field(257, 5) === 'ustar' ? field(345, 155) : '';
  return {
    name: prefix === '' ? field(0, 100) : `${prefix}/${field(0, 100)}`,
    size: Number.parseInt(field(124, 12).trim() || '0', 8),
    kind: String.fromCharCode(head.readUInt8(156)),
  };
}

async function* slices(file: FileHandle, from: number, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < size; at += chunkBytes) yield await readAt(file, from + at, Math.min(chunkBytes, size - at));
}

async function readAt(file: FileHandle, at: number, length: number): Promise<Buffer> {
  const { bytesRead, buffer } = await file.read(Buffer.alloc(length), 0, length, at);
  return buffer.subarray(0, bytesRead);
}
