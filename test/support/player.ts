import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

const folder = join(process.cwd(), 'test', 'captures');

export interface Arrival {
  readonly method: string;
  /** Path with query. */
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

interface Step {
  readonly name: string;
  readonly request: Record<string, any>;
  readonly save?: Record<string, string>;
  readonly response: { readonly status: number; readonly headers: Record<string, string>; readonly body: unknown };
}

/**
 * Plays the recorded answers of one scenario to a client. It knows the captures and nothing else: what was not recorded
 * is answered with 599, so that a client that asks something else fails. Recorded ids are kept as they are.
 */
export class Player {
  readonly arrivals: Arrival[] = [];
  readonly token = 'player-token';
  private readonly vars: Record<string, any> = {
    run: 'abcd1234',
    me: 'me@example.test',
    nick: 'me',
    token: this.token,
  };
  private readonly steps: readonly Step[];
  private readonly saved: [name: string, value: string][] = [];
  private readonly used = new Set<Step>();
  private readonly server: Server;

  constructor(scenario: string) {
    const file = JSON.parse(readFileSync(join(folder, 'basicai-ce', `${scenario}.json`), 'utf8'));
    // A template holds for the values that were saved before its step, so it is filled while walking over the steps.
    this.steps = file.steps.map((step: Step) => {
      const filled = { ...step, request: this.fill(step.request), response: this.fill(step.response) } as Step;
      for (const [name, path] of Object.entries(step.save ?? {})) {
        this.vars[name] = pick(filled.response.body, path);
        this.saved.push([name, String(this.vars[name])]);
      }
      return filled;
    });
    this.server = createServer((request, response) => void this.serve(request, response));
  }

  /** A value that the scenario saved, as recorded; the first one of its name. */
  value(name: string): string {
    const found = this.saved.find(([saved]) => saved === name);
    if (found === undefined) throw new Error(`the scenario saves no ${name}`);
    return found[1];
  }

  /** Starts to listen. @returns the base URL of the API */
  async open(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/api`;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const parts: Buffer[] = [];
    for await (const part of request as AsyncIterable<Buffer>) parts.push(part);
    const arrival: Arrival = {
      method: request.method ?? '',
      url: request.url ?? '',
      headers: request.headers,
      body: Buffer.concat(parts),
    };
    this.arrivals.push(arrival);
    const fitting = this.steps.filter((step) => fits(step, arrival));
    const step = fitting.find((one) => !this.used.has(one)) ?? fitting.at(-1);
    if (step === undefined) {
      response.writeHead(599).end(`not recorded: ${arrival.method} ${arrival.url}`);
      return;
    }
    this.used.add(step);
    const { status, headers, body } = step.response;
    const bytes = bodyOf(body, arrival);
    const { 'content-length': _length, ...kept } = headers;
    response.writeHead(status, { ...kept, 'content-length': bytes.length }).end(bytes);
  }

  private fill<T>(value: T): T {
    if (typeof value === 'string') {
      const whole = /^\{\{(\w+)\}\}$/.exec(value);
      if (whole?.[1] !== undefined) return this.vars[whole[1]] ?? value;
      return value.replace(/\{\{(\w+)\}\}/g, (place, name: string) => this.vars[name] ?? place) as T;
    }
    if (Array.isArray(value)) return value.map((one) => this.fill(one)) as T;
    if (value !== null && typeof value === 'object')
      return Object.fromEntries(Object.entries(value).map(([k, one]) => [k, this.fill(one)])) as T;
    return value;
  }
}

function fits({ request }: Step, arrival: Arrival): boolean {
  if ((request.method ?? 'GET') !== arrival.method) return false;
  const url = new URL(arrival.url, 'http://player');
  if (request.at !== undefined) return new URL(String(request.at)).pathname === url.pathname;
  if (`/api${request.path}` !== url.pathname) return false;
  const expected =
    request.auth === false ? undefined : (request.headers?.Authorization ?? `Bearer ${request.auth ?? 'player-token'}`);
  if (arrival.headers.authorization !== expected) return false;
  if (!sameQuery(request.query ?? {}, url.searchParams)) return false;
  const sent = arrival.body.length === 0 ? undefined : JSON.parse(arrival.body.toString('utf8'));
  return canonical(request.json) === canonical(sent);
}

/** The first page is the default, so asking for it by number is the same. */
function sameQuery(recorded: Record<string, unknown>, sent: URLSearchParams): boolean {
  const clean = (all: Iterable<[string, unknown]>) =>
    [...all]
      .map(([k, v]) => `${k}=${String(v)}`)
      .filter((pair) => pair !== 'pageNo=1')
      .sort()
      .join('&');
  return clean(Object.entries(recorded)) === clean(sent);
}

/** Ids come as numbers or texts; both bind. */
function canonical(value: unknown): string | undefined {
  return JSON.stringify(value, (_key, one: unknown) => (typeof one === 'number' ? String(one) : one));
}

function bodyOf(body: any, arrival: Arrival): Buffer {
  if (body === null || body === undefined) return Buffer.alloc(0);
  if (body.$bytes !== undefined)
    return readFileSync(join(folder, 'files', decodeURIComponent(arrival.url.split('?')[0]!.split('/').at(-1)!)));
  if (body.$text !== undefined) return Buffer.from(body.$text);
  return Buffer.from(JSON.stringify(body).replace(/"(-?\d{16,})n"/g, '$1'));
}

function pick(value: any, path: string): unknown {
  return path.split('.').reduce((at, key) => at?.[key], value);
}
