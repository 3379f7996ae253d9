import { text } from '../../model/text';
import { type ByteReader, memoryReader } from '../bytes';
import { readBmp } from './bmp';
import { damagedFlaw, NumberReader } from './bytes';
import { readJpeg } from './jpeg';
import { readPng } from './png';
import { isFlaw, type PictureKind, type PictureFacts } from './reading';
import { readTiff } from './tiff';
import { readWebp } from './webp';

interface Reader {
  readonly kind: PictureKind;
  /** Hexadecimal signature at the start, `..` for any byte. */
  readonly signature: string;
  readonly read: (reader: ByteReader) => PictureFacts;
}

const readers: readonly Reader[] = [
  { kind: 'jpeg', signature: 'ff d8 ff', read: readJpeg },
  { kind: 'png', signature: '89 50 4e 47 0d 0a 1a 0a', read: readPng },
  { kind: 'webp', signature: '52 49 46 46 .. .. .. .. 57 45 42 50', read: readWebp },
  { kind: 'tiff', signature: '49 49 2a 00', read: readTiff },
  { kind: 'tiff', signature: '4d 4d 00 2a', read: readTiff },
  { kind: 'tiff', signature: '49 49 2b 00', read: readTiff },
  { kind: 'tiff', signature: '4d 4d 00 2b', read: readTiff },
  { kind: 'gif', signature: '47 49 46 38', read: readGif },
  { kind: 'bmp', signature: '42 4d', read: readBmp },
];
const longestSignature = 12;

/** What kind of picture bytes begin like; undefined for anything else. */
export function kindOf(bytes: Uint8Array): PictureKind | undefined {
  return readerOf(bytes)?.kind;
}

/** Reads a picture from its first byte to its end marker, judged by content and not by name. */
export function readPicture(bytes: Uint8Array | ByteReader): PictureFacts {
  const source = bytes instanceof Uint8Array ? memoryReader(bytes) : bytes;
  if (source.size === 0) return { flaw: text('The file is empty.'), at: 0 };
  const reader = readerOf(source.read(0, longestSignature));
  if (reader === undefined) return { flaw: text('Unknown picture format.'), at: 0 };
  const reading = reader.read(source);
  const hollow = !isFlaw(reading) && (reading.width === 0 || reading.height === 0);
  return hollow ? damagedFlaw(0) : reading;
}

function readerOf(bytes: Uint8Array): Reader | undefined {
  return readers.find(({ signature }) =>
    signature.split(' ').every((hex, at) => hex === '..' || bytes[at] === parseInt(hex, 16)),
  );
}

const gifHeader = 13;
/** Zero bytes behind the trailer that are passed over. */
const maxTail = 64 * 1024;

/** GIF 87a and 89a: the size in the header, the trailer at the end (zero bytes may follow it). */
function readGif(reader: ByteReader): PictureFacts {
  const numbers = new NumberReader(reader, true);
  let end = reader.size;
  const least = Math.max(gifHeader, end - maxTail);
  while (end > least && numbers.u8(end - 1) === 0) end--;
  if (end <= gifHeader || numbers.u8(end - 1) !== 0x3b)
    return { flaw: text('The picture is cut: its end is missing.'), at: reader.size };
  return { kind: 'gif', width: numbers.u16(6) ?? 0, height: numbers.u16(8) ?? 0 };
}
