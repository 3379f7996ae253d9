import { text, type Text } from '../../model/text';
import { PlatformError } from '../errors';
import { isLoopback } from '../urls';

/** Addresses that no store has: those of this net segment, the machine's own metadata service, and old addresses written as new ones. */
const never = /^(169\.254\.|0\.|\[fe80:|\[fd00:ec2::254\]|\[::\]|\[::ffff:)|^metadata\./i;
/** Networks of one's own (RFC 1918, RFC 4193). */
const ownNet = /^(10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|\[f[cd][0-9a-f]{2}:)/i;

interface Rule {
  readonly broken: (url: URL, api: URL) => boolean;
  readonly said: (host: string) => Text;
}

const rules: readonly Rule[] = [
  {
    broken: ({ protocol }) => protocol !== 'https:' && protocol !== 'http:',
    said: () => text('The server named something for bytes that is no web address. It is not followed.'),
  },
  {
    broken: ({ username, password }) => username !== '' || password !== '',
    said: (host) => text('The server named {0} for bytes, with a user name in the address. It is not followed.', host),
  },
  {
    broken: ({ hostname }) => never.test(hostname),
    said: (host) => text('The server named {0} for bytes, where no store can be. It is not followed.', host),
  },
  {
    broken: ({ hostname }, api) => isLoopback(hostname) && !isLoopback(api.hostname),
    said: (host) => text('The server named {0} for bytes, which is this machine. It is not followed.', host),
  },
  {
    broken: ({ hostname }, api) => ownNet.test(hostname) && !ownNet.test(api.hostname) && !isLoopback(api.hostname),
    said: (host) => text('The server named {0} for bytes, in the network of this machine. It is not followed.', host),
  },
  {
    broken: (url, api) => url.protocol === 'http:' && !plainAllowed(url, api),
    said: (host) => text('The server named {0} for bytes without encryption. It is not followed.', host),
  },
];

/** Without encryption bytes go within this machine, or to the very host that the platform itself has without. */
function plainAllowed({ hostname }: URL, api: URL): boolean {
  return isLoopback(hostname) || (api.protocol === 'http:' && hostname === api.hostname);
}

/**
 * An address that a server named for bytes, when it may be followed: never one that only this machine or its network
 * reaches, unless the platform stands there too.
 * @throws PlatformError of kind `protocol`
 */
export function trusted(given: string, apiUrl: string): string {
  const url = URL.canParse(given) ? new URL(given) : new URL('none:');
  const broken = rules.find((rule) => rule.broken(url, new URL(apiUrl)));
  if (broken) throw new PlatformError('protocol', broken.said(url.host));
  return given;
}

/**
 * The URL of bytes whose host and path a server names apart, as `https://{domain}{path}`. It follows the scheme of the base
 * URL where both stand on this machine, and nowhere else.
 * @throws PlatformError of kind `protocol`
 */
export function bytesUrl(domain: string, path: string, apiUrl: string): string {
  const given = `https://${domain}${path.startsWith('/') ? '' : '/'}${path}`;
  const api = new URL(apiUrl);
  const near = URL.canParse(given) && isLoopback(new URL(given).hostname) && isLoopback(api.hostname);
  return trusted(near ? given.replace(/^https:/, api.protocol) : given, apiUrl);
}
