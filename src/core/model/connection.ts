import { lookUp } from './lookUp';

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
  /** What the platform asks of a connection beside its URL, by the ids of `PlatformInfo.fields`. Nothing secret. */
  readonly options?: Readonly<Record<string, string>>;
}

/** One option of a connection; undefined when it was left empty. */
export function optionOf({ options }: Connection, id: string): string | undefined {
  const value = lookUp(options ?? {}, id)?.trim();
  return value === undefined || value === '' ? undefined : value;
}
