import { promisify } from 'node:util';
import { inflate } from 'node:zlib';
import { readPicture } from '../formats/picture/picture';
import { isFlaw, type Reading } from '../formats/picture/reading';
import type { PngPicture } from '../formats/picture/png';
import { pcdHeadBytes, pcdProblem } from '../formats/pcd/extent';
import { text, type Text } from '../model/text';
import { alive } from '../net/errors';
import type { Source } from '../platforms/upload';

const unpack = promisify(inflate);
/** Pixels that are inflated for the check, in bytes; larger pictures are checked by their chunks alone. */
const mostPixels = 256 * 1024 * 1024;

/**
 * Why a picture must not be sent, or undefined. One that the server cannot decode costs its whole batch of five without
 * a word (BasicAI CE, quirk 23), so a picture is read to its end here, and the pixels of a PNG are inflated.
 */
export async function pictureProblem(bytes: Uint8Array): Promise<Text | undefined> {
  const reading = readPicture(bytes);
  if (isFlaw(reading)) return reading.flaw;
  return isPng(reading) ? pngProblem(bytes, reading) : undefined;
}

/** Why a point cloud must not be sent, or undefined: told by its header and its length. */
export async function cloudProblem(source: Source, signal: AbortSignal): Promise<Text | undefined> {
  return pcdProblem(await headOf(source, pcdHeadBytes, signal), source.size);
}

/** The first bytes of a file, at most so many. */
export async function headOf(source: Source, most: number, signal: AbortSignal): Promise<Uint8Array> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of source.open() as AsyncIterable<Buffer>) {
    alive(signal);
    parts.push(part);
    length += part.length;
    if (length >= most) break;
  }
  return Buffer.concat(parts).subarray(0, most);
}

function isPng(reading: Reading): reading is PngPicture {
  return 'kind' in reading && reading.kind === 'png';
}

async function pngProblem(bytes: Uint8Array, png: PngPicture): Promise<Text | undefined> {
  if (png.inflated === undefined || png.inflated > mostPixels) return undefined;
  const packed = Buffer.concat(png.pixels.map(([from, length]) => bytes.subarray(from, from + length)));
  try {
    const pixels = await unpack(packed, { maxOutputLength: png.inflated + 1 });
    return pixels.length < png.inflated ? text('The picture is cut: rows of pixels are missing.') : undefined;
  } catch (error) {
    // More pixels than the header promises is what some writers do, and readers ignore it.
    if (error instanceof Error && (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') return undefined;
    return text('The pixels of the picture are damaged.');
  }
}
