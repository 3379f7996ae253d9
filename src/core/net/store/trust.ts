import { text, type Text } from '../../model/text';
import { PlatformError } from '../errors';
import { plainHost } from '../hosts/hosts';
import type { Log } from '../sessionContext';
import { isLoopback } from '../hosts/urls';

/** Addresses that no store has: those of this net segment, and the machine's own metadata service. */
const never = /^(169\.254\.|0\.|\[fe[89ab][0-9a-f]:|\[fd00:ec2::254\]|\[::\])|^metadata(\.|$)/;
/** Networks of one's own (RFC 1918, RFC 4193). */
const ownNet = /^(10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|\[f[cd][0-9a-f]{2}:)/;

interface Rule {
  readonly broken: (url: URL, api: URL) => boolean;
  readonly message: (host: string) => Text;
}

const rules: readonly Rule[] = [
  {
    broken: ({ protocol }) => protocol !== 'https:' && protocol !== 'http:',
    message: () => text('The server returned an invalid download or upload address. It is not followed.'),
  },
  {
    broken: ({ username, password }) => username !== '' || password !== '',
    message: (host) => text('The server returned an address on {0} with a user name in it. It is not followed.', host),
  },
  {
    broken: ({ hostname }) => never.test(plainHost(hostname)),
    message: (host) =>
      text('The server returned an address on {0}, which cannot be a file store. It is not followed.', host),
  },
  {
    broken: ({ hostname }, api) => isLoopback(hostname) && !isLoopback(api.hostname),
    message: (host) => text('The server returned an address on {0}, which is this machine. It is not followed.', host),
  },
  {
    broken: ({ hostname }, api) => isNear(hostname) && !isNear(api.hostname) && !isLoopback(api.hostname),
    message: (host) =>
      text('The server returned an address on {0}, which is in your private network. It is not followed.', host),
  },
  {
    broken: (url, api) => url.protocol === 'http:' && !plainAllowed(url, api),
    message: (host) => text('The server returned an unencrypted address on {0}. It is not followed.', host),
  },
];

/** Whether a host is one of a network of one's own, told by its address. */
export function isNear(hostname: string): boolean {
  return ownNet.test(plainHost(hostname));
}

/** Without encryption bytes go within this machine, within its network, or to the very host that the platform has without. */
function plainAllowed({ hostname }: URL, api: URL): boolean {
  if (isLoopback(hostname) || isNear(hostname)) return true;
  return api.protocol === 'http:' && plainHost(hostname) === plainHost(api.hostname);
}

/** Hosts that were told of already, by the log that was told. */
const hostsLogged = new WeakMap<Log, Set<string>>();

/**
 * An address that a server named for bytes, when it may be followed: never one that only this machine or its network
 * reaches, unless the platform stands there too.
 * @param log told once of each host of this network that gets bytes without encryption
 * @throws PlatformError of kind `protocol`
 */
export function trustedStoreUrl(given: string, apiUrl: string, log?: Log): string {
  const url = URL.canParse(given) ? new URL(given) : new URL('none:');
  const broken = rules.find((rule) => rule.broken(url, new URL(apiUrl)));
  if (broken) throw new PlatformError('protocol', broken.message(url.host));
  if (log && url.protocol === 'http:' && isNear(url.hostname)) tellOnce(log, url.host);
  return given;
}

function tellOnce(log: Log, host: string): void {
  const hosts = hostsLogged.get(log) ?? new Set<string>();
  hostsLogged.set(log, hosts);
  if (hosts.has(host)) return;
  hosts.add(host);
  log.warn(`Bytes go to ${host} without encryption, within the network of the server.`);
}

/**
 * The URL of bytes whose host and path a server names apart, as `https://{domain}{path}`. It follows the scheme of the base
 * URL where both stand on this machine, and nowhere else.
 * @throws PlatformError of kind `protocol`
 */
export function bytesUrl(domain: string, path: string, apiUrl: string, log?: Log): string {
  const given = `https://${domain}${path.startsWith('/') ? '' : '/'}${path}`;
  const api = new URL(apiUrl);
  const near = URL.canParse(given) && isLoopback(new URL(given).hostname) && isLoopback(api.hostname);
  return trustedStoreUrl(near ? given.replace(/^https:/, api.protocol) : given, apiUrl, log);
}
