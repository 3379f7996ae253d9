/** `localhost` and names below it (RFC 6761, 6.3), and numbers as URLs write them. */
const loopbackHostPattern = /^((.+\.)?localhost|127(\.\d{1,3}){3}|\[::1\])$/;
/** 127.0.0.0/8 in the last 32 bits of an address of IPv6: compatible, mapped, or translated (RFC 4291, 6052, 7915, 8215). */
const embeddedLoopbackPattern = /^\[(::(ffff:(0:)?)?|64:ff9b::|64:ff9b:1:[0-9a-f:]*)7f[0-9a-f]{2}:[0-9a-f]{1,4}\]$/;

/**
 * Whether a Host header names this machine itself: `localhost` and names below it (RFC 6761, 6.3), with the root's dot too,
 * and addresses of its loopback, plain or carried in one of IPv6. A page that rebinds a name of its own to 127.0.0.1 does
 * not.
 */
export function isLoopbackHost(host: string): boolean {
  const name = /^(\[[^\]]*\]|[a-z0-9._-]+)(:\d{1,5})?$/i.exec(host)?.[1]?.replace(/\.+$/, '') ?? '';
  // The URL reads an address in any of its forms as one; a Host that it does not take names nothing.
  if (!URL.canParse(`http://${name}/`)) return false;
  const { hostname } = new URL(`http://${name}/`);
  return loopbackHostPattern.test(hostname) || embeddedLoopbackPattern.test(hostname);
}

/** Whether the request comes from no page at all, or from one of this very server. */
export function isOwnOrigin(origin: string | undefined, host: string): boolean {
  return origin === undefined || origin.toLowerCase() === `http://${host.toLowerCase()}`;
}
