import { crc32 } from 'node:zlib';
import type yauzl from 'yauzl';
import { decodeLegacy, decodeStrictly, guessEncoding, type LegacyEncoding } from '../../formats/legacyEncoding';

/** In what the names of an archive are written. */
export type NameEncoding = 'UTF-8' | LegacyEncoding;

type Raw = Pick<yauzl.Entry, 'fileNameRaw' | 'extraFields' | 'generalPurposeBitFlag'>;
/** Bit 11: the name is UTF-8. */
const saysUtf8 = 0x800;

export interface DecodedNames {
  readonly names: readonly string[];
  readonly encoding: NameEncoding;
}

/**
 * The names of an archive. Whether the flag for UTF-8 is set says little: every Mac leaves it out, and servers read UTF-8 all
 * the same. What is no UTF-8 is read in the encoding that makes most of its letters common ones, one for the whole archive.
 */
export function decodeNames(entries: readonly Raw[]): DecodedNames {
  const names = entries.map((entry) => utf8Of(entry));
  const others = entries.filter((_, n) => names[n] === undefined).map((entry) => entry.fileNameRaw);
  if (others.length === 0) return { names: names.map((name) => name ?? ''), encoding: 'UTF-8' };
  const encoding = guessEncoding(others, ['GB18030', 'Shift-JIS', 'Big5', 'CP437']);
  return { names: entries.map((entry, n) => names[n] ?? decodeLegacy(entry.fileNameRaw, encoding)), encoding };
}

/** Undefined for what is another encoding. A name that says to be UTF-8 and is not has characters that mark the damage. */
function utf8Of(entry: Raw): string | undefined {
  const name = decodeStrictly(unicodePathOf(entry) ?? entry.fileNameRaw, 'utf-8');
  return name ?? (entry.generalPurposeBitFlag & saysUtf8 ? entry.fileNameRaw.toString('utf8') : undefined);
}

const unicodePath = 0x7075;

/** A name in UTF-8 beside the other one, as Info-ZIP writes it; it counts while the sum of the other is right. */
function unicodePathOf({ extraFields, fileNameRaw }: Raw): Buffer | undefined {
  const field = extraFields.find(({ id, data }) => id === unicodePath && data.length > 5 && data[0] === 1);
  return field?.data.readUInt32LE(1) === crc32(fileNameRaw) ? field.data.subarray(5) : undefined;
}
