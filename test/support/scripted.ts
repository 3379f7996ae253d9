import { Readable } from 'node:stream';
import { throwIfCancelled } from '../../src/core/net/errors';
import type { Http, HttpAnswer, HttpRequest, HttpStream } from '../../src/core/net/http';

/** A request as a server would see it. */
export interface Sent {
  readonly method: string;
  readonly url: URL;
  /** Percent-encoded, as it travels. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  /** A body of text; bytes are in `bytes`. */
  readonly body: string | undefined;
  readonly bytes: Buffer;
  /** `METHOD /path?query`. */
  readonly line: string;
}

/** What a test answers: status 200 without one; `json` is written as it is given, `text` word for word. */
export interface SentRequest {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly json?: unknown;
  readonly text?: string;
}

/** Answers as a test says, with hand-written answers, and keeps what was sent. Whatever is thrown is a cut connection. */
export class ScriptedHttp implements Http {
  readonly sent: Sent[] = [];

  constructor(private readonly answer: (sent: Sent) => SentRequest | Promise<SentRequest>) {}

  async send(request: HttpRequest, signal?: AbortSignal): Promise<HttpAnswer> {
    throwIfCancelled(signal);
    const sent = await sentOf(request);
    this.sent.push(sent);
    await new Promise((resolve) => setImmediate(resolve));
    const { status = 200, headers = {}, json, text } = await this.answer(sent);
    throwIfCancelled(signal);
    const type = json === undefined ? {} : { 'content-type': 'application/json' };
    return {
      status,
      headers: { ...type, ...headers },
      body: Buffer.from(text ?? (json === undefined ? '' : JSON.stringify(json))),
    };
  }

  async stream(request: HttpRequest, signal?: AbortSignal): Promise<HttpStream> {
    const { status, headers, body } = await this.send(request, signal);
    return { status, headers, body: Readable.from([body], { objectMode: false }) };
  }

  close(): void {
    // Nothing is open.
  }

  /** The requests to paths that fit. */
  to(path: RegExp): Sent[] {
    return this.sent.filter((sent) => path.test(sent.path));
  }
}

async function sentOf({ method, url, headers = {}, body }: HttpRequest): Promise<Sent> {
  const at = new URL(url);
  const parts: Buffer[] = [];
  if (typeof body === 'object') for await (const part of body.open()) parts.push(part as Buffer);
  const bytes = typeof body === 'string' ? Buffer.from(body) : Buffer.concat(parts);
  return {
    method,
    url: at,
    path: at.pathname,
    query: at.searchParams,
    headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value])),
    body: typeof body === 'string' ? body : undefined,
    bytes,
    line: `${method} ${at.pathname}${at.search}`,
  };
}
