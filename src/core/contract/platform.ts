import type { Connection } from '../model/connection';
import type { Field, Values } from '../model/form';
import type { Text } from '../model/text';
import type { SessionContext } from '../net/sessionContext';
import type { Session } from './session';

/** How well a platform's wire is known: tried on a server, read in its documents, or guessed from them. */
export type Maturity = 'verified' | 'documented' | 'inferred';

/** One way to prove who one is, as data: the wizard and the settings are one piece of code for all platforms. */
export interface SignInMethod {
  readonly id: string;
  readonly label: Text;
  readonly detail: Text;
  readonly fields: readonly Field[];
}

export interface PlatformInfo {
  readonly id: string;
  readonly name: string;
  readonly detail: Text;
  /** The platform's own documentation. */
  readonly docs: string;
  readonly maturity: Maturity;
  readonly urlField: Field;
  /** What else a connection needs, asked after its URL and kept in the settings: nothing secret. */
  readonly fields?: readonly Field[];
  readonly signInMethods: readonly SignInMethod[];
  /** Whether it keeps files of every kind, and not only those of annotation. */
  readonly anyFile?: boolean;
  /** How its lists are asked for: by the offset of a row, or by the cursor that came with the page before. */
  readonly pagination: 'offset' | 'cursor';
}

/** What signing in gave: the secret to keep, and what the person should know about it. */
export interface SignedIn {
  readonly secret: string;
  readonly note?: Text;
}

export interface Platform {
  readonly info: PlatformInfo;
  /** Completes what a person typed as base URL into the one of the API. */
  baseUrl(url: string): string;
  /**
   * Where the secret of a connection is sent beside its URL: a sign-in host, a store that takes the same keys. A secret is
   * bound to all of them, so that no later change of an option leads it elsewhere.
   */
  secretHosts?(connection: Connection): readonly string[];
  /** Turns a filled form into a secret. @throws PlatformError */
  signIn(
    method: string,
    values: Values,
    connection: Connection,
    context: SessionContext,
    signal: AbortSignal,
  ): Promise<SignedIn>;
  open(connection: Connection, credentials: Credentials, context: SessionContext): Session;
}

/** The secret of one connection. One that the server refused is asked for once, however many requests failed. */
export interface Credentials {
  /** @throws PlatformError of kind `auth` when there is none and none was given */
  get(signal: AbortSignal | undefined): Promise<string>;
  /** Called with the secret that was refused; answers with another one. @throws PlatformError of kind `auth` */
  refresh(refused: string, signal: AbortSignal | undefined): Promise<string>;
}
