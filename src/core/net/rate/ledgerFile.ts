import { mkdir, open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import * as v from 'valibot';
import { emptyLedger, type Ledger } from './ledger';
import type { LedgerStore } from './limiter';

/** A lock that is older than this was left behind by a process that was killed, in ms. */
const stale = 2_000;
const pause = 3;

const share = v.object({ times: v.array(v.number()), spans: v.array(v.tuple([v.number(), v.number()])) });
const schema = v.object({
  interactive: share,
  bulk: share,
  stopUntil: v.number(),
  slowUntil: v.number(),
  slowBy: v.number(),
});

/**
 * A ledger in a file that several processes share. Whoever changes it holds a lock file beside it; it is written under
 * another name and renamed, so that nobody reads half of it. One that cannot be read counts as empty.
 */
export function ledgerInFile(path: string): LedgerStore {
  let last: Promise<unknown> = Promise.resolve();
  return {
    change: (by) => {
      const next = last.then(() =>
        locked(path, async () => {
          const { ledger, result } = by(await read(path));
          await write(path, ledger);
          return result;
        }),
      );
      last = next.catch(() => undefined);
      return next;
    },
  };
}

async function locked<T>(path: string, work: () => Promise<T>): Promise<T> {
  const lock = `${path}.lock`;
  await mkdir(dirname(path), { recursive: true });
  while (!(await taken(lock))) await new Promise((resolve) => setTimeout(resolve, pause));
  try {
    return await work();
  } finally {
    await rm(lock, { force: true });
  }
}

async function taken(lock: string): Promise<boolean> {
  try {
    await (await open(lock, 'wx')).close();
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    const since = await stat(lock).catch(() => undefined);
    if (since !== undefined && Date.now() - since.mtimeMs > stale) await takeAway(lock);
    return false;
  }
}

/**
 * Of several that find it stale one may be late and meet a fresh one: that is put back. At the worst two change the ledger
 * at once, and one of their grants is not counted.
 */
async function takeAway(lock: string): Promise<void> {
  const away = `${lock}.${process.pid}`;
  try {
    await rename(lock, away);
    const { mtimeMs } = await stat(away);
    if (Date.now() - mtimeMs > stale) await rm(away, { force: true });
    else await rename(away, lock);
  } catch {
    // Somebody else took it away.
  }
}

async function read(path: string): Promise<Ledger> {
  try {
    return v.parse(schema, JSON.parse(await readFile(path, 'utf8')));
  } catch {
    return emptyLedger;
  }
}

async function write(path: string, ledger: Ledger): Promise<void> {
  const part = `${path}.${process.pid}.part`;
  await writeFile(part, JSON.stringify(ledger), { mode: 0o600 });
  await rename(part, path);
}
