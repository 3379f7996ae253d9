import { readBmp, readGif, readTiff, readWebp } from './others';
import { readJpeg } from './jpeg';
import { readPng } from './png';
import type { Size } from './size';

const sizeReaders = [readJpeg, readPng, readGif, readBmp, readTiff, readWebp];

/**
 * The size of a picture that the platform's decoder takes, by its content whatever its name; `undefined` when it does
 * not decode. A JPEG that ends after its header still counts (CE-36).
 */
export function pictureSize(bytes: Buffer): Size | undefined {
  for (const read of sizeReaders) {
    const size = attempt(read, bytes);
    if (size && size.width > 0 && size.height > 0) return size;
  }
  return undefined;
}

/** A reader that runs past the end has met a cut file. */
function attempt(read: (bytes: Buffer) => Size | undefined, bytes: Buffer): Size | undefined {
  try {
    return read(bytes);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
