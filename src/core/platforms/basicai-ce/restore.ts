import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { chunks } from '../../model/lists';
import type { Node, Ref } from '../../model/node';
import { text } from '../../model/text';
import { isPlatformError, PlatformError } from '../../net/errors';
import type { HttpStream } from '../../net/http';
import type { Kit } from '../../net/kit';
import { withOrigin } from '../../net/urls';
import type { Keepsake, Restoration, Source } from '../platform';
import { type Client, idsPerQuery } from './client';
import { placedFiles, refOf } from './nodes';
import { datasetRef, read } from './refs';
import { md5Of } from './store';
import type { Data, DataAndResult } from './wire';

/**
 * Brings deleted pictures back: the store keeps the files of deleted data, and `getDataAndResult` still signs links for
 * their ids as long as their dataset lives (quirk 31). Data outside scenes with exactly one picture can come back.
 */
export class Restoring implements Restoration {
  constructor(
    private readonly client: Client,
    private readonly kit: Kit,
    private readonly origin: string,
  ) {}

  async keep(nodes: readonly Node[], signal: AbortSignal): Promise<Keepsake[]> {
    const kept: Keepsake[] = [];
    for (const [datasetId, ids] of byDataset(nodes.filter((node) => node.kind === 'data').map((node) => node.ref)))
      for (const part of chunks(ids, idsPerQuery)) {
        const rows = (await this.client.dataByIds(part, signal)).filter(isPicture);
        if (rows.length === 0) continue;
        const { results } = await this.client.dataAndResult(
          datasetId,
          rows.map((row) => row.id),
          signal,
        );
        kept.push(...rows.map((row) => keepsake(row, results)));
      }
    return kept;
  }

  async sources(keepsakes: readonly Keepsake[], signal: AbortSignal): Promise<Map<Ref, Source>> {
    const found = new Map<Ref, Source>();
    const byId = new Map(keepsakes.map((kept) => [read(kept.ref).id, kept]));
    for (const [datasetId, ids] of byDataset(keepsakes.map((kept) => kept.ref)))
      for (const part of chunks(ids, idsPerQuery))
        for (const row of await this.deleted(datasetId, part, signal)) {
          const kept = byId.get(row.dataId);
          const url = row.images?.[0]?.url;
          if (kept && url !== undefined) found.set(kept.ref, this.source(kept, withOrigin(url, this.origin)));
        }
    return found;
  }

  async finish(restored: readonly { keepsake: Keepsake; ref: Ref }[], signal: AbortSignal): Promise<void> {
    const bySplit = new Map<string, string[]>();
    for (const { keepsake: kept, ref } of restored)
      if (kept.split !== undefined && kept.split !== 'NOT_SPLIT')
        bySplit.set(kept.split, [...(bySplit.get(kept.split) ?? []), read(ref).id]);
    for (const [split, ids] of bySplit) await this.client.split(ids, split, signal);
  }

  /** One id that the server stumbles over fails its whole call (quirk 31), so a failed part is halved. */
  private async deleted(
    datasetId: string,
    ids: readonly string[],
    signal: AbortSignal,
  ): Promise<DataAndResult['data']> {
    try {
      return (await this.client.dataAndResult(datasetId, ids, signal)).data;
    } catch (error) {
      if (!isPlatformError(error) || error.facts.status !== 500) throw error;
      if (ids.length === 1) return [];
      const half = Math.ceil(ids.length / 2);
      return [
        ...(await this.deleted(datasetId, ids.slice(0, half), signal)),
        ...(await this.deleted(datasetId, ids.slice(half), signal)),
      ];
    }
  }

  private source(kept: Keepsake, url: string): Source {
    const bytes = (signal?: AbortSignal) => this.original(kept, url, signal);
    return {
      name: kept.fileName,
      place: kept.fileName,
      size: kept.size,
      open: () => Readable.from(bytes(), { objectMode: false, highWaterMark: 256 * 1024 }),
      read: async (signal) => {
        const parts: Buffer[] = [];
        for await (const part of bytes(signal)) parts.push(part);
        return Buffer.concat(parts);
      },
    };
  }

  /** The bytes, checked at their end: the length noted before deletion, and the store's own MD5. */
  private async *original(kept: Keepsake, url: string, signal: AbortSignal | undefined): AsyncGenerator<Buffer> {
    const answer: HttpStream = await this.kit.http.stream({ method: 'GET', url }, signal);
    if (answer.status !== 200) {
      answer.body.destroy();
      throw new PlatformError('not-found', text('The original of {0} is no longer in the store.', kept.name), {
        status: answer.status,
      });
    }
    const hash = createHash('md5');
    let length = 0;
    for await (const part of answer.body as AsyncIterable<Buffer>) {
      hash.update(part);
      length += part.length;
      yield part;
    }
    const told = md5Of(answer.headers['etag']);
    if (length !== kept.size || (told !== undefined && told !== hash.digest('hex')))
      throw new PlatformError('protocol', text('The original of {0} arrived damaged.', kept.name), { retryable: true });
  }
}

function isPicture(row: Data): boolean {
  return (
    row.type === 'SINGLE_DATA' &&
    row.parentId === '0' &&
    pictures(row).length === 1 &&
    placedFiles(row.content).length === 1
  );
}

function pictures(row: Data) {
  return placedFiles(row.content).filter(({ file }) => file.type?.startsWith('image/') === true);
}

function keepsake(row: Data, results: DataAndResult['results']): Keepsake {
  const file = pictures(row)[0]?.file;
  return {
    ref: refOf(row),
    parent: datasetRef(row.datasetId),
    name: row.name,
    fileName: file?.originalName ?? file?.name ?? row.name,
    size: file?.size ?? 0,
    ...(file?.type !== undefined && { mime: file.type }),
    ...(row.splitType !== undefined && { split: row.splitType }),
    annotated: row.annotationStatus === 'ANNOTATED',
    results: results.filter((result) => result.dataId === row.id),
  };
}

function byDataset(refs: readonly Ref[]): Map<string, string[]> {
  const grouped = new Map<string, string[]>();
  for (const { datasetId, id } of refs.map(read)) grouped.set(datasetId, [...(grouped.get(datasetId) ?? []), id]);
  return grouped;
}
