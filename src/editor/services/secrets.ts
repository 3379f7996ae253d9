import type { Event, SecretStorage, SecretStorageChangeEvent } from 'vscode';
import type { Connection } from '../../core/model/connection';
import { originOf } from '../../core/net/hosts/urls';
import { text, type Text } from '../../core/model/text';
import { isPlatformError, PlatformError } from '../../core/net/errors';

const prefix = 'datasets.secret.';

/** The code of the error when the storage of the editor hangs, refuses, or keeps nothing. */
export const storageFailed = 'SECRET_STORAGE';
/** Longest wait for the storage, in ms: a keyring may ask for its password meanwhile. */
const longestWait = 30_000;

/** Where the secret of a connection is sent beside its URL. */
export type SecretHosts = (connection: Connection) => readonly string[];

/**
 * Secrets in SecretStorage, one for each connection, each bound to the hosts that it was given for: when the URL or an
 * option of a connection leads to another host, the old secret is never sent there.
 */
export class Secrets {
  readonly onDidChange: Event<SecretStorageChangeEvent>;
  /** Secrets that the storage did not take, until the editor ends. */
  private readonly forSession = new Map<string, Kept>();

  /** @param wait longest wait for the storage, in ms */
  constructor(
    private readonly storage: SecretStorage,
    private readonly registerSecret: (secret: string) => void,
    private readonly hosts: SecretHosts = () => [],
    private readonly wait = longestWait,
  ) {
    this.onDidChange = storage.onDidChange;
  }

  /** @throws PlatformError with the code `storageFailed` */
  async get(connection: Connection): Promise<string | undefined> {
    const inMemory = this.forSession.get(connection.id);
    const kept = inMemory ?? parse(await this.answered(() => this.storage.get(prefix + connection.id)));
    if (kept?.origin !== this.boundTo(connection)) return undefined;
    this.registerSecret(kept.secret);
    return kept.secret;
  }

  /**
   * Keeps a secret and reads it back: storing resolves even when nothing was kept.
   * @throws PlatformError with the code `storageFailed`
   */
  async set(connection: Connection, secret: string): Promise<void> {
    this.registerSecret(secret);
    this.forSession.delete(connection.id);
    const kept: Kept = { origin: this.boundTo(connection), secret };
    await this.answered(() => this.storage.store(prefix + connection.id, JSON.stringify(kept)));
    if ((await this.get(connection)) !== secret)
      throw failed(text('The secret storage of the editor did not keep the key.'));
  }

  /** Keeps a secret in memory alone, until the editor ends. */
  setForSession(connection: Connection, secret: string): void {
    this.registerSecret(secret);
    this.forSession.set(connection.id, { origin: this.boundTo(connection), secret });
  }

  /** The hosts that a connection's secret may go to: that of its URL first. */
  boundTo(connection: Connection): string {
    const own = originOf(connection.url);
    // What is no URL leads nowhere; it still tells one binding from another.
    const others = this.hosts(connection).map((host) => (URL.canParse(host) ? originOf(host) : host));
    return [own, ...[...new Set(others)].filter((one) => one !== own).sort()].join(' ');
  }

  async remove(id: string): Promise<void> {
    this.forSession.delete(id);
    await this.answered(() => this.storage.delete(prefix + id));
  }

  /** What the storage says, which may hang behind a keyring that waits for its password, or refuse. */
  private async answered<T>(ask: () => Thenable<T>): Promise<T> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(
        () => reject(failed(text('The secret storage of the editor does not answer. Its keyring may be locked.'))),
        this.wait,
      );
    });
    try {
      return await Promise.race([ask(), late]);
    } catch (error) {
      if (isPlatformError(error)) throw error;
      throw failed(text('The secret storage of the editor refused. Its keyring may be locked or missing.'));
    } finally {
      clearTimeout(timer);
    }
  }
}

interface Kept {
  readonly origin: string;
  readonly secret: string;
}

/** What the storage itself says is not shown: it may hold what should be kept. */
function failed(message: Text): PlatformError {
  return new PlatformError('unavailable', message, {
    code: storageFailed,
    remedy: text('Unlock or set up the keyring of this system. See "keyring" in the documentation of VS Code.'),
  });
}

function parse(kept: string | undefined): Kept | undefined {
  if (kept === undefined) return undefined;
  try {
    const { origin, secret } = JSON.parse(kept) as Record<string, unknown>;
    return typeof origin === 'string' && typeof secret === 'string' ? { origin, secret } : undefined;
  } catch {
    return undefined;
  }
}
