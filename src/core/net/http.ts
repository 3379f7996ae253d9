import { PassThrough, type Readable } from 'node:stream';
import axios, { type AxiosInstance, type AxiosResponse } from 'axios';
// 'http' and 'https', not 'node:http': the editor patches only these two for proxies and certificates.
import http from 'http';
import https from 'https';
import { isPlatformError, PlatformError } from './errors';
import { httpFailure, hostOf } from './failure';
import { text } from '../model/text';
import { RequestWatch, type TimeLimits } from './watch';

/** What became of a file since it was looked at. */
export type SourceState = 'same' | 'changed' | 'gone';

/** A body of known length that can be opened anew for every attempt. Lengths in bytes. */
export interface ByteSource {
  readonly size: number;
  open(): Readable;
  /** Told the number of bytes handed to the socket since the last call. */
  readonly moved?: (bytes: number) => void;
  /** Absent for bytes that cannot change. */
  state?(): Promise<SourceState>;
}

export interface HttpRequest {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'DELETE';
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | ByteSource;
  readonly limits?: Partial<TimeLimits>;
  /** Longest answer that is read whole, in bytes after decompression. */
  readonly maxBytes?: number;
}

export interface HttpAnswer {
  readonly status: number;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

export interface HttpStream {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Readable;
}

/** Sends requests. Any status is an answer; only what kept an answer from coming whole is thrown, as PlatformError. */
export interface Http {
  send(request: HttpRequest, signal?: AbortSignal): Promise<HttpAnswer>;
  /** The answer's body as it comes. Whoever takes it must read it to its end or destroy it. */
  stream(request: HttpRequest, signal?: AbortSignal): Promise<HttpStream>;
  /** Closes idle connections. */
  close(): void;
}

/**
 * Idle connections are closed before a server does it (5 s is the shortest usual limit): a request that meets the closing
 * is cut, and a write must not be sent again blindly. In ms.
 */
const kept = { keepAlive: true, timeout: 4_000 };

const usual: TimeLimits = { connect: 15_000, idle: 60_000, whole: 120_000 };
const largestAnswer = 64 * 1024 * 1024;

/**
 * The one HTTP client, on axios. Redirects are never followed and axios never picks a proxy: following would buffer
 * whole uploads and could carry headers to another host, and proxies are the editor's own business. The explicit
 * `Connection` header keeps connections open under the editor's patched agent (docs/decisions/0004-http.md).
 * @param ownAgents false while requests must come without an agent: with `http.proxySupport: on` the editor puts its proxy
 *   into these alone
 */
export function createHttp(userAgent: string, ownAgents: () => boolean = () => true): Http {
  const agents = { http: new http.Agent(kept), https: new https.Agent(kept) };
  const client = axios.create({
    maxRedirects: 0,
    proxy: false,
    responseType: 'stream',
    httpAgent: agents.http,
    httpsAgent: agents.https,
    validateStatus: () => true,
    transformRequest: [(body: unknown) => body],
    transformResponse: [(body: unknown) => body],
  });
  const open: Open = (request, watch, asStored = false) =>
    exchange({ client, userAgent, ownAgents }, request, watch, asStored);
  return {
    send: async (request, signal) => sendWhole(open, request, signal),
    stream: async (request, signal) => sendStreaming(open, request, signal),
    close: () => {
      agents.http.destroy();
      agents.https.destroy();
    },
  };
}

interface HttpDeps {
  readonly client: AxiosInstance;
  readonly userAgent: string;
  readonly ownAgents: () => boolean;
}

interface Exchange {
  readonly answer: AxiosResponse<Readable>;
  /** Closes what the request still holds: its source, and its connection when the body was not sent to the end. */
  end(): void;
}
/** `asStored`: what is packed is not unpacked on the way. */
type Open = (request: HttpRequest, watch: RequestWatch, asStored?: boolean) => Promise<Exchange>;

async function sendWhole(open: Open, request: HttpRequest, signal: AbortSignal | undefined): Promise<HttpAnswer> {
  const watch = new RequestWatch({ ...usual, ...request.limits }, hostOf(request.url), signal);
  let exchange: Exchange | undefined;
  try {
    exchange = await open(request, watch);
    const { answer } = exchange;
    const body = await readWhole(answer.data, request.maxBytes ?? largestAnswer, request.url, watch);
    return { status: answer.status, headers: plainHeaders(answer), body };
  } catch (error) {
    throw httpFailure(error, request.url, watch);
  } finally {
    exchange?.end();
    watch.end();
  }
}

async function sendStreaming(open: Open, request: HttpRequest, signal: AbortSignal | undefined): Promise<HttpStream> {
  const watch = new RequestWatch({ ...usual, ...request.limits, whole: Infinity }, hostOf(request.url), signal);
  try {
    const { answer } = await open(
      { ...request, headers: { 'Accept-Encoding': 'identity', ...request.headers } },
      watch,
      true,
    );
    return {
      status: answer.status,
      headers: plainHeaders(answer),
      body: pauseWhileUnread(answer.data, request.url, watch),
    };
  } catch (error) {
    watch.end();
    throw httpFailure(error, request.url, watch);
  }
}

/** The bytes of an answer on a stream of their own: what ends them early is told as a failure, never as an AxiosError. */
function pauseWhileUnread(bytes: Readable, url: string, watch: RequestWatch): Readable {
  const body = new PassThrough();
  bytes.on('data', () => watch.throwIfCancelled());
  bytes.once('error', (error) => body.destroy(httpFailure(error, url, watch)));
  body.once('close', () => {
    watch.end();
    bytes.destroy();
  });
  return bytes.pipe(body);
}

/**
 * One request. When it fails the source is destroyed here, since axios leaves it open; when an answer comes early the
 * source stays until the answer is read, or the reason of a refusal would be lost.
 */
async function exchange(
  { client, userAgent, ownAgents }: HttpDeps,
  request: HttpRequest,
  watch: RequestWatch,
  asStored: boolean,
): Promise<Exchange> {
  const source = typeof request.body === 'object' ? request.body : undefined;
  const bytes = source?.open();
  let sent: http.ClientRequest | undefined;
  bytes?.on('data', (chunk: Buffer) => {
    watch.throwIfCancelled();
    source?.moved?.(chunk.length);
  });
  bytes?.once('end', () => watch.sent());
  bytes?.once('error', (error) => watch.stop(unreadable(error)));
  bytes?.pause();
  try {
    const answer = await client.request<Readable>({
      method: request.method,
      url: request.url,
      headers: {
        'User-Agent': userAgent,
        Connection: 'keep-alive',
        // axios would label an empty POST as a form
        'Content-Type': false,
        ...(source && { 'Content-Length': String(source.size) }),
        ...request.headers,
      },
      data: bytes ?? request.body,
      decompress: !asStored,
      signal: watch.signal,
      transport: {
        request: (options: https.RequestOptions, done: (answer: http.IncomingMessage) => void) => {
          const { agent: _, ...bare } = options;
          sent = (options.protocol === 'https:' ? https : http).request(ownAgents() ? options : bare, done);
          watch.connecting(sent);
          return sent;
        },
      },
    });
    return { answer, end: () => close(bytes, sent) };
  } catch (error) {
    close(bytes, sent);
    throw error;
  }
}

function unreadable(error: Error): Error {
  if (isPlatformError(error)) return error;
  const code = (error as NodeJS.ErrnoException).code ?? error.name;
  return new PlatformError('invalid', text('Cannot read the file to upload ({0}).', code), { code });
}

function close(bytes: Readable | undefined, request: http.ClientRequest | undefined): void {
  if (request?.writableFinished === false) request.destroy();
  bytes?.destroy();
}

async function readWhole(body: Readable, most: number, url: string, watch: RequestWatch): Promise<Buffer> {
  const parts: Buffer[] = [];
  let length = 0;
  watch.onAbort(() => body.destroy(new Error('aborted')));
  for await (const part of body as AsyncIterable<Buffer>) {
    watch.throwIfCancelled();
    length += part.length;
    if (length > most) {
      body.destroy();
      throw new PlatformError(
        'limit',
        text('{0} sent a response of more than {1} MB; it was rejected.', hostOf(url), Math.round(most / 1e6)),
      );
    }
    parts.push(part);
  }
  return Buffer.concat(parts, length);
}

function plainHeaders(response: AxiosResponse): Record<string, string> {
  const named = Object.entries(response.headers as Record<string, unknown>);
  const plain = named.flatMap(([name, value]): [string, string][] => {
    if (typeof value === 'string') return [[name.toLowerCase(), value]];
    return Array.isArray(value) ? [[name.toLowerCase(), value.join(', ')]] : [];
  });
  return Object.fromEntries(plain);
}
