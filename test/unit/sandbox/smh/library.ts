import { createHash } from 'node:crypto';
import { send, startAs, until, type Reply, type Server } from '../harness';

/** The spaces of a sandbox that was filled with samples. */
export const samplesSpaceId = 'space0samples';
export const emptySpaceId = 'space1empty';

export interface SentRequest {
  status: number;
  json: any;
  reply: Reply;
}

export const md5 = (bytes: Buffer): string => createHash('md5').update(bytes).digest('hex');

/** Hand-written calls on a running library. */
export class Library {
  readonly id: string;
  readonly secret: string;
  token = '';

  constructor(
    readonly server: Server,
    public space: string,
  ) {
    this.id = server.connect.options.libraryId!;
    this.secret = server.connect.values.librarySecret!;
  }

  static async open(space: string, ...args: string[]): Promise<Library> {
    const library = new Library(await startAs('smh', ...args), space);
    library.token = await library.mint({ grant: 'admin' });
    return library;
  }

  async mint(query: Record<string, string>): Promise<string> {
    const message = await this.raw('GET', `/api/v1/token?${this.secretQuery(query)}`);
    if (message.status !== 200) throw new Error(message.reply.text);
    return message.json.accessToken;
  }

  secretQuery(query: Record<string, string> = {}): string {
    return new URLSearchParams({ library_id: this.id, library_secret: this.secret, ...query }).toString();
  }

  async raw(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<SentRequest> {
    const text = body === undefined ? undefined : JSON.stringify(body);
    const type = text === undefined ? {} : { 'content-type': 'application/json' };
    const reply = await send(method, this.server.origin + path, text, { ...type, ...headers });
    return { status: reply.status, json: parse(reply.text), reply };
  }

  /** `call('GET', 'directory', 'a b/c', 'by-marker=1')`: the path is plain text, the query is as it goes out. */
  call(
    method: string,
    kind: string,
    path: string,
    query = '',
    body?: unknown,
    token = this.token,
  ): Promise<SentRequest> {
    const encoded = path.split('/').map(encodeURIComponent).join('/');
    const rest = query === '' ? '' : `${query}&`;
    return this.raw(method, `/api/v1/${kind}/${this.id}/${this.space}/${encoded}?${rest}access_token=${token}`, body);
  }

  /** A call on the space itself: without a slash at the end. */
  onSpace(method: string, kind: string, query: string, body?: unknown, token = this.token): Promise<SentRequest> {
    return this.raw(method, `/api/v1/${kind}/${this.id}/${this.space}?${query}&access_token=${token}`, body);
  }

  mode(mode: string, value: unknown): Promise<unknown> {
    return this.server.control('PUT', '/mode', { mode, value });
  }

  clock(skewSeconds: number): Promise<unknown> {
    return this.server.control('POST', '/clock', { skewSeconds });
  }

  mkdir(path: string, query = ''): Promise<SentRequest> {
    return this.call('PUT', 'directory', path, query);
  }

  begin(path: string, query = '', token = this.token): Promise<SentRequest> {
    return this.call('PUT', 'file', path, query, undefined, token);
  }

  store(begun: any, bytes: Buffer, headers: Record<string, string> = {}): Promise<Reply> {
    return send('PUT', `http://${begun.domain}${begun.path}`, bytes, { ...begun.headers, ...headers });
  }

  confirm(begun: any, body?: unknown): Promise<SentRequest> {
    return this.call('POST', 'file', begun.confirmKey, 'confirm', body);
  }

  /** All three steps. */
  async upload(path: string, bytes: Buffer | string, query = ''): Promise<any> {
    const { json: begun } = await this.begin(path, query);
    await this.store(begun, Buffer.from(bytes as string));
    const message = await this.confirm(begun);
    if (message.status !== 200) throw new Error(message.reply.text);
    return message.json;
  }

  async list(path: string): Promise<string[]> {
    const { json } = await this.call('GET', 'directory', path, 'by-marker=1&limit=100');
    return json.contents.map(({ name }: { name: string }) => name);
  }

  /** A task when it has come to its end. */
  ended(id: unknown): Promise<any> {
    return until(async () => {
      const { json } = await this.call('GET', 'task', String(id));
      return json[0].status === 202 ? undefined : json[0];
    });
  }

  async paths(space = this.space): Promise<string[]> {
    const rows = await this.server.rows('entry');
    return rows.filter((row) => row.space === space).map((row) => row.path);
  }
}

function parse(text: string): any {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
