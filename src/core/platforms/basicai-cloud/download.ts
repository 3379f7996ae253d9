import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { chunks, groups } from '../../model/lists';
import type { Node } from '../../model/node';
import type { Query } from '../../model/page';
import { text } from '../../model/text';
import { PlatformError } from '../../net/errors';
import type { Kit } from '../../net/kit';
import { openFresh, restFrom } from '../../net/store/open';
import { trusted } from '../../net/store/trust';
import type { Download, DownloadBatch, DownloadPart, DownloadRoot } from '../platform';
import { type DownloadWhat, rootsOf } from '../download';
import { type Browse, rowsOf } from './browse';
import type { Client } from './client';
import { idsPerCall } from './limits';
import { kindOf, type Placed, placedFiles } from './nodes';
import { below, datasetRef, holderRef, itemRef, type Place, read } from './refs';
import { walkPlace } from './walk';
import type { Item, Result } from './wire';

/** Data with where they stand, and the names of the folders that are made of the batches and scenes above them. */
interface Stretch {
  readonly place: Place;
  readonly folder: string;
  readonly rows: readonly Item[];
}

/** Originals in the folders of their devices, results beside them, batches and scenes as folders above. */
export class Downloading implements Download {
  readonly folders = 'layout';

  constructor(
    private readonly client: Client,
    private readonly browse: Browse,
    private readonly kit: Kit,
    private readonly api: string,
  ) {}

  async roots(nodes: readonly Node[], signal: AbortSignal): Promise<DownloadRoot[]> {
    const byDataset = groups(nodes, (node) => datasetRef(read(node.ref).datasetId));
    const found = await this.browse.get([...byDataset.keys()], signal);
    return rootsOf(byDataset, (ref) => found.get(ref)?.name);
  }

  async *plan(
    root: DownloadRoot,
    query: Query,
    what: DownloadWhat,
    signal: AbortSignal,
  ): AsyncGenerator<DownloadBatch> {
    const whole = { place: below(read(root.ref)), folder: '' };
    const stretches = root.nodes ? this.chosen(root.nodes, signal) : this.everything(whole, query, signal);
    for await (const stretch of stretches)
      for (const rows of chunks(stretch.rows, idsPerCall)) yield this.batch({ ...stretch, rows }, what, signal);
  }

  private async *chosen(nodes: readonly Node[], signal: AbortSignal): AsyncGenerator<Stretch> {
    for (const node of nodes.filter(({ expandable }) => expandable))
      yield* this.everything({ place: below(read(node.ref)), folder: `${node.name}/` }, {}, signal);
    for (const same of groups(
      nodes.filter(({ kind }) => kind === 'data'),
      ({ ref }) => holderRef(read(ref)),
    ).values()) {
      const place = read(same[0]?.ref ?? '');
      const rows = await rowsOf(
        this.client,
        place,
        same.map(({ id }) => id),
        signal,
      );
      yield { place, folder: '', rows: [...rows.values()] };
    }
  }

  /** A level and all below it. The query narrows the first level alone, by name. */
  private async *everything(
    { place, folder }: Pick<Stretch, 'place' | 'folder'>,
    { name }: Query,
    signal: AbortSignal,
  ): AsyncGenerator<Stretch> {
    for await (const level of walkPlace(this.client, place, signal)) {
      const rows = level.filter((row) => name === undefined || row.name.toLowerCase().includes(name.toLowerCase()));
      yield { place, folder, rows: rows.filter((row) => kindOf(row) === 'data') };
      for (const row of rows) {
        const kind = kindOf(row);
        if (kind !== 'scene' && kind !== 'batch') continue;
        const inner = { ...place, above: [...place.above, { kind, id: row.id }] };
        yield* this.everything({ place: inner, folder: `${folder}${safe(row.name)}/` }, {}, signal);
      }
    }
  }

  private async batch(
    { place, folder, rows }: Stretch,
    what: DownloadWhat,
    signal: AbortSignal,
  ): Promise<DownloadBatch> {
    const results =
      what.results && rows.length > 0
        ? await this.client.results(
            place.datasetId,
            rows.map(({ id }) => id),
            signal,
          )
        : [];
    const byData = groups(results, ({ dataId }) => dataId);
    const empty = rows.filter((row) => placedFiles(row).length === 0);
    return {
      parts: rows.flatMap((row) => [
        ...placedFiles(row).map((placed, n) => this.original(place, folder, row, placed, n)),
        ...resultPart(place, folder, row, byData.get(row.id) ?? []),
      ]),
      notes: empty.map(({ name }) => text('{0} has no file on the server.', name)),
    };
  }

  private original(place: Place, folder: string, row: Item, { device, file }: Placed, n: number): DownloadPart {
    const fresh = async (signal: AbortSignal) => {
      const again = (await rowsOf(this.client, place, [row.id], signal)).get(row.id);
      return this.linkOf(again ? placedFiles(again)[n]?.file.url : undefined, file.filename);
    };
    return {
      path: `${folder}${device}/${safe(file.filename)}`,
      item: itemOf(place, row),
      key: `${row.id}/${device}/${file.zipPath ?? file.filename}/${file.size ?? ''}`,
      ...(file.size != null && { size: file.size }),
      open: async (from, signal, version) =>
        openFresh(
          this.kit,
          this.linkOf(file.url ?? (await fresh(signal)), file.filename),
          () => fresh(signal),
          restFrom(from, version),
          signal,
        ),
    };
  }

  private linkOf(url: string | null | undefined, name: string): string {
    if (url == null) throw new PlatformError('not-found', text('{0} is no longer on the server.', name));
    return trusted(url, this.api, this.kit.log);
  }
}

/** All sources of one data, as the platform's own export writes them (section 3.4). */
function resultPart(place: Place, folder: string, row: Item, results: readonly Result[]): DownloadPart[] {
  if (results.length === 0) return [];
  const bytes = Buffer.from(`${JSON.stringify(results, null, 2)}\n`);
  const md5 = createHash('md5').update(bytes).digest('hex');
  return [
    {
      path: `${folder}result/${safe(row.name)}.json`,
      item: itemOf(place, row),
      key: `made/${md5}`,
      size: bytes.length,
      open: async (from) => ({ body: Readable.from([bytes.subarray(from)], { objectMode: false }), md5, version: md5 }),
    },
  ];
}

function itemOf(place: Place, { id, name }: Item): DownloadPart['item'] {
  return { ref: itemRef('data', place, id), id, name };
}

/** A name of the server is one segment of a path. */
function safe(name: string): string {
  return name.replace(/[/\\]/g, '_');
}
