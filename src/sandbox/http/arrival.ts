import { lookUp } from '../../core/model/lookUp';
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';

/** What a fault asks of whoever handles the request. */
export interface Hints {
  expired?: boolean;
  stuck?: string;
}

/** A request as a server sees it. */
export class Arrival {
  readonly method: string;
  /** As sent, percent-encoded, without the query. */
  readonly path: string;
  readonly rawQuery: string;
  readonly hints: Hints = {};
  /** When it came, before any fault delayed it: milliseconds since 1970 by this machine's clock. */
  readonly at = Date.now();
  /** Bytes of the body read so far. */
  bytesIn = 0;

  constructor(private readonly request: IncomingMessage) {
    this.method = request.method ?? 'GET';
    const target = request.url ?? '/';
    const at = target.indexOf('?');
    this.path = at < 0 ? target : target.slice(0, at);
    this.rawQuery = at < 0 ? '' : target.slice(at + 1);
  }

  get headers(): IncomingHttpHeaders {
    return this.request.headers;
  }

  /** `METHOD /path`, and the names in the query where there are any: `POST /batch ?access_token&delete`. No values. */
  get line(): string {
    const names = [...new Set(this.query.keys())].sort();
    return `${this.method} ${this.path}${names.length > 0 ? ` ?${names.join('&')}` : ''}`;
  }

  get host(): string {
    return this.request.headers.host ?? '';
  }

  get query(): URLSearchParams {
    return new URLSearchParams(this.rawQuery);
  }

  /** One header's text, or `undefined`. */
  header(name: string): string | undefined {
    const value = lookUp(this.request.headers, name);
    return Array.isArray(value) ? value.join(', ') : value;
  }

  async *chunks(): AsyncGenerator<Buffer> {
    for await (const chunk of this.request) {
      const bytes = chunk as Buffer;
      this.bytesIn += bytes.length;
      yield bytes;
    }
  }

  async body(): Promise<Buffer> {
    const parts: Buffer[] = [];
    for await (const part of this.chunks()) parts.push(part);
    return Buffer.concat(parts);
  }

  /** Reads what is left and forgets it: the proxy in front takes every body in before it answers. */
  async drain(): Promise<void> {
    if (this.request.readableEnded || this.request.destroyed) return;
    for await (const part of this.chunks()) if (part.length === 0) break;
  }
}
