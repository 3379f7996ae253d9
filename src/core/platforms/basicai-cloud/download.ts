import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { chunk, groupBy } from '../../model/lists';
import type { Node } from '../../model/node';
import type { Query } from '../../model/page';
import { text } from '../../model/text';
import { PlatformError } from '../../net/errors';
import type { SessionContext } from '../../net/sessionContext';
import { openFresh, restFrom } from '../../net/store/open';
import { trustedStoreUrl } from '../../net/store/trust';
import type { Download, DownloadBatch, DownloadPart, DownloadRoot, DownloadWhat } from '../../contract';
import { rootsOf } from '../shared/downloadRoots';
import { type CloudBrowse, rowsOf } from './browse/browse';
import type { CloudClient } from './api/client';
import { idsPerCall } from './limits';
import { kindOf, type PlacedItem, placedFiles } from './nodes';
import { childPlace, datasetRef, holderRef, itemRef, type ItemPlace, parseRef } from './refs';
import { walkPlace } from './api/walk';
import type { Item, SourceResult } from './api/wire';

/** Data with where they stand, and the names of the folders that are made of the batches and scenes above them. */
interface Stretch {
  readonly place: ItemPlace;
  readonly folder: string;
  readonly rows: readonly Item[];
}

/** Originals in the folders of their devices, results beside them, batches and scenes as folders above. */
export class CloudDownload implements Download {
  readonly folders = 'layout';

  constructor(
    private readonly client: CloudClient,
    private readonly browse: CloudBrowse,
    private readonly context: SessionContext,
    private readonly api: string,
  ) {}

  async roots(nodes: readonly Node[], signal: AbortSignal): Promise<DownloadRoot[]> {
    const byDataset = groupBy(nodes, (node) => datasetRef(parseRef(node.ref).datasetId));
    const found = await this.browse.get([...byDataset.keys()], signal);
    return rootsOf(byDataset, (ref) => found.get(ref)?.name);
  }

  async *plan(
    root: DownloadRoot,
    query: Query,
    what: DownloadWhat,
    signal: AbortSignal,
  ): AsyncGenerator<DownloadBatch> {
    const whole = { place: childPlace(parseRef(root.ref)), folder: '' };
    const stretches = root.nodes ? this.chosen(root.nodes, signal) : this.wholeQuery(whole, query, signal);
    for await (const stretch of stretches)
      for (const rows of chunk(stretch.rows, idsPerCall)) yield this.batch({ ...stretch, rows }, what, signal);
  }

  private async *chosen(nodes: readonly Node[], signal: AbortSignal): AsyncGenerator<Stretch> {
    for (const node of nodes.filter(({ expandable }) => expandable))
      yield* this.wholeQuery({ place: childPlace(parseRef(node.ref)), folder: `${node.name}/` }, {}, signal);
    for (const same of groupBy(
      nodes.filter(({ kind }) => kind === 'data'),
      ({ ref }) => holderRef(parseRef(ref)),
    ).values()) {
      const place = parseRef(same[0]?.ref ?? '');
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
  private async *wholeQuery(
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
        yield* this.wholeQuery({ place: inner, folder: `${folder}${safe(row.name)}/` }, {}, signal);
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
    const byData = groupBy(results, ({ dataId }) => dataId);
    const empty = rows.filter((row) => placedFiles(row).length === 0);
    return {
      parts: rows.flatMap((row) => [
        ...placedFiles(row).map((placed, n) => this.original(place, folder, row, placed, n)),
        ...resultPart(place, folder, row, byData.get(row.id) ?? []),
      ]),
      notes: empty.map(({ name }) => text('{0} has no file on the server.', name)),
    };
  }

  private original(place: ItemPlace, folder: string, row: Item, { device, file }: PlacedItem, n: number): DownloadPart {
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
          this.context,
          this.linkOf(file.url ?? (await fresh(signal)), file.filename),
          () => fresh(signal),
          restFrom(from, version),
          signal,
        ),
    };
  }

  private linkOf(url: string | null | undefined, name: string): string {
    if (url == null) throw new PlatformError('not-found', text('{0} is no longer on the server.', name));
    return trustedStoreUrl(url, this.api, this.context.log);
  }
}

/** All sources of one data, as the platform's own export writes them (CLOUD-18). */
function resultPart(place: ItemPlace, folder: string, row: Item, results: readonly SourceResult[]): DownloadPart[] {
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

function itemOf(place: ItemPlace, { id, name }: Item): DownloadPart['item'] {
  return { ref: itemRef('data', place, id), id, name };
}

/** A name of the server is one segment of a path. */
function safe(name: string): string {
  return name.replace(/[/\\]/g, '_');
}
