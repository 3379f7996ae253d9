import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import type { Connection } from '../../src/core/model/connection';
import type { Node, Ref } from '../../src/core/model/node';
import type { Outcome } from '../../src/core/model/outcome';
import { emptyQuery, type Page, type Query } from '../../src/core/model/page';
import { text } from '../../src/core/model/text';
import { systemClock } from '../../src/core/net/clock';
import { PlatformError } from '../../src/core/net/errors';
import { createHttp, type Http } from '../../src/core/net/http';
import type { SessionContext } from '../../src/core/net/sessionContext';
import { ledgerInMemory, type Limiter, SharedLimiter } from '../../src/core/net/rate/limiter';
import { Redactor } from '../../src/core/net/secrets/redact';
import type { Credentials, Platform, Session, UploadSource, UnitItem } from '../../src/core/contract';
import { platforms } from '../../src/core/platforms/registry';
import { deliver, type ItemDelivery } from '../../src/core/transfer/engine';

interface Connect {
  readonly options: Readonly<Record<string, string>>;
  readonly method: string;
  readonly values: Readonly<Record<string, string>>;
}

/** One arrival as the sandbox noted it. `at` in ms since 1970. */
export interface Arrival {
  readonly at: number;
  readonly method: string;
  readonly path: string;
  readonly query: readonly string[];
  readonly headers: readonly string[];
  readonly authorization: boolean;
  readonly status: number;
}

/** A session on a server under test, what it logs, and the sandbox's own controls. */
export class Lab {
  readonly lines: string[] = [];
  readonly redactor = new Redactor();
  readonly platform: Platform;
  readonly connection: Connection;
  readonly context: SessionContext;
  readonly prefix = `contract-${randomBytes(4).toString('hex')}`;
  /** What is answered when the server refuses the secret; without one the person "dismissed" the question. */
  next: string | undefined;
  secret = '';
  asked = 0;
  private opened: Session | undefined;
  private readonly limiters = new Map<string, Limiter>();

  private constructor(
    platformId: string,
    private readonly url: string,
    private readonly token: string,
    readonly connect: Connect,
    http?: Http,
  ) {
    const platform = platforms.find((one) => one.info.id === platformId);
    if (platform === undefined) throw new Error(`no platform ${platformId}`);
    this.platform = platform;
    this.connection = {
      id: 'contract',
      platform: platformId,
      name: 'contract',
      url: url.replace(/\/+$/, ''),
      options: connect.options,
    };
    const keep = (line: string) => void this.lines.push(line);
    this.context = {
      http: http ?? createHttp('dataset-explorer/contract'),
      clock: systemClock,
      log: { debug: keep, info: keep, warn: keep, error: keep },
      limiter: (name, limits) => {
        const limiter = this.limiters.get(name) ?? new SharedLimiter(ledgerInMemory(), limits, systemClock);
        this.limiters.set(name, limiter);
        return limiter;
      },
      // Short pauses between attempts: what is tried is that they are repeated, and when they are not.
      random: () => 0.1,
      registerSecret: (secret) => this.redactor.add(secret),
    };
  }

  /** Opens a server, by itself the one that the environment names. */
  static async open(
    platformId: string,
    server?: { readonly url: string; readonly token: string; readonly connect: Connect },
  ): Promise<Lab> {
    if (server) return this.signedIn(new Lab(platformId, server.url, server.token, server.connect));
    const { DATASETS_URL: url, DATASETS_TOKEN: token, DATASETS_CONNECT: connect } = process.env;
    if (!url || !token || !connect)
      throw new Error('DATASETS_URL, DATASETS_TOKEN and DATASETS_CONNECT name the server');
    return this.signedIn(new Lab(platformId, url, token, JSON.parse(connect) as Connect));
  }

  private static async signedIn(lab: Lab): Promise<Lab> {
    await lab.signIn(lab.connect.method, lab.connect.values);
    return lab;
  }

  /** Signs in, and opens a fresh session with what came of it. */
  async signIn(method: string, values: Readonly<Record<string, string>>): Promise<void> {
    const signed = await this.platform.signIn(method, values, this.connection, this.context, signal());
    this.secret = signed.secret;
    this.reopen();
  }

  reopen(): Session {
    this.opened?.close();
    this.opened = this.platform.open(this.connection, this.credentials(), this.context);
    return this.opened;
  }

  get session(): Session {
    if (this.opened === undefined) throw new Error('not signed in');
    return this.opened;
  }

  /** A session beside, that sends in another way. */
  apart(http: Http): Session {
    return this.platform.open(this.connection, this.credentials(), { ...this.context, http });
  }

  private credentials(): Credentials {
    return {
      get: () => Promise.resolve(this.secret),
      refresh: (refused) => {
        if (refused !== this.secret) return Promise.resolve(this.secret);
        this.asked++;
        if (this.next === undefined) return Promise.reject(new PlatformError('auth', text('The key was refused.')));
        this.secret = this.next;
        return Promise.resolve(this.secret);
      },
    };
  }

