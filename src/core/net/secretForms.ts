/** From where to where something stands in a text, the end excluded. */
export type Range = readonly [from: number, to: number];

/**
 * Forms in which a secret may turn up: as it is, in JSON, in a form, in hexadecimal of either case, and in base64 or its
 * URL-safe form at any offset within what was encoded together with it.
 */
export function codedForms(secret: string): readonly RegExp[] {
  const bytes = Buffer.from(secret, 'utf8');
  const plain = [
    secret,
    JSON.stringify(secret).slice(1, -1),
    new URLSearchParams({ secret }).toString().slice('secret='.length),
  ];
  const pairs = bytes.toString('hex').match(/../g) ?? [];
  return [
    ...[...new Set(plain)].map((one) => new RegExp(literal(one), 'g')),
    new RegExp(pairs.join('[ :-]?'), 'gi'),
    ...[0, 1, 2].map((offset) => base64At(bytes, offset)),
  ];
}

/**
 * What base64 makes of bytes that begin `offset` bytes after a group of three. Letters that depend on bytes around them
 * may be any; they are taken along when they are there.
 */
function base64At(bytes: Buffer, offset: number): RegExp {
  const letters = Buffer.concat([Buffer.alloc(offset), bytes])
    .toString('base64')
    .replace(/=+$/, '');
  const before = offset === 0 ? 0 : offset + 1;
  const after = (offset + bytes.length) % 3 === 0 ? 0 : 1;
  const sure = letters.slice(before, letters.length - after);
  const either = sure.replaceAll('+', '(?:[+-]|%2[Bb])').replaceAll('/', '(?:[/_]|%2[Ff])');
  return new RegExp(`(?:${anyLetter}{${before}})?${either}(?:${anyLetter}{${after}})?`, 'g');
}

const anyLetter = '[A-Za-z0-9+/_-]';

function literal(said: string): string {
  return said.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}

export function findAll(said: string, form: RegExp): Range[] {
  return Array.from(said.matchAll(form), (found): Range => [found.index, found.index + found[0].length]);
}

/** A text's bytes in UTF-8, one a letter. */
export function bytesOf(said: string): string {
  return Buffer.from(said, 'utf8').toString('latin1');
}

/** Finds bytes in others of which some are written as `%XX`. */
export function decodedFinder(said: string): (wanted: string) => Range[] {
  const starts = [...said.matchAll(/%[0-9a-f]{2}|[^%]+|%/gi)].flatMap(({ 0: part, index }) =>
    isCode(part) ? [index] : Array.from(part, (_, n) => index + n),
  );
  const decoded = said.replace(/%[0-9a-f]{2}/gi, (code) => String.fromCharCode(Number.parseInt(code.slice(1), 16)));
  return (wanted) => {
    const found: Range[] = [];
    for (let at = decoded.indexOf(wanted); at >= 0; at = decoded.indexOf(wanted, at + wanted.length))
      found.push([starts[at] ?? 0, starts[at + wanted.length] ?? said.length]);
    return found;
  };
}

function isCode(part: string): boolean {
  return part.length === 3 && part.startsWith('%');
}
