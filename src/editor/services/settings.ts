import { ConfigurationTarget, type Disposable, type Event, EventEmitter, workspace } from 'vscode';
import type { Connection } from '../../core/model/connection';
import { text } from '../../core/model/text';
import { PlatformError } from '../../core/net/errors';
import { readList, type UnreadableEntry, withoutOne, withSaved } from './connectionList';

const section = 'datasets';
const key = 'connections';

/** The connections, kept in an application-scoped setting: no workspace can redirect where a key is sent. */
export class ConnectionSettings implements Disposable {
  private readonly changed = new EventEmitter<void>();
  private readonly watching = workspace.onDidChangeConfiguration((event) => {
    if (event.affectsConfiguration(`${section}.${key}`)) this.changed.fire();
  });
  readonly onDidChange: Event<void> = this.changed.event;

  /** What is written and readable. */
  all(): Connection[] {
    return [...readList(this.written()).connections];
  }

  /** Entries that no connection can be made of. They stay as they are, whatever is saved. */
  unreadable(): readonly UnreadableEntry[] {
    return readList(this.written()).unreadable;
  }

  /** Fields of a connection's entry that mean nothing here. They stay as they are, whatever is saved. */
  unknownFields({ id }: Connection): readonly string[] {
    return readList(this.written()).unknown.get(id) ?? [];
  }

  /** Adds the connection, or changes the one with its id. Everything else stays as it is written. @throws PlatformError */
  async save(connection: Connection): Promise<void> {
    await this.write((written) => withSaved(written, connection));
  }

  /** @throws PlatformError */
  async remove(id: string): Promise<void> {
    await this.write((written) => withoutOne(written, id));
  }

  dispose(): void {
    this.watching.dispose();
    this.changed.dispose();
  }

  private written(): unknown {
    return workspace.getConfiguration(section).inspect(key)?.globalValue;
  }

  private async write(change: (written: unknown) => unknown[]): Promise<void> {
    const written = this.written();
    if (written !== undefined && written !== null && !Array.isArray(written))
      throw new PlatformError('invalid', text('The setting "{0}" is not a list.', `${section}.${key}`), {
        remedy: text('Open the settings and make it a list, or remove it.'),
      });
    await workspace.getConfiguration(section).update(key, change(written), ConfigurationTarget.Global);
  }
}
