import type { Clock } from './clock';
import type { Home } from './home';
import type { Arrival } from './http/arrival';
import type { Answer } from './http/answer';
import type { Json } from './json';
import type { Rows } from './rows';
import type { ObjectStore } from './store/objects';

/** What every face stands on. */
export interface Ground {
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
export interface Filling {
  samples: string | undefined;
  rows: number;
}

/** One platform's server. It answers for the whole origin but `/sandbox/`, which belongs to the fault face. */
export interface Face {
  /** The path of the base URL that a client is given. */
  readonly basePath: string;
  readonly token: string;
  readonly username: string;
  fill(filling: Filling): Promise<void>;
  handle(arrival: Arrival): Promise<Answer>;
  /** Rows of a table, for assertions; `undefined` when there is no such table. */
  table(name: string): Json | undefined;
  revoke(token: string): void;
}

export type FaceMaker = (ground: Ground) => Face;
