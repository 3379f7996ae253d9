import { randomInt } from 'node:crypto';
import { type Disposable, type Event, EventEmitter, workspace } from 'vscode';
import type { Connection } from '../../core/model/connection';
import { text } from '../../core/model/text';
import { systemClock } from '../../core/net/clock';
import { PlatformError } from '../../core/net/errors';
import { createHttp, type Http } from '../../core/net/http';
import type { SessionContext } from '../../core/net/sessionContext';
import type { Credentials, Platform, Session } from '../../core/contract';
import { Limiters } from '../../core/net/rate/limiters';
import { AskingCredentials, type AskSecret } from './credentials';
import type { ContextKeys } from '../api/contextKeys';
import type { ChannelLog } from '../api/log';
import type { UnreadableEntry } from './connectionList';
import { type Sandbox, sandboxId } from './sandbox';
import type { Secrets } from './secrets';
import type { ConnectionSettings } from './settings';

interface Opened {
  readonly connection: Connection;
  readonly session: Session;
  readonly credentials: AskingCredentials | undefined;
}

/** The connections and their sessions: one session a connection, opened when first needed. */
export class Sessions implements Disposable {
  private readonly changed = new EventEmitter<string | undefined>();
  private readonly opened = new Map<string, Opened>();
  private readonly http: Http;
  private readonly watching: Disposable[];
  readonly context: SessionContext;
  /** Tells the id of the connection that changed; undefined when the list did. */
  readonly onDidChange: Event<string | undefined> = this.changed.event;

  /** @param limits a folder for what is known of rates, shared by all windows */
  constructor(
    /** Every platform that connections may be of. */
    readonly platforms: readonly Platform[],
    private readonly settings: ConnectionSettings,
    private readonly secrets: Secrets,
    private readonly sandbox: Sandbox,
    private readonly askSecret: AskSecret,
    keys: ContextKeys,
    log: ChannelLog,
    userAgent: string,
    limits: string,
  ) {
    this.http = createHttp(userAgent, () => workspace.getConfiguration('http').get('proxySupport') !== 'on');
    const random = () => randomInt(2 ** 32) / 2 ** 32;
    const limiters = new Limiters(limits, systemClock);
    this.context = {
      http: this.http,
      clock: systemClock,
      log,
      limiter: (name, allowed) => limiters.of(name, allowed),
      random,
      registerSecret: (secret) => log.redactor.add(secret),
    };
    const listChanged = () => {
      keys.set('datasets.connected', this.all().length > 0);
      this.changed.fire(undefined);
    };
    this.watching = [
      settings.onDidChange(listChanged),
      sandbox.onDidChange(listChanged),
      secrets.onDidChange((event) => void this.secretChanged(event.key)),
    ];
    keys.set('datasets.connected', this.all().length > 0);
  }

  /** In the order of the setting, the sandbox last. */
  all(): Connection[] {
    const local = this.sandbox.connection();
    return [...this.settings.all().filter((one) => one.id !== sandboxId), ...(local ? [local] : [])];
  }

  /** Entries of the setting that no connection can be made of. */
  unreadable(): readonly UnreadableEntry[] {
    return this.settings.unreadable();
  }

  /** Fields of the setting that mean nothing here. */
  unknownFields(connection: Connection): readonly string[] {
    return this.settings.unknownFields(connection);
  }

  find(id: string): Connection | undefined {
    return this.all().find((one) => one.id === id);
  }

  platformOf(connection: Connection): Platform {
    const found = this.platforms.find((one) => one.info.id === connection.platform);
    if (found) return found;
    throw new PlatformError(
      'invalid',
      text('The platform "{0}" of connection "{1}" is not known.', connection.platform, connection.name),
    );
  }

  open(connection: Connection): Session {
    const known = this.opened.get(connection.id);
    if (known !== undefined && same(known.connection, connection)) return known.session;
    known?.session.close();
    const credentials = connection.id === sandboxId ? undefined : this.asking(connection);
    const session = this.platformOf(connection).open(
      connection,
      credentials ?? this.sandboxCredentials(),
      this.context,
    );
    this.opened.set(connection.id, { connection, session, credentials });
    return session;
  }

  /** A session beside the usual one, with the same secret and another way to send. Whoever opens it closes it. */
  apart(connection: Connection, http: Http): Session {
    this.open(connection);
    const credentials = this.opened.get(connection.id)?.credentials ?? this.sandboxCredentials();
    return this.platformOf(connection).open(connection, credentials, { ...this.context, http });
  }

  /** @throws PlatformError when the connection is gone */
  byId(id: string): { connection: Connection; session: Session } {
    const connection = this.find(id);
    if (connection === undefined) throw new PlatformError('not-found', text('The connection no longer exists.'));
    return { connection, session: this.open(connection) };
  }

  /**
   * A person acted: a question for the key that was dismissed before may be asked again, and a sandbox that was
   * stopped may start.
   */
  askAgain(id: string): void {
    if (id === sandboxId) this.sandbox.wake();
    this.opened.get(id)?.credentials?.reset();
  }

  dispose(): void {
    for (const { session } of this.opened.values()) session.close();
    for (const one of this.watching) one.dispose();
    this.http.close();
    this.changed.dispose();
  }

  private asking(connection: Connection): AskingCredentials {
    return new AskingCredentials(connection, () => this.secrets.get(connection), this.askSecret);
  }

  private sandboxCredentials(): Credentials {
    return {
      get: () => this.sandbox.token(),
      refresh: () =>
        Promise.reject(new PlatformError('auth', text('The sandbox refused its own token. Reset the sandbox.'))),
    };
  }

  /** A secret for another address is followed by the connection's own change; until then there is nothing to read again. */
  private async secretChanged(key: string): Promise<void> {
    const id = [...this.opened.keys()].find((one) => key.endsWith(`.${one}`));
    const connection = id === undefined ? undefined : this.opened.get(id)?.connection;
    if (connection === undefined || (await this.secrets.get(connection)) === undefined) return;
    this.askAgain(connection.id);
    this.changed.fire(connection.id);
  }
}

function same(a: Connection, b: Connection): boolean {
  const options = ({ options = {} }: Connection) => JSON.stringify(Object.entries(options).sort());
  return a.url === b.url && a.platform === b.platform && a.name === b.name && options(a) === options(b);
}
