import { randomBytes } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import type { Connection } from '../../../src/core/model/connection';
import type { Node, Ref } from '../../../src/core/model/node';
import { emptyQuery } from '../../../src/core/model/page';
import { systemClock } from '../../../src/core/net/clock';
import { createHttp } from '../../../src/core/net/http';
import type { SessionContext } from '../../../src/core/net/sessionContext';
import { ledgerInMemory, SharedLimiter } from '../../../src/core/net/rate/limiter';
import type { Credentials, Session, UploadSource, UploadUnit, UnitItem } from '../../../src/core/contract';
import { platforms } from '../../../src/core/platforms/registry';
import { deliver, type ItemDelivery } from '../../../src/core/transfer/engine';

const url = process.env.DATASETS_URL ?? '';
const token = process.env.DATASETS_TOKEN ?? '';
const samples = join(process.cwd(), 'media', 'samples', 'pictures');

/** Lines that a log would get; tests look for secrets in them. */
export const lines: string[] = [];

export function makeContext(): SessionContext {
  const keep = (line: string) => void lines.push(line);
  return {
    http: createHttp('dataset-explorer/contract'),
    clock: systemClock,
    log: { debug: keep, info: keep, warn: keep, error: keep },
    limiter: (_name, limits) => new SharedLimiter(ledgerInMemory(), limits, systemClock),
    random: Math.random,
    registerSecret: () => undefined,
  };
}

/** A server under test, with everything that a test makes under one random prefix. */
export class Bench {
  readonly context = makeContext();
  readonly token = token;
  readonly prefix = `contract-${randomBytes(4).toString('hex')}`;
  readonly connection: Connection;
  readonly session: Session;
  private readonly made: Node[] = [];

  constructor(platformId: string, key = token) {
    if (url === '' || token === '') throw new Error('DATASETS_URL and DATASETS_TOKEN name the server under test');
    const platform = platforms.find((one) => one.info.id === platformId);
    if (platform === undefined) throw new Error(`no platform ${platformId}`);
    this.connection = { id: 'contract', platform: platformId, name: 'contract', url: url.replace(/\/+$/, '') };
    this.session = platform.open(this.connection, fixed(key), this.context);
  }

  /** A dataset that is removed at the end. */
  async dataset(name: string, type = 'IMAGE'): Promise<Node> {
    const node = await this.session.create!(undefined)!.run({ name: `${this.prefix} ${name}`, type }, signal());
    this.made.push(node);
    return node;
  }

  async children(parent: Node): Promise<readonly Node[]> {
    return (await this.session.children(parent.ref, emptyQuery, undefined, signal())).items;
  }

  /** Uploads items and answers with what became of each. */
  async upload(target: Node, items: readonly UnitItem[], units?: readonly UploadUnit[]): Promise<ItemDelivery[]> {
    const { upload } = this.session;
    return deliver(upload!, target.ref, units ?? upload!.units(target.ref, items), silent, signal());
  }

  /** A call of the platform's own API, for what the product has no function for. */
  async raw(method: 'GET' | 'POST', path: string, body?: unknown): Promise<any> {
    const answer = await fetch(this.connection.url + path, {
      method,
      headers: { Authorization: `Bearer ${token}`, Accept: 'application/json', 'Content-Type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    return answer.json();
  }

  /** Removes what was made, whatever a test left behind. */
  async clean(): Promise<void> {
    const alive = await this.session.get(
      this.made.map((node) => node.ref),
      signal(),
    );
    await this.session.remove!.run([...alive.values()], { release: [] }, signal());
    this.session.close();
    this.context.http.close();
  }
}

export const silent = { progress: () => undefined, state: () => undefined, warned: () => undefined };

export function fixed(key: string): Credentials {
  return { get: () => Promise.resolve(key), refresh: () => Promise.reject(new Error('the key was refused')) };
}

/** Longest time for one test, in ms: a real server takes in uploads one after the other, up to a minute each. */
export const longest = 600_000;

export function signal(): AbortSignal {
  return AbortSignal.timeout(longest);
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

export function itemOf(fileName: string, bytes: Uint8Array, name = fileName.replace(/\.[^.]*$/, '')): UnitItem {
  return { name, fileName, size: bytes.length, source: sourceOf(fileName, bytes) };
}

/** Real pictures, by file name. */
export function pictures(): Map<string, Buffer> {
  const names = readdirSync(samples).filter((name) => /\.(jpg|png)$/.test(name));
  return new Map(names.map((name) => [name, readFileSync(join(samples, name))]));
}

export function fixture(name: string): Buffer {
  return readFileSync(join(process.cwd(), 'test', 'captures', 'files', name));
}

export function refs(nodes: readonly Node[]): Ref[] {
  return nodes.map((node) => node.ref);
}

export async function bytesOf(stream: Readable): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of stream as AsyncIterable<Buffer>) parts.push(part);
  return Buffer.concat(parts);
}
