import type { Event, SecretStorage, SecretStorageChangeEvent } from 'vscode';
import type { Connection } from '../core/model/connection';
import { originOf } from '../core/net/urls';
import { text } from '../core/model/text';
import { PlatformError } from '../core/net/errors';

const prefix = 'datasets.secret.';

/** Where the secret of a connection is sent beside its URL. */
export type SecretHosts = (connection: Connection) => readonly string[];

/**
 * Secrets in SecretStorage, one for each connection, each bound to the hosts that it was given for: when the URL or an
 * option of a connection leads to another host, the old secret is never sent there.
 */
export class Secrets {
  readonly onDidChange: Event<SecretStorageChangeEvent>;

  constructor(
    private readonly storage: SecretStorage,
    private readonly hide: (secret: string) => void,
    private readonly hosts: SecretHosts = () => [],
  ) {
    this.onDidChange = storage.onDidChange;
  }

  async get(connection: Connection): Promise<string | undefined> {
    const kept = parse(await this.storage.get(prefix + connection.id));
    if (kept?.origin !== this.boundTo(connection)) return undefined;
    this.hide(kept.secret);
    return kept.secret;
  }

  /** Keeps a secret and reads it back: storing resolves even when nothing was kept. @throws PlatformError */
  async set(connection: Connection, secret: string): Promise<void> {
    this.hide(secret);
    await this.storage.store(prefix + connection.id, JSON.stringify({ origin: this.boundTo(connection), secret }));
    if ((await this.get(connection)) !== secret)
      throw new PlatformError(
        'unavailable',
        text('The secret storage of the editor did not keep the key. See "keyring" in the documentation of VS Code.'),
      );
  }

  /** The hosts that a connection's secret may go to: that of its URL first. */
  boundTo(connection: Connection): string {
    const own = originOf(connection.url);
    // What is no URL leads nowhere; it still tells one binding from another.
    const others = this.hosts(connection).map((host) => (URL.canParse(host) ? originOf(host) : host));
    return [own, ...[...new Set(others)].filter((one) => one !== own).sort()].join(' ');
  }

  async remove(id: string): Promise<void> {
    await this.storage.delete(prefix + id);
  }
}

function parse(kept: string | undefined): { origin: string; secret: string } | undefined {
  if (kept === undefined) return undefined;
  try {
    const { origin, secret } = JSON.parse(kept) as Record<string, unknown>;
    return typeof origin === 'string' && typeof secret === 'string' ? { origin, secret } : undefined;
  } catch {
    return undefined;
  }
}
