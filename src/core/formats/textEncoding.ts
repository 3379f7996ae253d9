import { decodeLegacy, decodeStrictly, guessEncoding, type LegacyEncoding } from './legacyEncoding';

export type TextEncoding = 'UTF-16 LE' | 'UTF-16 BE' | LegacyEncoding;

export interface DecodedText {
  /** Without a byte order mark. */
  readonly text: string;
  /** Absent for UTF-8. */
  readonly encoding?: TextEncoding;
}

/** Reads a text in UTF-8, in UTF-16, or in the encoding that makes most of its letters common ones. */
export function decodeText(bytes: Uint8Array): DecodedText {
  const wide = wideOf(bytes);
  if (wide !== undefined) {
    const text = new TextDecoder(wide === 'UTF-16 LE' ? 'utf-16le' : 'utf-16be').decode(bytes);
    return { text, encoding: wide };
  }
  const text = decodeStrictly(bytes, 'utf-8');
  if (text !== undefined) return { text: text.replace(/^\ufeff/, '') };
  const encoding = guessEncoding([bytes], ['GB18030', 'Shift-JIS', 'Big5', 'Windows-1252']);
  return { text: decodeLegacy(bytes, encoding), encoding };
}

/** UTF-16 by its mark, or by the zero bytes that its ASCII characters have. */
function wideOf([first, second]: Uint8Array): 'UTF-16 LE' | 'UTF-16 BE' | undefined {
  if ((first === 0xff && second === 0xfe) || (first !== undefined && first !== 0 && second === 0)) return 'UTF-16 LE';
  if ((first === 0xfe && second === 0xff) || (first === 0 && second !== undefined && second !== 0)) return 'UTF-16 BE';
  return undefined;
}
