import { text, type Text } from '../../model/text';
import { plainHost } from './hosts';

const loopback = /^((.+\.)?localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/**
 * Whether a host name is this machine: by name (RFC 6761, 6.3), by number in every way of writing it, or by an address of
 * IPv6 that stands for one of IPv4.
 */
export function isLoopback(hostname: string): boolean {
  return loopback.test(plainHost(hostname));
}

/** Outcome of reading what a person typed as the address of a server. */
export type CheckedAddress = { readonly url: string; readonly problem?: undefined } | { readonly problem: Text };

/**
 * Reads and normalises a base URL: trimmed, a missing scheme completed (`http` for this machine, else `https`),
 * default ports and a trailing slash dropped. User names, queries and fragments are refused, since they are a sign of a
 * link pasted from somewhere else, or of a secret that would be kept in the settings.
 */
export function readBaseUrl(typed: string): CheckedAddress {
  const trimmed = typed.trim();
  if (trimmed === '') return { problem: text('Enter the URL of the server.') };
  const parsed = parse(trimmed);
  if (parsed === undefined)
    return { problem: text('"{0}" is not a URL. Example: {1}', trimmed, 'http://localhost:8190') };
  if (parsed.protocol !== 'http:' && parsed.protocol !== 'https:')
    return { problem: text('The URL must begin with http:// or https://.') };
  if (parsed.username !== '' || parsed.password !== '')
    return { problem: text('Leave user name and password out of the URL.') };
  if (parsed.search !== '' || parsed.hash !== '') return { problem: text('Remove everything from "?" or "#" on.') };
  return { url: parsed.origin + parsed.pathname.replace(/\/+$/, '') };
}

function parse(typed: string): URL | undefined {
  if (/^[a-z][a-z0-9+.-]*:\//i.test(typed)) return tryUrl(typed);
  const guess = tryUrl(`http://${typed}`);
  if (guess === undefined || /[\s\\]/.test(typed)) return undefined;
  return isLoopback(guess.hostname) ? guess : tryUrl(`https://${typed}`);
}

function tryUrl(value: string): URL | undefined {
  return URL.canParse(value) ? new URL(value) : undefined;
}

/** Scheme, host and port of a URL. */
export function originOf(url: string): string {
  return new URL(url).origin;
}

/**
 * Gives a URL another origin and leaves every byte after it as it is: path and query of a signed URL are part of its
 * signature. @throws TypeError when `url` is none
 */
export function withOrigin(url: string, origin: string): string {
  const match = /^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i.exec(url);
  if (match === null) throw new TypeError('not an absolute URL');
  return origin + url.slice(match[0].length);
}
