import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { request, type IncomingHttpHeaders } from 'node:http';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { ZipFile } from 'yazl';

export const root = process.cwd();
const bundlePath = process.env.SANDBOX_BUNDLE ?? join(root, 'out', 'sandbox.js');
export const capturesFolder = join(root, 'test', 'captures');

export interface Reply {
  status: number;
  headers: IncomingHttpHeaders;
  text: string;
  bytes: Buffer;
}

/** A sandbox in a process of its own. */
export class Server {
  readonly url: string;
  readonly origin: string;
  readonly port: number;

  constructor(
    readonly child: ChildProcess,
    readonly token: string,
    url: string,
    readonly output: () => string,
    /** What the sandbox printed of how to connect. */
    readonly connect: {
      readonly options: Record<string, string>;
      readonly method: string;
      readonly values: Record<string, string>;
    },
  ) {
    this.url = url;
    this.origin = new URL(url).origin;
    this.port = Number(new URL(url).port);
  }

  /** Ends it with a signal and waits for its end. */
  async end(signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return this.child.exitCode;
    const gone = once(this.child, 'exit');
    this.child.kill(signal);
    await gone;
    return this.child.exitCode;
  }

  call(method: string, path: string, body?: unknown, token = this.token): Promise<Reply> {
    return send(method, this.url + path, body === undefined ? undefined : JSON.stringify(body), {
      accept: 'application/json',
      authorization: `Bearer ${token}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    });
  }

  /** The `data` of an answer whose code is OK. */
  async ok(method: string, path: string, body?: unknown, token = this.token): Promise<any> {
    const answer = JSON.parse((await this.call(method, path, body, token)).text);
    if (answer.code !== 'OK') throw new Error(`${method} ${path}: ${answer.code} ${answer.message}`);
    return answer.data;
  }

  async code(method: string, path: string, body?: unknown, token = this.token): Promise<string> {
    return JSON.parse((await this.call(method, path, body, token)).text).code;
  }

  /** The control API. */
  async control(method: string, path: string, body?: unknown): Promise<any> {
    const headers = { authorization: `Bearer ${this.token}`, 'content-type': 'application/json' };
    const reply = await send(
      method,
      `${this.origin}/sandbox${path}`,
      body === undefined ? undefined : JSON.stringify(body),
      headers,
    );
    if (reply.status !== 200) throw new Error(reply.text);
    return JSON.parse(reply.text);
  }

  rows(table: string): Promise<Record<string, any>[]> {
    return this.control('GET', `/rows?table=${table}`);
  }

  async dataset(name: string, type = 'IMAGE', token = this.token): Promise<number> {
    return (await this.ok('POST', '/dataset/create', { name, type }, token)).id;
  }

  presign(datasetId: number, name: string): Promise<{ accessUrl: string; presignedUrl: string }> {
    return this.ok('GET', `/data/generatePresignedUrl?fileName=${encodeURIComponent(name)}&datasetId=${datasetId}`);
  }

  /** Presigns, puts and registers; gives the serial number. */
  async start(datasetId: number, name: string, bytes: Buffer, more: object = {}): Promise<string> {
    const { accessUrl, presignedUrl } = await this.presign(datasetId, name);
    const put = await send('PUT', presignedUrl, bytes);
    if (put.status !== 200) throw new Error(put.text);
    return this.ok('POST', '/data/upload', { fileUrl: accessUrl, datasetId, source: 'LOCAL', ...more });
  }

  async record(serial: string): Promise<any> {
    return (await this.ok('GET', `/data/findUploadRecordBySerialNumbers?serialNumbers=${serial}`))[0];
  }

  /** The record when it has come to its end. */
  finished(serial: string): Promise<any> {
    return until(async () => {
      const record = await this.record(serial);
      return ['PARSE_COMPLETED', 'FAILED'].includes(record.status) ? record : undefined;
    });
  }

  async upload(datasetId: number, name: string, bytes: Buffer, more: object = {}): Promise<any> {
    return this.finished(await this.start(datasetId, name, bytes, more));
  }

  async list(datasetId: number, query = ''): Promise<any[]> {
    return (await this.ok('GET', `/data/findByPage?datasetId=${datasetId}&pageSize=500${query}`)).list;
  }

  /** A new user's token. */
  async user(name: string): Promise<string> {
    return (await this.ok('POST', '/user/register', { username: `${name}@example.test`, password: 'passw0rd1' })).token;
  }
}

const servers: Server[] = [];

/** Starts a BasicAI CE sandbox and waits for its line. */
export function start(...args: string[]): Promise<Server> {
  return startAs('basicai-ce', ...args);
}

/** Starts the sandbox of a platform and waits for its line. */
export async function startAs(platform: string, ...args: string[]): Promise<Server> {
  const child = spawn(process.execPath, [bundlePath, '--platform', platform, ...args], {
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let [output, errors] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  await until(() => {
    if (child.exitCode !== null) throw new Error(`the sandbox ended: ${errors}`);
    return Promise.resolve(output.includes('\n') || undefined);
  });
  const { url, token, connect } = JSON.parse(output);
  const server = new Server(child, token, url, () => output, connect);
  servers.push(server);
  return server;
}

/** Ends every sandbox that a test file started. */
export async function endAll(): Promise<void> {
  await Promise.all(servers.splice(0).map((server) => server.end()));
}

/** Waits for a value that is not `undefined`. */
export async function until<T>(look: () => Promise<T | undefined>, seconds = 50): Promise<T> {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (Date.now() > end) throw new Error('it did not come in time');
    await wait(10);
  }
}

/** One request on a connection of its own. */
export function send(
  method: string,
  url: string,
  body?: Buffer | string,
  headers: Record<string, string> = {},
): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const length =
      body === undefined || headers['transfer-encoding'] ? {} : { 'content-length': String(Buffer.byteLength(body)) };
    const sent = request(url, { method, headers: { ...length, ...headers }, agent: false }, (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('error', reject);
      response.on('end', () => {
        const bytes = Buffer.concat(parts);
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text: bytes.toString(), bytes });
      });
    });
    sent.on('error', reject);
    if (body !== undefined) sent.write(body);
    sent.end();
  });
}

/** A zip of these files. */
export async function zip(files: Record<string, Buffer | string>): Promise<Buffer> {
  const made = new ZipFile();
  for (const [path, content] of Object.entries(files)) made.addBuffer(Buffer.from(content as string), path);
  made.end();
  const parts: Buffer[] = [];
  for await (const part of made.outputStream as unknown as AsyncIterable<Buffer>) parts.push(part);
  return Buffer.concat(parts);
}
