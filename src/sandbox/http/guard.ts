const NAMES = /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d{1,5})?$/i;

/** Whether a Host header names this machine itself; a page that rebinds a name of its own to 127.0.0.1 does not. */
export function isLoopbackHost(host: string): boolean {
  return NAMES.test(host);
}

/** Whether the request comes from no page at all, or from one of this very server. */
export function isOwnOrigin(origin: string | undefined, host: string): boolean {
  return origin === undefined || origin.toLowerCase() === `http://${host.toLowerCase()}`;
}
