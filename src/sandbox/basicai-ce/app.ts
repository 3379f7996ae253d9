import type { ServerDeps } from '../platformServer';
import type { Bucket } from '../store/s3';
import { encodePath, presign } from '../store/sigv4';
import type { Computed } from './data/computed';
import type { CeModes } from './modes';

/** What all areas of this server share. */
export interface App extends ServerDeps {
  bucket: Bucket;
  /** Signs the tokens. */
  jwtSecret: string;
  /** Seconds: the `iat` of every token that never ends, one for a run of the server (CE-7). */
  startedAt: number;
  computed: Computed | undefined;
  /** Uploads that are read from the store at once. */
  fetching: Semaphore;
  /** The one queue in which what was read is taken into datasets. */
  parsing: Semaphore;
  modes: CeModes;
}

/** Lets at most `width` jobs run at once, the rest in the order of their coming. */
export class Semaphore {
  private running = 0;
  private readonly waiting: (() => void)[] = [];

  constructor(private readonly width: number) {}

  async run(job: () => Promise<void>): Promise<void> {
    if (this.running >= this.width) await new Promise<void>((resolve) => this.waiting.push(resolve));
    else this.running++;
    try {
      await job();
    } finally {
      const next = this.waiting.shift();
      if (next) next();
      else this.running--;
    }
  }
}

/** Gives `n` ids of a kind and returns the first. */
export function takeIds(app: Pick<App, 'rows'>, kind: 'data' | 'file' | 'serial', n: number): number {
  const next = app.rows.get('SELECT next FROM counter WHERE name = ?', [kind], (row) => row.num('next')) ?? 1;
  app.rows.run('INSERT OR REPLACE INTO counter (name, next) VALUES (?, ?)', [kind, next + n]);
  return next;
}

/** First millisecond of the serial numbers' era. */
const serialEpochMs = 1_288_834_974_657n;
let lastSerial = 0n;

/** A serial number of 19 digits, always larger than the one before; a text, since it passes 2^53. */
export function newSerial(app: Pick<App, 'clock'>): string {
  const serial = (BigInt(app.clock.now()) - serialEpochMs) << 22n;
  lastSerial = serial > lastSerial ? serial : lastSerial + 1n;
  return lastSerial.toString();
}

/** Where the store stands inside the deployment: nothing outside reaches it, but `data/upload` knows it. */
export const internalStoreHost = 'minio:9000';
export const bucketName = 'xtreme1';

/** A presigned GET link for a key, built from the caller's Host as the platform does it. */
export function link(app: App, host: string, key: string, extra: Record<string, string> = {}): string {
  const path = `/${bucketName}/${key}`;
  return `http://${host}/minio${encodePath(path)}?${presign(app.bucket.key, 'GET', path, app.clock.now(), extra)}`;
}
