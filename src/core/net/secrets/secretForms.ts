/** From where to where something stands in a text, the end excluded. */
export type TextRange = readonly [from: number, to: number];

/** How a text is looked at: each letter stands where it stood. */
const views = {
  asIs: (bytes: string) => bytes,
  lower: (bytes: string) => bytes.replace(/[A-Z]+/g, (capitals) => capitals.toLowerCase()),
  /** Both alphabets of base64 as one. */
  base64: (bytes: string) => bytes.replaceAll('-', '+').replaceAll('_', '/'),
} as const;

type View = keyof typeof views;

/** One form in which a secret may turn up. */
export interface SecretForm {
  readonly view: View;
  /** Its bytes, one a letter. */
  readonly needle: string;
  /** So many letters before and after it depend on it too. */
  readonly before: number;
  readonly after: number;
}

/**
 * Forms in which a secret may turn up: as it is, in JSON, in a form, in hexadecimal of either case, and in base64 or its
 * URL-safe form at any offset within what was encoded together with it. They are searched for as texts: a pattern made of
 * a secret would stand in the error that a long one causes.
 */
export function codedForms(secret: string): readonly SecretForm[] {
  const bytes = Buffer.from(secret, 'utf8');
  const plain = [
    secret,
    JSON.stringify(secret).slice(1, -1),
    new URLSearchParams({ secret }).toString().slice('secret='.length),
  ];
  return [
    ...[...new Set(plain)].map((one): SecretForm => ({ view: 'asIs', needle: bytesOf(one), before: 0, after: 0 })),
    { view: 'lower', needle: bytes.toString('hex'), before: 0, after: 0 },
    ...[0, 1, 2].map((offset) => base64At(bytes, offset)),
  ];
}

/** What base64 makes of bytes that begin `offset` bytes after a group of three: the letters that depend on them alone. */
function base64At(bytes: Buffer, offset: number): SecretForm {
  const letters = Buffer.concat([Buffer.alloc(offset), bytes])
    .toString('base64')
    .replace(/=+$/, '');
  const before = offset === 0 ? 0 : offset + 1;
  const after = (offset + bytes.length) % 3 === 0 ? 0 : 1;
  return { view: 'base64', needle: letters.slice(before, letters.length - after), before, after };
}

/** Where any of the forms stands in bytes, one a letter. Linear in the bytes for each form. */
export function findForms(bytes: string, forms: readonly SecretForm[]): TextRange[] {
  const seen = new Map<View, string>();
  const looked = (view: View): string => {
    const known = seen.get(view) ?? views[view](bytes);
    seen.set(view, known);
    return known;
  };
  return forms.flatMap((form) => findForm(looked(form.view), form));
}

function findForm(bytes: string, { needle, before, after }: SecretForm): TextRange[] {
  const found: TextRange[] = [];
  for (let at = bytes.indexOf(needle); at >= 0; at = bytes.indexOf(needle, at + needle.length)) {
    const end = at + needle.length;
    found.push([at - lettersBefore(bytes, at, before), end + lettersAfter(bytes, end, after)]);
  }
  return found;
}

const letter = /[A-Za-z0-9+/]/;

function lettersBefore(bytes: string, at: number, most: number): number {
  let count = 0;
  while (count < most && letter.test(bytes.charAt(at - count - 1))) count++;
  return count;
}

function lettersAfter(bytes: string, at: number, most: number): number {
  let count = 0;
  while (count < most && letter.test(bytes.charAt(at + count))) count++;
  return count;
}

/** A text's bytes in UTF-8, one a letter. */
export function bytesOf(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1');
}

/** Where any of the forms stands in bytes of which some are written as `%XX`. */
export function findEncoded(bytes: string, forms: readonly SecretForm[]): TextRange[] {
  const code = /%([0-9a-f]{2})/gi;
  if (!code.test(bytes)) return [];
  const decoded = bytes.replace(code, (_all, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  const found = findForms(decoded, forms);
  if (found.length === 0) return [];
  const starts = [...bytes.matchAll(/%[0-9a-f]{2}|[^%]+|%/gi)].flatMap(({ 0: part, index }) =>
    part.length === 3 && part.startsWith('%') ? [index] : Array.from(part, (_, n) => index + n),
  );
  return found.map(([from, to]) => [starts[from] ?? 0, starts[to] ?? bytes.length]);
}
