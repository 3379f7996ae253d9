import type { Values } from '../../model/form';

/** What a person gave: the master secret of a library, or a token made elsewhere. */
export type Secret =
  { readonly way: 'secret'; readonly librarySecret: string } | { readonly way: 'token'; readonly accessToken: string };

/** @returns a text that is opaque to all others */
export function writeSecret(way: string, values: Values): string {
  const secret: Secret =
    way === 'token'
      ? { way: 'token', accessToken: (values['accessToken'] ?? '').trim() }
      : { way: 'secret', librarySecret: (values['librarySecret'] ?? '').trim() };
  return JSON.stringify(secret);
}

/** What is no text of `writeSecret` is taken for a token. */
export function readSecret(kept: string): Secret {
  try {
    const secret = JSON.parse(kept) as Partial<Record<string, string>>;
    if (typeof secret['librarySecret'] === 'string') return { way: 'secret', librarySecret: secret['librarySecret'] };
    if (typeof secret['accessToken'] === 'string') return { way: 'token', accessToken: secret['accessToken'] };
  } catch {
    // Not ours.
  }
  return { way: 'token', accessToken: kept };
}
