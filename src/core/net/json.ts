const quote = 0x22;
const backslash = 0x5c;
const minus = 0x2d;
const zero = 0x30;
const nine = 0x39;

/** Shortest run of digits that can pass 2^53 (9007199254740992 has 16). */
const longest = 16;
const suspicious = /\d{16}/;

/**
 * Parses JSON without losing digits: a whole number past ±(2^53 − 1) becomes a **string** of its digits, everything
 * else is as `JSON.parse` has it. A leading byte order mark is dropped.
 * @throws SyntaxError as `JSON.parse` does
 */
export function parseExact(source: string): unknown {
  const json = source.charCodeAt(0) === 0xfeff ? source.slice(1) : source;
  return JSON.parse(suspicious.test(json) ? quoteLongNumbers(json) : json);
}

/** Puts quotes around the whole numbers that a double cannot hold; strings are skipped, fractions left alone. */
function quoteLongNumbers(json: string): string {
  const parts: string[] = [];
  let kept = 0;
  let at = 0;
  while (at < json.length) {
    const code = json.charCodeAt(at);
    if (code === quote) at = endOfString(json, at);
    else if (code === minus || isDigit(code)) {
      const end = endOfNumber(json, at);
      if (isUnsafe(json, at, end)) {
        parts.push(json.slice(kept, at), '"', json.slice(at, end), '"');
        kept = end;
      }
      at = end;
    } else at++;
  }
  parts.push(json.slice(kept));
  return parts.join('');
}

function endOfString(json: string, open: number): number {
  let close = open;
  for (;;) {
    close = json.indexOf('"', close + 1);
    if (close < 0) return json.length;
    let slashes = 0;
    while (json.charCodeAt(close - 1 - slashes) === backslash) slashes++;
    if (slashes % 2 === 0) return close + 1;
  }
}

function endOfNumber(json: string, start: number): number {
  let at = start + 1;
  for (;;) {
    const code = json.charCodeAt(at);
    // digits, `.`, `e`, `E`, `+`, `-`
    if (isDigit(code) || code === 0x2e || code === 0x65 || code === 0x45 || code === 0x2b || code === minus) at++;
    else return at;
  }
}

function isUnsafe(json: string, start: number, end: number): boolean {
  const negative = json.charCodeAt(start) === minus;
  if (end - start - (negative ? 1 : 0) < longest) return false;
  for (let at = negative ? start + 1 : start; at < end; at++) if (!isDigit(json.charCodeAt(at))) return false;
  return !Number.isSafeInteger(Number(json.slice(start, end)));
}

function isDigit(code: number): boolean {
  return code >= zero && code <= nine;
}

/** Writes JSON in which a `bigint` is a bare whole number with all its digits. Absent values are left out. */
export function writeExact(value: unknown): string {
  if (typeof value === 'bigint') return value.toString();
  if (Array.isArray(value)) return `[${value.map((one) => writeExact(one ?? null)).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const fields = Object.entries(value).filter(([, one]) => one !== undefined);
  return `{${fields.map(([name, one]) => `${JSON.stringify(name)}:${writeExact(one)}`).join(',')}}`;
}
