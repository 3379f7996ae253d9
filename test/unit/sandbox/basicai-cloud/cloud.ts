import { join } from 'node:path';
import { root, send, startAs, type Reply, type Server } from '../harness';
import { picture } from '../pictures';

/** A BasicAI Cloud sandbox, spoken to by hand. */
export class Cloud {
  constructor(readonly server: Server) {}

  static async start(...args: string[]): Promise<Cloud> {
    return new Cloud(await startAs('basicai-cloud', '--samples', join(root, 'media', 'samples'), ...args));
  }

  call(method: string, path: string, body?: unknown, key = this.server.token): Promise<Reply> {
    const headers: Record<string, string> = { authorization: `ApiKey ${key}` };
    if (body !== undefined) headers['content-type'] = 'application/json';
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    return send(method, this.server.url + path, body === undefined ? undefined : text, headers);
  }

  /** The envelope of an answer with HTTP 200. */
  async envelope(method: string, path: string, body?: unknown): Promise<any> {
    const reply = await this.call(method, path, body);
    if (reply.status !== 200) throw new Error(`${method} ${path}: HTTP ${reply.status} ${reply.text}`);
    return JSON.parse(reply.text);
  }

  /** The data of an answer that is a success, whichever case its code has. */
  async ok(method: string, path: string, body?: unknown): Promise<any> {
    const { code, message, data } = await this.envelope(method, path, body);
    if (code.toLowerCase() !== 'ok') throw new Error(`${method} ${path}: ${code} ${message}`);
    return data;
  }

  async code(method: string, path: string, body?: unknown): Promise<string> {
    return (await this.envelope(method, path, body)).code;
  }

  mode(mode: string, value: unknown): Promise<unknown> {
    return this.server.control('PUT', '/mode', { mode, value });
  }

  async dataset(name: string, type = 'IMAGE'): Promise<number> {
    return (await this.ok('POST', '/dataset/create', { name, type })).id;
  }

  /** Presigns and puts a picture; gives what `addData` names it by. */
  async stored(filename: string, bytes = picture(8, 4)): Promise<any> {
    const entry = { deviceName: 'camera_image_0', filename, size: bytes.length };
    const { preSignedUrl, path } = await this.ok('POST', '/storage/generatePreSignedUploadUrl', entry);
    const put = await send('PUT', preSignedUrl, bytes);
    if (put.status !== 200) throw new Error(put.text);
    return { ...entry, path, mimeType: 'image/png' };
  }

  /** Adds that many data that all show one stored picture; gives their ids. */
  async data(datasetId: number, n: number, parentId?: number): Promise<number[]> {
    const files = [await this.stored('one.png')];
    const entries = Array.from({ length: n }, (_, i) => ({ name: `d${i}`, parentId, files }));
    return (await this.ok('POST', `/dataset/batchAddData/${datasetId}`, entries)).map(({ id }: any) => id);
  }

  /** Ids of a level, by the cursor. */
  async ids(datasetId: number, parentId?: number): Promise<number[]> {
    const level = parentId === undefined ? '' : `&parentId=${parentId}`;
    const { list } = await this.ok('GET', `/dataset/listItemById/${datasetId}?limit=100${level}`);
    return list.map(({ id }: any) => id);
  }
}
