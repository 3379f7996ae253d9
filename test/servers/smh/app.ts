import { randomBytes } from 'node:crypto';
import type { ServerDeps } from '../../../src/sandbox/platformServer';
import type { CosKey } from './cos/sign';
import type { Modes } from './modes';

/** What all parts of this server share. */
export interface App extends ServerDeps {
  libraryId: string;
  librarySecret: string;
  cos: CosKey;
  modes: Modes;
}

const firstIds: Record<Kind, bigint> = { task: 482_210n, recycled: 9031n };
/** Above every whole number that a JavaScript number holds exactly. */
const firstBigId = 2n ** 53n + 1_000_001n;

type Kind = 'task' | 'recycled';

/** The next id of a kind, as text. */
export function takeId(app: App, kind: Kind): string {
  const stored = app.rows.get('SELECT next FROM counter WHERE name = ?', [kind], (row) => BigInt(row.text('next')));
  const next = stored ?? firstIds[kind];
  const id = app.modes.bigIds && next < firstBigId ? firstBigId : next;
  app.rows.run('INSERT OR REPLACE INTO counter (name, next) VALUES (?, ?)', [kind, String(id + 1n)]);
  return String(id);
}

/** A name that nobody guesses: a prefix and that many random bytes in hex. */
export function secretName(prefix: string, bytes = 16): string {
  return prefix + randomBytes(bytes).toString('hex');
}

/** How the platform writes times: ISO-8601, milliseconds, Z. */
export function wireTime(ms: number): string {
  return new Date(ms).toISOString();
}
