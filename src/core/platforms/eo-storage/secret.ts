import type { Values } from '../../model/form';

/** The two ways that the documents name, which do not agree (section 2). */
const headers = { apiKey: 'X-API-Key', token: 'Authorization' } as const;
type Way = keyof typeof headers;

/** @returns a text that is opaque to all others */
export function writeSecret(way: string, values: Values): string {
  const own: Way = way === 'token' ? 'token' : 'apiKey';
  return JSON.stringify({ way: own, value: (values[own === 'token' ? 'token' : 'key'] ?? '').trim() });
}

/** The header that proves who one is, and the secret in it. What is no text of `writeSecret` is taken for a key. */
export function headerOf(kept: string): { readonly name: string; readonly value: string } {
  try {
    const { way, value } = JSON.parse(kept) as Partial<Record<string, string>>;
    if (value !== undefined) return { name: headers[way === 'token' ? 'token' : 'apiKey'], value };
  } catch {
    // Not ours.
  }
  return { name: headers.apiKey, value: kept };
}
