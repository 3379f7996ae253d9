import { Readable } from 'node:stream';
import { throwIfCancelled } from '../../src/core/net/errors';
import type { Http, HttpAnswer, HttpRequest, HttpStream } from '../../src/core/net/http';
import { parseExact } from '../../src/core/net/json';
import { CeApi } from '../../src/core/platforms/basicai-ce/api/api';
import { CeClient } from '../../src/core/platforms/basicai-ce/api/client';
import { credentials, TestContext } from './context';

/** A call as the server sees it. */
export interface Call {
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly body: any;
  readonly headers: Readonly<Record<string, string>>;
  readonly line: string;
}

/** An answer other than 200 with code OK. */
export class Refusal {
  constructor(
    readonly code: string,
    readonly status = 200,
    readonly message = code,
  ) {}
}

/** Speaks the envelope of BasicAI CE and nothing else: what the calls mean is the test's. */
export class FakeServer implements Http {
  readonly calls: Call[] = [];
  readonly context: TestContext;
  readonly client: CeClient;

  constructor(private readonly answer: (call: Call) => unknown) {
    this.context = new TestContext(this);
    this.client = new CeClient(new CeApi('http://fake.test/api', credentials('key'), this.context));
  }

  async send(request: HttpRequest, signal?: AbortSignal): Promise<HttpAnswer> {
    throwIfCancelled(signal);
    const url = new URL(request.url);
    const call: Call = {
      method: request.method,
      path: url.pathname.replace(/^\/api/, ''),
      query: Object.fromEntries(url.searchParams),
      body: typeof request.body === 'string' ? parseExact(request.body) : undefined,
      headers: request.headers ?? {},
      line: `${url.pathname}${url.search}`,
    };
    this.calls.push(call);
    await new Promise((resolve) => setImmediate(resolve));
    const found = await this.answer(call);
    throwIfCancelled(signal);
    const [status, body] =
      found instanceof Refusal
        ? [found.status, { code: found.code, message: found.message, data: null }]
        : [200, { code: 'OK', message: '', data: found ?? null }];
    return { status, headers: {}, body: Buffer.from(JSON.stringify(body)) };
  }

  /** Stored bytes by the path of a link; nothing is stored unless a test says so. */
  stored: (path: string) => Buffer | undefined = () => undefined;

  stream({ url, headers = {} }: HttpRequest): Promise<HttpStream> {
    const { pathname } = new URL(url);
    this.fetched.push({ path: decodeURIComponent(pathname), headers });
    const bytes = this.stored(decodeURIComponent(pathname));
    const body = Readable.from(bytes ? [bytes] : [], { objectMode: false });
    return Promise.resolve({ status: bytes ? 200 : 404, headers: {}, body });
  }

  readonly fetched: { readonly path: string; readonly headers: Readonly<Record<string, string>> }[] = [];

  close(): void {
    // Nothing is open.
  }

  to(path: string): Call[] {
    return this.calls.filter((call) => call.path === path);
  }
}

/** A row of `data`, as the server lists it. */
export interface Row {
  readonly id: number;
  readonly datasetId: number;
  readonly name: string;
  readonly type: 'SINGLE_DATA' | 'SCENE';
  readonly parentId: number;
  lockedBy?: string;
  readonly annotationStatus?: string;
  readonly content?: unknown[];
}

export function row(id: number, more: Partial<Row> = {}): Row {
  return { id, datasetId: 1, name: `r${id}`, type: 'SINGLE_DATA', parentId: 0, ...more };
}

/** The lists of a server over rows that the test may change: scenes first, then by id, as the real one. */
export function lists(rows: () => readonly Row[]): (call: Call) => unknown {
  const byIds = ({ query }: Call) => {
    const ids = new Set((query.dataIds ?? '').split(','));
    return rows().filter((one) => ids.has(String(one.id)));
  };
  const known: Record<string, (call: Call) => unknown> = {
    '/data/findByPage': ({ query }) => {
      const fitting = rows()
        .filter((one) => String(one.datasetId) === query.datasetId && String(one.parentId) === (query.parentId ?? '0'))
        .filter((one) => one.name.toLowerCase().includes((query.name ?? '').toLowerCase()))
        .sort((a, b) => Number(b.type === 'SCENE') - Number(a.type === 'SCENE') || a.id - b.id);
      const [pageNo, pageSize] = [Number(query.pageNo), Number(query.pageSize)];
      return { total: fitting.length, list: fitting.slice((pageNo - 1) * pageSize, pageNo * pageSize) };
    },
    '/data/listByIds': byIds,
    '/data/listRelationByIds': byIds,
    '/data/getDataStatusByIds': byIds,
    '/data/getDataIdBySceneIds': ({ query }) => ({
      [query.sceneIds ?? '']: rows()
        .filter((one) => String(one.parentId) === query.sceneIds)
        .map((one) => one.id),
    }),
  };
  return (call) => {
    const answer = known[call.path];
    if (answer === undefined) return new Refusal('UNKNOWN', 500, `not faked: ${call.path}`);
    return answer(call);
  };
}
