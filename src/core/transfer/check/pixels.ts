import { createInflate } from 'node:zlib';
import { type ByteReader, piecesOf } from '../../formats/bytes';
import type { PixelData, PngPixels, StripPixels } from '../../formats/picture/reading';
import { lzwLength, packBitsLength } from '../../formats/picture/unpackedLength';
import { text, type Text } from '../../model/text';

const damaged = text('The pixels of the picture are damaged.');
const missing = text('The picture is cut: rows of pixels are missing.');

/** Decodes coded pixels without keeping any. Why no decoder would give a picture; undefined when all is there. */
export function pixelsProblem(reader: ByteReader, pixels: PixelData, signal: AbortSignal): Promise<Text | undefined> {
  return pixels.coding === 'png' ? rowsProblem(reader, pixels, signal) : stripsProblem(reader, pixels, signal);
}

/** Every row starts with the number of its filter, 0 to 4 (PNG specification, 9.2). */
async function rowsProblem(reader: ByteReader, png: PngPixels, signal: AbortSignal): Promise<Text | undefined> {
  const rows = new Rows(png.passes);
  const problem = await inflated(reader, png.stretches, (part) => rows.take(part), signal);
  if (rows.wrong) return damaged;
  return problem ?? (rows.whole ? undefined : missing);
}

async function stripsProblem(
  reader: ByteReader,
  { coding, strips }: StripPixels,
  signal: AbortSignal,
): Promise<Text | undefined> {
  for (const strip of strips) {
    signal.throwIfAborted();
    const found = await unpackedLength[coding](reader, strip, signal);
    if (found === undefined) return damaged;
    if (found < strip.unpacked) return missing;
  }
  return undefined;
}

type Strip = StripPixels['strips'][number];
type UnpackedLength = (reader: ByteReader, strip: Strip, signal: AbortSignal) => Promise<number | undefined>;

const unpackedLength: Readonly<Record<StripPixels['coding'], UnpackedLength>> = {
  packbits: (reader, strip) => Promise.resolve(packBitsLength(reader, strip)),
  lzw: (reader, strip) => Promise.resolve(lzwLength(reader, strip)),
  deflate: async (reader, { from, length, unpacked }, signal) => {
    let found = 0;
    const enough = (part: Buffer) => (found += part.length) < unpacked;
    const problem = await inflated(reader, [[from, length]], enough, signal);
    return problem === undefined ? found : undefined;
  },
};

/** Bytes of one piece that is unpacked. */
const unpackedPiece = 64 * 1024;

/**
 * Inflates stretches as one stream of zlib, one piece after the other: each is asked for when the one before is done.
 * @param take told each piece; false when it wants no more
 */
async function inflated(
  reader: ByteReader,
  stretches: PngPixels['stretches'],
  take: (part: Buffer) => boolean,
  signal: AbortSignal,
): Promise<Text | undefined> {
  const stream = createInflate({ chunkSize: unpackedPiece });
  const wanted = { more: true };
  const failed = new Promise<Text>((resolve) => {
    stream.once('error', (error) => resolve(codeOf(error) === 'Z_BUF_ERROR' ? missing : damaged));
  });
  stream.on('data', (part: Buffer) => (wanted.more &&= take(part)));
  const done = new Promise<undefined>((resolve) => stream.once('end', () => resolve(undefined)));
  try {
    for (const part of packedPieces(reader, stretches)) {
      signal.throwIfAborted();
      const written = new Promise<undefined>((resolve) => stream.write(part, () => resolve(undefined)));
      const problem = await Promise.race([written, failed]);
      if (problem !== undefined || !wanted.more) return problem;
    }
    stream.end();
    return await Promise.race([done, failed]);
  } finally {
    stream.destroy();
  }
}

/** Copies: what is read is overwritten by the next reading, while the pieces are unpacked elsewhere. */
function* packedPieces(reader: ByteReader, stretches: PngPixels['stretches']): Generator<Buffer> {
  for (const [from, length] of stretches) for (const part of piecesOf(reader, from, length)) yield Buffer.from(part);
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined;
}

/** Bytes behind the last row that are inflated for the checksum at the end of the stream. */
const maxBeyond = 64 * 1024;

/** Counts the rows of all passes and looks at the filter of each. */
class Rows {
  wrong = false;
  private pass = 0;
  private row = 0;
  /** Bytes of the row that are still to come; 0 at its beginning. */
  private left = 0;
  private beyond = 0;

  constructor(private readonly passes: PngPixels['passes']) {}

  get whole(): boolean {
    return this.pass >= this.passes.length;
  }

  /** False when no more is needed: more pixels than the header promises is what some writers give, and readers ignore it. */
  take(part: Buffer): boolean {
    for (let at = 0; at < part.length;) {
      const current = this.passes[this.pass];
      if (current === undefined) return (this.beyond += part.length - at) < maxBeyond && !this.wrong;
      if (this.left === 0) {
        if ((part[at] ?? 0) > 4) this.wrong = true;
        this.left = current.rowBytes;
      }
      const step = Math.min(this.left, part.length - at);
      this.left -= step;
      at += step;
      if (this.left > 0 || ++this.row < current.rows) continue;
      [this.pass, this.row] = [this.pass + 1, 0];
    }
    return !this.wrong;
  }
}
