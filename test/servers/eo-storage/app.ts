import type { ServerDeps } from '../../../src/sandbox/platformServer';
import type { Modes } from './modes';

export interface App extends ServerDeps {
  /** The user's one API key. */
  key: string;
  /** Signs upload and download links. */
  linkSecret: string;
  modes: Modes;
}

/** A whole number of up to 64 bits. */
export type Id = bigint;

/** Above every whole number that a JavaScript number holds exactly. */
const firstBigId = 2n ** 53n + 1_000_001n;
/** Of the size of the documents' samples. */
const firstId = 4120n;

/** Gives `n` ids in a row and returns the first. */
export function takeIds(app: App, n = 1): Id {
  const stored = app.rows.get('SELECT next FROM counter WHERE name = ?', ['file'], (row) => row.big('next')) ?? firstId;
  const next = app.modes.bigIds === true && stored < firstBigId ? firstBigId : stored;
  app.rows.run('INSERT OR REPLACE INTO counter (name, next) VALUES (?, ?)', ['file', next + BigInt(n)]);
  return next;
}

const bytesPerGiB = 1024 ** 3;

/** Sizes are doubles of 1024^3 bytes, which the wire calls GB (EO-9). */
export const toGb = (bytes: number): number => bytes / bytesPerGiB;
export const toBytes = (gb: number): number => Math.round(gb * bytesPerGiB);
