const hidden = '<hidden>';

/** Query parameters and header-like names whose values are secrets wherever they appear. */
const secretNames =
  'authorization|proxy-authorization|cookie|set-cookie|x-api-key|x-auth-token|apikey|api_key|token|access_token|refresh_token|' +
  'library_secret|librarysecret|password|passwd|secret|secretkey|signature|sig|x-amz-signature|x-amz-credential|x-amz-security-token|' +
  'x-subject-token|x-security-token|securitytoken|x-obs-security-token|x-cos-security-token|q-ak|accesskeyid|accesstoken|confirmkey';

const patterns: readonly (readonly [RegExp, string])[] = [
  // user:password@ in a URL
  [/([a-z][a-z0-9+.-]*:\/\/)[^\s/?#@]+@/gi, `$1${hidden}@`],
  // name=value in queries and forms, also percent-encoded
  [new RegExp(`\\b(${secretNames})(=|%3D)[^&\\s"'<>]+`, 'gi'), `$1$2${hidden}`],
  // "name": "value" in JSON, name: value in headers
  [
    new RegExp(
      `(["']?\\b(?:${secretNames})["']?\\s*:\\s*)("[^"]*"|'[^']*'|(?:Bearer |Basic |ApiKey |OBS )?[^\\s,;"']+)`,
      'gi',
    ),
    `$1${hidden}`,
  ],
  [/\b(Bearer|Basic|ApiKey)\s+[\w.~+/=-]+/g, `$1 ${hidden}`],
  // JSON Web Tokens anywhere
  [/\beyJ[\w-]{5,}\.[\w-]+\.[\w-]*/g, hidden],
];

/** Forms in which a secret may turn up: as it is, in JSON, percent-encoded, in base64 and its URL-safe form. */
function forms(secret: string): string[] {
  const bytes = Buffer.from(secret, 'utf8');
  return [
    secret,
    JSON.stringify(secret).slice(1, -1),
    encodeURIComponent(bytes.toString('utf8')),
    new URLSearchParams({ secret }).toString().slice('secret='.length),
    bytes.toString('base64').replace(/=+$/, ''),
    bytes.toString('base64url'),
  ];
}

/**
 * Takes secrets out of texts for the log, for errors and for reports. Knows the usual shapes by pattern, and the
 * secrets of this session by value. Secrets under 6 characters are left to the patterns: hiding them would eat words.
 */
export class Redactor {
  /** The longest first: a secret that begins like another must not leave its rest. */
  private known: readonly string[] = [];

  add(secret: string): void {
    if (secret.length < 6 || this.known.includes(secret)) return;
    this.known = [...new Set([...this.known, ...forms(secret)])].sort((a, b) => b.length - a.length);
  }

  redact(said: string): string {
    let out = said;
    for (const secret of this.known) out = out.split(secret).join(hidden);
    for (const [pattern, by] of patterns) out = out.replace(pattern, by);
    return out;
  }
}
