import { createHash, createHmac } from 'node:crypto';
import { join } from 'node:path';
import { root, send, startAs, type Reply, type Server } from '../harness';

/** A key pair, and the token of a temporary one. */
export interface Pair {
  ak: string;
  sk: string;
  securityToken?: string;
}

/** What of a signed request a test wants otherwise. */
export interface Odd {
  headers?: Record<string, string>;
  date?: string;
  signed?: string[];
  pair?: Pair;
  signature?: (good: string) => string;
}

const encode = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
const sha256 = (data: string | Buffer): string => createHash('sha256').update(data).digest('hex');

export function sdkDate(ms = Date.now()): string {
  return new Date(ms).toISOString().replace(/[-:]|\.\d+/g, '');
}

/** A ModelArts sandbox, spoken to by hand. */
export class Arts {
  readonly project: string;
  readonly pair: Pair;

  constructor(readonly server: Server) {
    this.project = server.connect.options.projectId!;
    this.pair = { ak: server.connect.values.ak!, sk: server.connect.values.sk! };
  }

  static async start(...args: string[]): Promise<Arts> {
    return new Arts(await startAs('modelarts', '--samples', join(root, 'media', 'samples'), ...args));
  }

  /** A request signed with `SDK-HMAC-SHA256` as its rules say, by nothing of the product's (MA-10). */
  async signed(method: string, path: string, body?: unknown, odd: Odd = {}): Promise<Reply> {
    const url = new URL(this.server.origin + path);
    const bytes =
      body === undefined ? Buffer.alloc(0) : Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
    const { ak, sk, securityToken } = odd.pair ?? this.pair;
    const date = odd.date ?? sdkDate();
    const headers: Record<string, string> = {
      host: url.host,
      'x-sdk-date': date,
      'content-type': 'application/json',
      ...(securityToken === undefined ? {} : { 'x-security-token': securityToken }),
      ...odd.headers,
    };
    const names = (odd.signed ?? Object.keys(headers)).toSorted();
    const query = [...url.searchParams]
      .sort(([a, x], [b, y]) => (a === b ? Number(x > y) - Number(x < y) : Number(a > b) - Number(a < b)))
      .map(([name, value]) => `${encode(name)}=${encode(value)}`)
      .join('&');
    const canonical = [
      method,
      `${url.pathname.replace(/\/$/, '')}/`,
      query,
      names.map((name) => `${name}:${headers[name]}\n`).join(''),
      names.join(';'),
      headers['x-sdk-content-sha256'] ?? sha256(bytes),
    ].join('\n');
    const good = createHmac('sha256', sk)
      .update(`SDK-HMAC-SHA256\n${date}\n${sha256(canonical)}`)
      .digest('hex');
    const signature = odd.signature?.(good) ?? good;
    const authorization = `SDK-HMAC-SHA256 Access=${ak}, SignedHeaders=${names.join(';')}, Signature=${signature}`;
    return send(method, url.href, body === undefined ? undefined : bytes, { ...headers, authorization });
  }

  /** A call of the service below the project, with AK/SK. */
  call(method: string, path: string, body?: unknown, odd?: Odd): Promise<Reply> {
    return this.signed(method, `/v2/${this.project}${path}`, body, odd);
  }

  async ok(method: string, path: string, body?: unknown): Promise<any> {
    const reply = await this.call(method, path, body);
    if (reply.status >= 300) throw new Error(`${method} ${path}: ${reply.status} ${reply.text}`);
    return reply.text === '' ? undefined : JSON.parse(reply.text);
  }

  /** Status and code of a refusal. */
  async fault(method: string, path: string, body?: unknown, odd?: Odd): Promise<[number, string]> {
    return answer(await this.call(method, path, body, odd));
  }

  mode(mode: string, value: unknown): Promise<unknown> {
    return this.server.control('PUT', '/mode', { mode, value });
  }

  /** The body of a login, of the seeded user unless told otherwise. */
  login(odd: { name?: string; password?: string; domain?: string; project?: string } = {}): Promise<Reply> {
    const { name = 'dataset-bot', password = this.server.token, domain = 'acme-cloud', project = 'cn-north-4' } = odd;
    const user = { name, password, domain: { name: domain } };
    const auth = { identity: { methods: ['password'], password: { user } }, scope: { project: { name: project } } };
    return send('POST', `${this.server.origin}/v3/auth/tokens?nocatalog=true`, JSON.stringify({ auth }), {
      'content-type': 'application/json;charset=utf-8',
    });
  }

  async token(): Promise<string> {
    return (await this.login()).headers['x-subject-token'] as string;
  }

  /** A request with an IAM token. */
  byToken(method: string, path: string, token: string, body?: unknown): Promise<Reply> {
    const text = body === undefined ? undefined : JSON.stringify(body);
    return send(method, this.server.origin + path, text, {
      'x-auth-token': token,
      'content-type': 'application/json',
    });
  }

  /** A request of the object store with header authorization. */
  obs(method: string, path: string, body?: Buffer | string, headers: Record<string, string> = {}): Promise<Reply> {
    const all: Record<string, string> = { date: new Date().toUTCString(), ...headers };
    const own = Object.entries(all)
      .filter(([name]) => name.startsWith('x-obs-'))
      .sort()
      .map(([name, value]) => `${name}:${value}`);
    const date = all['x-obs-date'] === undefined ? all.date! : '';
    const [resource] = path.split('?');
    const sts = [method, all['content-md5'] ?? '', all['content-type'] ?? '', date, ...own, resource].join('\n');
    const signature = createHmac('sha1', this.pair.sk).update(sts).digest('base64');
    const authorization = `OBS ${this.pair.ak}:${signature}`;
    return send(method, this.server.origin + path, body, { authorization, ...all });
  }

  /** The id of a dataset by its name. */
  async id(name: string): Promise<string> {
    const { datasets } = await this.ok('GET', `/datasets?limit=100&search_content=${name}`);
    return datasets.find((one: any) => one.dataset_name === name).dataset_id;
  }

  async samples(id: string, query = 'limit=100'): Promise<any[]> {
    return (await this.ok('GET', `/datasets/${id}/data-annotations/samples?${query}`)).samples;
  }
}

export function answer(reply: Reply): [number, string] {
  return [reply.status, JSON.parse(reply.text).error_code];
}

export function xmlCode(reply: Reply): [number, string | undefined] {
  return [reply.status, /<Code>(\w+)<\/Code>/.exec(reply.text)?.[1]];
}
