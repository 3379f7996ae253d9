import type { Clock } from './clock';
import type { Home } from './run/home';
import type { Arrival } from './http/arrival';
import type { Answer } from './http/answer';
import type { Json } from './json';
import type { Rows } from './store/rows';
import type { ObjectStore } from './store/objects';

/** What every server stands on. */
export interface ServerDeps {
  home: Home;
  rows: Rows;
  objects: ObjectStore;
  clock: Clock;
  pace: Pace;
}

/** How long the server takes for one item of background work, in milliseconds. */
export interface Pace {
  msPerItem: number;
}

/** What to fill a fresh sandbox with: `samples` is a folder, `rows` the size of a dataset that is computed. */
export interface SeedOptions {
  samples: string | undefined;
  rows: number;
}

/** How a client connects to a server, by the ids of the fields in the platform's own form. */
export interface Connect {
  /** What a connection holds beside its URL; nothing secret. */
  readonly options: Readonly<Record<string, string>>;
  /** One of the platform's ways to sign in, and what is entered there. */
  readonly method: string;
  readonly values: Readonly<Record<string, string>>;
}

/** One platform's server. It answers for the whole origin but `/sandbox/`, which belongs to the control API. */
export interface PlatformServer {
  /** The path of the base URL that a client is given. */
  readonly basePath: string;
  /** Opens the control API, and the platform too where it knows plain keys. */
  readonly token: string;
  readonly username: string;
  readonly connect: Connect;
  /** Longest request line with headers, bytes; that of the deepest platform's proxy when it does not say. */
  readonly headLimit?: number;
  /** How a client connects when that needs the sandbox's own origin, such as `http://127.0.0.1:8080`. */
  connectAt?(origin: string): Connect;
  seed(seedOptions: SeedOptions): Promise<void>;
  /** Told once where it is served, such as `http://127.0.0.1:8080`: after it was filled, before its address is told. */
  listening?(origin: string): void;
  /** Told of every request as it comes, before any fault acts on it. */
  arrived?(arrival: Arrival): void;
  handle(arrival: Arrival): Promise<Answer>;
  /** Rows of a table, for assertions; `undefined` when there is no such table. */
  table(name: string): Json | undefined;
  revoke(token: string): void;
  /** Changes how the server behaves, for tests. Throws with the reason when there is no such mode or value. */
  set?(mode: string, value: Json): void;
  /** A path as the log may keep it, for a wire that carries secrets in paths. */
  hide?(path: string): string;
}

export type PlatformServerFactory = (deps: ServerDeps) => PlatformServer;
