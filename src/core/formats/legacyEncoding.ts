/** Encodings of one language or one system that came before UTF-8, as people name them. */
export type LegacyEncoding = 'GB18030' | 'Shift-JIS' | 'Big5' | 'CP437' | 'Windows-1252';

interface Legacy {
  /** Of `TextDecoder`; absent for the one that it does not know. */
  readonly label?: string;
  /** How many bytes a character has that starts so, and how common it is: 0 to 1. */
  readonly weigh: (first: number, second: number | undefined) => { readonly bytes: number; readonly weight: number };
}

const within = (value: number | undefined, from: number, to: number) =>
  value !== undefined && value >= from && value <= to;
const single = (weight: number) => ({ bytes: 1, weight });
const pair = (weight: number) => ({ bytes: 2, weight });

/** Common characters stand in the first level of each national standard; what stands nowhere weighs nothing. */
const legacies: Readonly<Record<LegacyEncoding, Legacy>> = {
  GB18030: {
    label: 'gb18030',
    weigh: (first, second) => {
      if (!within(second, 0xa1, 0xfe)) return pair(0);
      if (within(first, 0xb0, 0xd7)) return pair(1);
      return pair(within(first, 0xd8, 0xf7) || within(first, 0xa1, 0xa3) ? 0.4 : 0);
    },
  },
  'Shift-JIS': {
    label: 'shift_jis',
    weigh: (first, second) => {
      if (within(first, 0xa1, 0xdf)) return single(0.3); // half-width kana
      const code = first * 256 + (second ?? 0);
      if (within(code, 0x829f, 0x82f1) || within(code, 0x8340, 0x8396)) return pair(1);
      if (within(code, 0x889f, 0x9872)) return pair(0.9);
      return pair(within(code, 0x8140, 0x81ac) ? 0.5 : 0);
    },
  },
  Big5: {
    label: 'big5',
    weigh: (first, second) => {
      if (!within(second, 0x40, 0x7e) && !within(second, 0xa1, 0xfe)) return pair(0);
      if (within(first, 0xa4, 0xc6)) return pair(0.95);
      return pair(within(first, 0xa1, 0xa3) || within(first, 0xc9, 0xf9) ? 0.3 : 0);
    },
  },
  CP437: {
    weigh: (first) => single(within(first, 0x80, 0xa5) || within(first, 0xe0, 0xeb) ? 0.6 : 0.1),
  },
  'Windows-1252': {
    label: 'windows-1252',
    weigh: (first) => single(within(first, 0xc0, 0xff) || within(first, 0x91, 0x97) ? 0.6 : 0.1),
  },
};

/** The encoding of some that makes most of the letters common ones. */
export function guessEncoding(
  texts: readonly Uint8Array[],
  candidates: readonly [LegacyEncoding, ...LegacyEncoding[]],
): LegacyEncoding {
  const weights = candidates.map((encoding) => ({ encoding, weight: weightOf(texts, legacies[encoding]) }));
  return weights.reduce((best, one) => (one.weight > best.weight ? one : best)).encoding;
}

/** The mean weight of all characters beyond ASCII; below 0 where one of the texts cannot be decoded. */
function weightOf(texts: readonly Uint8Array[], { label, weigh }: Legacy): number {
  let [sum, count] = [0, 0];
  for (const text of texts) {
    if (label !== undefined && decodeStrictly(text, label) === undefined) return -1;
    for (let at = 0; at < text.length;) {
      const first = text[at] ?? 0;
      if (first < 0x80) {
        at++;
        continue;
      }
      const { bytes, weight } = weigh(first, text[at + 1]);
      sum += weight;
      count++;
      at += bytes;
    }
  }
  return count === 0 ? 0 : sum / count;
}

const decoders = new Map<string, InstanceType<typeof TextDecoder>>();

function decoderOf(label: string): InstanceType<typeof TextDecoder> {
  const decoder = decoders.get(label) ?? new TextDecoder(label, { fatal: true, ignoreBOM: true });
  decoders.set(label, decoder);
  return decoder;
}

/** Undefined where bytes are none of the encoding. A byte order mark stays. */
export function decodeStrictly(bytes: Uint8Array, label: string): string | undefined {
  try {
    return decoderOf(label).decode(bytes);
  } catch {
    return undefined;
  }
}

/** Characters of CP437 from 0x80 on. */
const cp437 =
  'ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u00a0';

export function decodeLegacy(bytes: Uint8Array, encoding: LegacyEncoding): string {
  const { label } = legacies[encoding];
  if (label !== undefined) return new TextDecoder(label).decode(bytes);
  return [...bytes].map((byte) => (byte < 0x80 ? String.fromCharCode(byte) : (cp437[byte - 0x80] ?? '?'))).join('');
}
