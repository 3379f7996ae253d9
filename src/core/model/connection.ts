/** One account on one server. Never holds a secret. */
export interface Connection {
  /** Made once, never reused. */
  readonly id: string;
  /** The platform's id in the registry. */
  readonly platform: string;
  /** What the person calls it. */
  readonly name: string;
  /** Normalised base URL: scheme, host, path without a trailing slash; no user, query or fragment. */
  readonly url: string;
}