  /** The sandbox's control API. */
  async control(method: string, path: string, body?: unknown): Promise<any> {
    const answer = await fetch(new URL(`/sandbox${path}`, this.url), {
      method,
      headers: { Authorization: `Bearer ${this.token}`, 'Content-Type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const message = await answer.text();
    if (answer.status !== 200) throw new Error(`${method} ${path}: ${message}`);
    return JSON.parse(message === '' ? 'null' : message);
  }

  mode(mode: string, value: unknown): Promise<void> {
    return this.control('PUT', '/mode', { mode, value });
  }

  /** Spoils what matches, for as many requests as it says. */
  faults(
    ...rules: readonly { match: string; times?: number; skip?: number; action: Record<string, unknown> }[]
  ): Promise<void> {
    return this.control('PUT', '/faults', rules);
  }

  noFaults(): Promise<void> {
    return this.control('DELETE', '/faults');
  }

  rows(table: string): Promise<Record<string, any>[]> {
    return this.control('GET', `/rows?table=${table}`);
  }

  async arrivals(): Promise<readonly Arrival[]> {
    return (await this.control('GET', '/log')).entries;
  }

  clearArrivals(): Promise<void> {
    return this.control('DELETE', '/log');
  }

  /** Everything below a parent, page by page, as the tree reads it. */
  async listed(parent: Ref | undefined, query: Query = emptyQuery, limit = 500): Promise<Node[]> {
    const found: Node[] = [];
    const pages =
      this.platform.info.pagination === 'offset' ? this.byOffset(parent, query, limit) : this.byCursor(parent, query);
    for await (const page of pages) found.push(...page.items);
    return found;
  }

  private async *byOffset(parent: Ref | undefined, query: Query, limit: number): AsyncGenerator<Page<Node>> {
    let total = Infinity;
    for (let offset = 0; offset < total; offset += limit) {
      const page = await this.session.children(parent, query, { offset, limit }, signal());
      if (offset === 0) total = page.total ?? page.items.length;
      yield page;
    }
  }

  private async *byCursor(parent: Ref | undefined, query: Query): AsyncGenerator<Page<Node>> {
    let after: string | undefined;
    for (let pages = 0; pages < 1_000; pages++) {
      const page: Page<Node> = await this.session.children(
        parent,
        query,
        after === undefined ? undefined : { after },
        signal(),
      );
      yield page;
      after = page.next;
      if (after === undefined) return;
    }
    throw new Error('the list has no end');
  }

  async walked(parent: Ref): Promise<Node[]> {
    const found: Node[] = [];
    for await (const part of this.session.walk(parent, emptyQuery, signal())) found.push(...part);
    return found;
  }

  /** Uploads files and answers with what became of each. */
  upload(target: Node, items: readonly UnitItem[]): Promise<ItemDelivery[]> {
    const { upload } = this.session;
    return deliver(upload!, target.ref, upload!.units(target.ref, items), silent, signal());
  }

  /** Asks what would go, and deletes it. */
  async remove(nodes: readonly Node[], permanently = false, by = signal()): Promise<Outcome[]> {
    const preview = await this.session.remove!.preview(refs(nodes), signal(), permanently);
    return this.session.remove!.run(preview.nodes, { release: [], permanently }, by);
  }

  async bytesOf(node: Node): Promise<Buffer> {
    const [fresh] = [...(await this.session.get([node.ref], signal())).values()];
    return bytesOf(await this.session.open(fresh!.files![0]!, undefined, signal()));
  }

  close(): void {
    this.opened?.close();
    this.context.http.close();
  }
}

export const silent = { progress: () => undefined, state: () => undefined, warned: () => undefined };

export function signal(ms = 120_000): AbortSignal {
  return AbortSignal.timeout(ms);
}

export function refs(nodes: readonly Node[]): Ref[] {
  return nodes.map((node) => node.ref);
}

export function names(nodes: readonly Node[]): string[] {
  return nodes.map((node) => node.name).sort();
}

export function sourceOf(name: string, bytes: Uint8Array): UploadSource {
  return {
    name,
    place: name,
    size: bytes.length,
    open: () => Readable.from([Buffer.from(bytes)], { objectMode: false }),
    read: async () => bytes,
  };
}

/** A file as an item; listed under its whole name, as file stores do it, or without its extension. */
export function itemOf(fileName: string, bytes: Uint8Array, name = fileName): UnitItem {
  return { name, fileName, size: bytes.length, source: sourceOf(fileName, bytes) };
}

/** Real pictures, by file name. */
export function pictures(): Map<string, Buffer> {
  const folder = join(process.cwd(), 'media', 'samples', 'pictures');
  const found = readdirSync(folder).filter((name) => /\.(jpg|png)$/.test(name));
  return new Map(found.map((name) => [name, readFileSync(join(folder, name))]));
}

export async function bytesOf(stream: Readable): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of stream as AsyncIterable<Buffer>) parts.push(part);
  return Buffer.concat(parts);
}
