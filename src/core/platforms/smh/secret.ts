import type { Values } from '../../model/form';

/** What a person gave: the master secret of a library, or a token made elsewhere. */
export type SmhSecret =
  | { readonly kind: 'secret'; readonly librarySecret: string }
  | { readonly kind: 'token'; readonly accessToken: string };

/** @returns a text that is opaque to all others */
export function writeSecret(method: string, values: Values): string {
  const secret: SmhSecret =
    method === 'token'
      ? { kind: 'token', accessToken: (values['accessToken'] ?? '').trim() }
      : { kind: 'secret', librarySecret: (values['librarySecret'] ?? '').trim() };
  return JSON.stringify(secret);
}

/** What is no text of `writeSecret` is taken for a token. */
export function readSecret(kept: string): SmhSecret {
  try {
    const secret = JSON.parse(kept) as Partial<Record<string, string>>;
    if (typeof secret['librarySecret'] === 'string') return { kind: 'secret', librarySecret: secret['librarySecret'] };
    if (typeof secret['accessToken'] === 'string') return { kind: 'token', accessToken: secret['accessToken'] };
  } catch {
    // Not ours.
  }
  return { kind: 'token', accessToken: kept };
}
