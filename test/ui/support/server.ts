import { createHash } from 'node:crypto';
import type { SandboxAccess } from './sandbox';
import { until } from './until';

interface Row {
  readonly id: number;
  readonly name: string;
}

/** A datum as the server lists it, with the MD5 of its file's bytes as the store serves them. */
export interface ServerData extends Row {
  readonly size: number;
  readonly url: string;
  readonly split: string;
  readonly lockedBy: string | null;
}

/** Asks the server itself, beside the extension: what a journey did must be true there. */
export class Server {
  constructor(readonly access: SandboxAccess) {}

  async call(
    method: 'GET' | 'POST' | 'PUT' | 'DELETE',
    path: string,
    body?: unknown,
    token = this.access.token,
  ): Promise<any> {
    const at = path.startsWith('/sandbox/') ? new URL(path, this.access.url).href : this.access.url + path;
    const answer = await fetch(at, {
      method,
      headers: { Authorization: `Bearer ${token}`, Accept: 'application/json', 'Content-Type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const notice = (await answer.text()) || 'null';
    const { code, data, message } = JSON.parse(notice) ?? {};
    if (path.startsWith('/sandbox/')) return JSON.parse(notice);
    if (answer.status !== 200 || code !== 'OK')
      throw new Error(`${method} ${path}: ${answer.status} ${code} ${message}`);
    return data;
  }

  async datasets(): Promise<Row[]> {
    return (await this.call('GET', '/dataset/findByPage?pageSize=500&sortField=NAME&ascOrDesc=ASC')).list;
  }

  async dataset(name: string): Promise<Row> {
    const found = (await this.datasets()).find((row) => row.name === name);
    if (found === undefined) throw new Error(`the server has no dataset ${name}`);
    return found;
  }

  async data(datasetName: string): Promise<ServerData[]> {
    const { id } = await this.dataset(datasetName);
    const { list } = await this.call(
      'GET',
      `/data/findByPage?datasetId=${id}&pageSize=500&sortField=NAME&ascOrDesc=ASC`,
    );
    return list.map((row: any) => {
      const file = row.content[0]?.files?.[0]?.file ?? row.content[0]?.file;
      return {
        id: row.id,
        name: row.name,
        size: file?.size,
        url: file?.url,
        split: row.splitType,
        lockedBy: row.lockedBy,
      };
    });
  }

  async names(datasetName: string): Promise<string[]> {
    return (await this.data(datasetName)).map((row) => row.name);
  }

  /** Name → MD5 of the stored bytes. */
  async hashes(datasetName: string): Promise<Map<string, string>> {
    const rows = await this.data(datasetName);
    const hashed = rows.map(
      async (row) => [row.name, md5(Buffer.from(await (await fetch(row.url)).arrayBuffer()))] as const,
    );
    return new Map(await Promise.all(hashed));
  }

  /** Makes a dataset of pictures behind the extension's back, and waits until they are listed. */
  async fill(datasetName: string, archive: Buffer): Promise<number> {
    const { id } = await this.call('POST', '/dataset/create', { name: datasetName, type: 'IMAGE' });
    const { presignedUrl, accessUrl } = await this.call(
      'GET',
      `/data/generatePresignedUrl?fileName=a.zip&datasetId=${id}`,
    );
    await fetch(presignedUrl, { method: 'PUT', body: new Uint8Array(archive) });
    const serial = await this.call('POST', '/data/upload', { fileUrl: accessUrl, datasetId: id, source: 'LOCAL' });
    await until(`the archive of ${datasetName} to be listed`, async () => {
      const [record] = await this.call('GET', `/data/findUploadRecordBySerialNumbers?serialNumbers=${serial}`);
      return record?.status === 'PARSE_COMPLETED';
    });
    return id;
  }
}

export function md5(bytes: Uint8Array): string {
  return createHash('md5').update(bytes).digest('hex');
}
