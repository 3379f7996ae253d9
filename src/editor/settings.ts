import { ConfigurationTarget, type Disposable, type Event, EventEmitter, workspace } from 'vscode';
import type { Connection } from '../core/model/connection';
import { readBaseUrl } from '../core/net/urls';

const section = 'datasets';
const key = 'connections';

/** The connections, kept in an application-scoped setting: no workspace can redirect where a key is sent. */
export class ConnectionSettings implements Disposable {
  private readonly changed = new EventEmitter<void>();
  private readonly watching = workspace.onDidChangeConfiguration((event) => {
    if (event.affectsConfiguration(`${section}.${key}`)) this.changed.fire();
  });
  readonly onDidChange: Event<void> = this.changed.event;

  /** What is written and readable; entries that make no sense are left alone and left out. */
  all(): Connection[] {
    const written = workspace.getConfiguration(section).inspect<unknown[]>(key)?.globalValue ?? [];
    const seen = new Set<string>();
    return (Array.isArray(written) ? written : []).flatMap((entry) => {
      const connection = readConnection(entry);
      if (connection === undefined || seen.has(connection.id)) return [];
      seen.add(connection.id);
      return connection;
    });
  }

  /** Adds the connection, or replaces the one with its id. */
  async save(connection: Connection): Promise<void> {
    const others = this.all();
    const at = others.findIndex((one) => one.id === connection.id);
    await this.write(at < 0 ? [...others, connection] : others.with(at, connection));
  }

  async remove(id: string): Promise<void> {
    await this.write(this.all().filter((one) => one.id !== id));
  }

  dispose(): void {
    this.watching.dispose();
    this.changed.dispose();
  }

  private async write(connections: readonly Connection[]): Promise<void> {
    await workspace.getConfiguration(section).update(key, connections, ConfigurationTarget.Global);
  }
}

function readConnection(entry: unknown): Connection | undefined {
  if (typeof entry !== 'object' || entry === null) return undefined;
  const { id, platform, name, url, options } = entry as Record<string, unknown>;
  if (typeof id !== 'string' || typeof platform !== 'string' || typeof url !== 'string' || !/^[\w-]{1,64}$/.test(id))
    return undefined;
  const address = readBaseUrl(url);
  if (address.problem !== undefined) return undefined;
  return {
    id,
    platform,
    name: typeof name === 'string' && name !== '' ? name : address.url,
    url: address.url,
    ...(typeof options === 'object' && options !== null && { options: texts(options) }),
  };
}

function texts(options: object): Record<string, string> {
  const entries = Object.entries(options).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
  return Object.fromEntries(entries);
}
