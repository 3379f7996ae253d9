import type { Values } from '../../model/form';

/** The two ways that the documents name, which do not agree (EO-3). */
const headers = { apiKey: 'X-API-Key', token: 'Authorization' } as const;
type CredentialKind = keyof typeof headers;

/** @returns a text that is opaque to all others */
export function writeSecret(method: string, values: Values): string {
  const own: CredentialKind = method === 'token' ? 'token' : 'apiKey';
  return JSON.stringify({ kind: own, value: (values[own === 'token' ? 'token' : 'key'] ?? '').trim() });
}

/** The header that proves who one is, and the secret in it. What is no text of `writeSecret` is taken for a key. */
export function headerOf(kept: string): { readonly name: string; readonly value: string } {
  try {
    // Secrets of 0.1.0 say `way`.
    const { value, ...rest } = JSON.parse(kept) as Partial<Record<string, string>>;
    const kind = rest['kind'] ?? rest['way'];
    if (value !== undefined) return { name: headers[kind === 'token' ? 'token' : 'apiKey'], value };
  } catch {
    // Not ours.
  }
  return { name: headers.apiKey, value: kept };
}
