/**
 * A host in the one way that rules are written for: lower case, without the dot of the root, numbers as four decimals, an
 * address of IPv6 that carries one of IPv4 as that: mapped (RFC 4291, 2.5.5.2), compatible (2.5.5.1), translated (RFC 6052,
 * RFC 8215, RFC 7915).
 */
export function plainHost(hostname: string): string {
  const bare = hostname.toLowerCase().replace(/\.+$/, '');
  const read = URL.canParse(`http://${bare}/`) ? new URL(`http://${bare}/`).hostname : bare;
  return carried(read) ?? read;
}

/** What stands before the last 32 bits of an address that carries one of IPv4, as groups of four digits. */
const carriers: readonly RegExp[] = [
  /^(0000:){6}$/,
  /^(0000:){5}ffff:$/,
  /^(0000:){4}ffff:0000:$/,
  /^0064:ff9b:(0000:){4}$/,
  /^0064:ff9b:0001:([0-9a-f]{4}:){3}$/,
];

function carried(host: string): string | undefined {
  if (!host.startsWith('[')) return undefined;
  const groups = groupsOf(host.slice(1, -1));
  const before = groups
    .slice(0, 6)
    .map((group) => `${group}:`)
    .join('');
  const number = parseInt(groups.slice(6).join(''), 16);
  // `::` and `::1` are addresses of their own.
  if (groups.length !== 8 || number <= 1 || !carriers.some((carrier) => carrier.test(before))) return undefined;
  return [24, 16, 8, 0].map((shift) => (number >>> shift) & 0xff).join('.');
}

/** The eight groups of an address as URLs write it, with four digits each. */
function groupsOf(address: string): string[] {
  const [head = '', tail] = address.split('::').map((half) => half.split(':').filter((group) => group !== ''));
  const [first, last] = [head === '' ? [] : head, tail ?? []];
  const missing = tail === undefined ? 0 : 8 - first.length - last.length;
  return [...first, ...Array<string>(Math.max(0, missing)).fill('0'), ...last].map((group) => group.padStart(4, '0'));
}
