import { createHash } from 'node:crypto';
import { send, startAs, type Reply, type Server } from '../harness';

export const md5 = (bytes: Buffer): string => createHash('md5').update(bytes).digest('hex');
export const bytesPerGiB = 1024 ** 3;

export interface SentRequest {
  status: number;
  code: number;
  data: any;
  reply: Reply;
}

/** Hand-written calls on a running sandbox. */
export class Storage {
  constructor(readonly server: Server) {}

  static async open(...args: string[]): Promise<Storage> {
    return new Storage(await startAs('eo-storage', ...args));
  }

  async raw(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<SentRequest> {
    const text = body === undefined || typeof body === 'string' ? body : JSON.stringify(body);
    const reply = await send(method, `${this.server.url}/datafile${path}`, text, {
      ...(text === undefined ? {} : { 'content-type': 'application/json' }),
      ...(headers ?? { 'x-api-key': this.server.token }),
    });
    const { code, data } = JSON.parse(reply.text);
    return { status: reply.status, code, data, reply };
  }

  post(path: string, body: unknown): Promise<SentRequest> {
    return this.raw('POST', path, body);
  }

  get(path: string): Promise<SentRequest> {
    return this.raw('GET', path);
  }

  mode(mode: string, value: unknown): Promise<unknown> {
    return this.server.control('PUT', '/mode', { mode, value });
  }

  clock(skewSeconds: number): Promise<unknown> {
    return this.server.control('POST', '/clock', { skewSeconds });
  }

  async dir(dirName: string, parentId: number | null = -1): Promise<number> {
    const message = await this.post('/add/dir', { userid: 'u-sandbox', dirName, parentId });
    if (message.code !== 200) throw new Error(message.reply.text);
    return message.data;
  }

  async list(parentId: number | null, more: object = {}): Promise<any[]> {
    const message = await this.post('/query/page', { page: 1, size: 100, parentId, ...more });
    return message.data.fileVoList;
  }

  async names(parentId: number | null, more: object = {}): Promise<string[]> {
    return (await this.list(parentId, more)).map(({ fileName }) => fileName);
  }

  /** The facts of a file as the first call wants them. */
  facts(name: string, bytes: number, parentId: number, more: object = {}): object {
    const [fileName, extension] = name.split('.');
    return { uploadMethod: 0, fileName, extension, parentId, category: 2, fileSize: bytes / bytesPerGiB, ...more };
  }

  /** All three steps; gives the id of the file. */
  async upload(name: string, bytes: Buffer | string, parentId: number, type = 'raster'): Promise<number> {
    const buffer = Buffer.from(bytes as string);
    const { data: begun } = await this.post(`/file/pre-upload/${type}`, this.facts(name, buffer.length, parentId));
    await send('PUT', begun.uploadUrl, buffer);
    const message = await this.success(begun, type);
    if (message.code !== 200) throw new Error(message.reply.text);
    return message.data.dateFileId;
  }

  success(begun: any, type = 'raster', more: object = {}): Promise<SentRequest> {
    const { uploadUrl: _, accountName: _a, container: _c, ...rest } = begun;
    return this.post(`/file/upload-success/${type}`, { ...rest, ...more });
  }
}
