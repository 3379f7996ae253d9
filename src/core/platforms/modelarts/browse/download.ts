import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { chunk, groupBy } from '../../../model/lists';
import type { Node } from '../../../model/node';
import type { Query } from '../../../model/page';
import { text } from '../../../model/text';
import { PlatformError } from '../../../net/errors';
import type { SessionContext } from '../../../net/sessionContext';
import { openLink, restFrom } from '../../../net/store/open';
import { trustedStoreUrl } from '../../../net/store/trust';
import type { Download, DownloadBatch, DownloadPart, DownloadRoot, DownloadWhat } from '../../../contract';
import { rootsOf } from '../../shared/downloadRoots';
import type { ModelArtsBrowse } from './browse';
import { pageSize } from '../api/client';
import { isText, nameOf, pathOf } from '../nodes';
import { datasetRef, parseRef, sampleRef } from '../refs';
import type { Sample } from '../api/wire';

/** Originals by the names that they have below the input path, and their labels beside them as they are on the wire. */
export class ModelArtsDownload implements Download {
  readonly folders = 'kept';

  constructor(
    private readonly browse: ModelArtsBrowse,
    private readonly links: DownloadLinks,
    private readonly context: SessionContext,
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
    const { datasetId } = parseRef(root.ref);
    const [type, input] = [await this.browse.typeOf(datasetId, signal), await this.browse.inputOf(datasetId, signal)];
    const names = new Names(input);
    const pieces = root.nodes
      ? this.chosen(datasetId, root.nodes, signal)
      : this.browse.walkSamples(datasetId, query, signal);
    for await (const rows of pieces) {
      const withFile = rows.filter((row) => /^https?:/i.test(row.source ?? ''));
      const parts = withFile.flatMap((row) => {
        const path = names.of(row);
        const original = this.original(datasetId, row, path, isText(type));
        return what.results ? [original, ...labelsPart(datasetId, row, path)] : [original];
      });
      const without = rows.filter((row) => !withFile.includes(row));
      yield { parts, notes: without.map((row) => text('{0} has no file on the server.', nameOf(row))) };
    }
  }

  private async *chosen(
    datasetId: string,
    nodes: readonly Node[],
    signal: AbortSignal,
  ): AsyncGenerator<readonly Sample[]> {
    for (const part of chunk(nodes, pageSize))
      yield this.browse.samplesById(
        datasetId,
        part.map(({ id }) => id),
        signal,
      );
  }

  /** The text of a sample may be a part of its file, so the told size is not that of the file. */
  private original(datasetId: string, row: Sample, path: string, isPart: boolean): DownloadPart {
    const { sample_id: id, sample_size: size, sample_time: time } = row;
    return {
      path,
      item: itemOf(datasetId, row),
      key: `${id}/${size ?? ''}/${time ?? ''}`,
      ...(size != null && !isPart && { size }),
      open: async (from, signal, version) =>
        openLink(
          this.context,
          await this.links.fresh(datasetId, id, nameOf(row), signal),
          restFrom(from, version),
          signal,
        ),
    };
  }
}

/** Signed links of samples, fresh for each use and kept by nobody (MA-37). */
export class DownloadLinks {
  constructor(
    private readonly browse: ModelArtsBrowse,
    private readonly api: string,
  ) {}

  /** @throws PlatformError of kind `not-found` when the sample is gone or has no link */
  async fresh(datasetId: string, sampleId: string, name: string, signal: AbortSignal): Promise<string> {
    const source = (await this.browse.sample(datasetId, sampleId, signal))?.source;
    if (source == null) throw new PlatformError('not-found', text('{0} is no longer on the server.', name));
    return trustedStoreUrl(source, this.api);
  }
}

/** A path for each file: where it lies below the input path, each its own. */
class Names {
  private readonly used = new Set<string>();

  constructor(private readonly input: string | undefined) {}

  of(row: Sample): string {
    const path = pathOf(row);
    const { input } = this;
    const below = input !== undefined && path?.startsWith(input) === true ? path.slice(input.length) : undefined;
    const wanted = below ?? nameOf(row).replace(/[/\\]/g, '_');
    const dot = wanted.lastIndexOf('.');
    const end = dot > wanted.lastIndexOf('/') + 1 ? dot : wanted.length;
    const own = this.used.has(wanted) ? `${wanted.slice(0, end)} (${row.sample_id})${wanted.slice(end)}` : wanted;
    this.used.add(own);
    return own;
  }
}

function labelsPart(datasetId: string, row: Sample, path: string): DownloadPart[] {
  const { labels } = row;
  if (labels == null || labels.length === 0) return [];
  const bytes = Buffer.from(`${JSON.stringify(labels, null, 2)}\n`);
  const md5 = createHash('md5').update(bytes).digest('hex');
  return [
    {
      path: `result/${path}.json`,
      item: itemOf(datasetId, row),
      key: `made/${md5}`,
      size: bytes.length,
      open: async (from) => ({ body: Readable.from([bytes.subarray(from)], { objectMode: false }), md5, version: md5 }),
    },
  ];
}

function itemOf(datasetId: string, row: Sample): DownloadPart['item'] {
  return { ref: sampleRef(datasetId, row.sample_id), id: row.sample_id, name: nameOf(row) };
}
