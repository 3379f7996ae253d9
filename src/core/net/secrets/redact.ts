import { bytesOf, codedForms, findEncoded, findForms, type SecretForm, type TextRange } from './secretForms';

const hidden = '<hidden>';

/** Query parameters and header-like names whose values are secrets wherever they appear. */
const secretNames =
  'authorization|proxy-authorization|cookie|set-cookie|x-api-key|x-auth-token|apikey|api_key|token|access_token|refresh_token|' +
  'library_secret|librarysecret|password|passwd|secret|secretkey|signature|sig|x-amz-signature|x-amz-credential|x-amz-security-token|' +
  'x-subject-token|x-security-token|securitytoken|x-obs-security-token|x-cos-security-token|q-ak|accesskeyid|accesstoken|confirmkey';

/** A quoted text at any depth of JSON within JSON: it ends with the quote that it began with, as often escaped. */
const quoted = `(?<!\\\\)(\\\\{0,15}["'])[^]{0,32768}?(?<!\\\\)\\2`;

/**
 * Each is linear in the text: what repeats is bounded, or begins only where nothing of its kind stands before, so that no
 * character is looked at anew from each one before it.
 */
const patterns: readonly (readonly [RegExp, string])[] = [
  // user:password@ in a URL
  [/([a-z][a-z0-9+.-]{0,31}:\/\/)[^\s/?#]{1,4096}@/gi, `$1${hidden}@`],
  // name=value in queries and forms, also percent-encoded
  [new RegExp(`\\b(${secretNames})(=|%3D)[^&\\s"'<>]+`, 'gi'), `$1$2${hidden}`],
  // "name": "value" in JSON, name: value in headers
  [
    new RegExp(
      `((?:\\\\{0,15}["'])?\\b(?:${secretNames})(?:\\\\{0,15}["'])?\\s{0,99}:\\s{0,99})` +
        `(?:${quoted}|\\\\{0,15}["']?(?:Bearer |Basic |ApiKey |OBS )?[^\\s,;"']+)`,
      'gi',
    ),
    `$1${hidden}`,
  ],
  [/\b(Bearer|Basic|ApiKey)\s{1,99}[\w.~+/=-]+/g, `$1 ${hidden}`],
];

/** Words with dots between them, whole: JSON Web Tokens are some of them. */
const dotted = /(?<![\w.-])[\w-]+(?:\.[\w-]*)+/g;

/** A token, from where it begins: its first part is JSON in base64, which begins with `eyJ`. */
function withoutToken(word: string): string {
  let start = 0;
  const parts = word.split('.');
  for (const [n, part] of parts.entries()) {
    const at = part.indexOf('eyJ');
    if (at >= 0 && part.length - at >= 8 && parts[n + 1]) return word.slice(0, start + at) + hidden;
    start += part.length + 1;
  }
  return word;
}

/**
 * Takes secrets out of texts for the log, for errors and for reports. Knows the usual shapes by pattern, and the
 * secrets of this session by value, in every form that `codedForms` tells. Secrets under 6 characters are left to the
 * patterns: hiding them would eat words. Linear in the text.
 */
export class Redactor {
  private readonly known = new Map<string, readonly SecretForm[]>();

  add(secret: string): void {
    if (secret.length >= 6 && !this.known.has(secret)) this.known.set(secret, codedForms(secret));
  }

  redact(text: string): string {
    let out = this.withoutKnown(text);
    for (const [pattern, by] of patterns) out = out.replace(pattern, by);
    return out.replace(dotted, withoutToken);
  }

  /** Secrets may overlap: what any of them covers is taken out as one. */
  private withoutKnown(text: string): string {
    if (this.known.size === 0) return text;
    const bytes = bytesOf(text);
    const forms = [...this.known.values()].flat();
    const covered = [...findForms(bytes, forms), ...findEncoded(bytes, forms)];
    return covered.length === 0 ? text : Buffer.from(cutOut(bytes, covered), 'latin1').toString('utf8');
  }
}

function cutOut(text: string, covered: readonly TextRange[]): string {
  let out = '';
  let at = 0;
  for (const [from, to] of [...covered].sort((a, b) => a[0] - b[0])) {
    if (from >= at) out += text.slice(at, from) + hidden;
    at = Math.max(at, to);
  }
  return out + text.slice(at);
}
