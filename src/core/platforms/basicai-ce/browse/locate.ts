import type { Node } from '../../../model/node';
import { text } from '../../../model/text';
import { isPlatformError, PlatformError } from '../../../net/errors';
import type { CeBrowse } from './browse';
import type { CeClient } from '../api/client';
import { dataNode, placedFiles } from '../nodes';
import { datasetRef } from '../refs';
import { walkScene } from '../api/walk';
import type { Data } from '../api/wire';

/**
 * Finds what a person names: an id, a link of the web interface (`#/datasets/data?id=5&dataId=301`, CE-27), or a signed
 * link to a file (`…/{user}/{dataset}/…/name.jpg`, CE-26).
 * @returns nothing, one node, or a dataset and an item that have the same id
 */
export class CeLocator {
  constructor(
    private readonly client: CeClient,
    private readonly browse: CeBrowse,
  ) {}

  async find(words: string, signal: AbortSignal): Promise<Node[]> {
    const written = words.trim();
    if (/^\d+$/.test(written)) return this.byId(written, signal);
    const url = urlOf(written);
    if (url === undefined)
      throw new PlatformError('invalid', text('"{0}" is neither an ID nor a link.', written.slice(0, 80)));
    const page = new URLSearchParams(/^#\/datasets\/\w+\?(.*)$/.exec(url.hash)?.[1] ?? '');
    const [datasetId, dataId] = [page.get('id'), page.get('dataId')];
    if (dataId !== null) return this.data(dataId, signal);
    if (datasetId !== null) return this.dataset(datasetId, signal);
    return this.byFile(url, signal);
  }

  private async byId(id: string, signal: AbortSignal): Promise<Node[]> {
    const [dataset, data] = await Promise.all([this.dataset(id, signal), this.data(id, signal)]);
    return [...data, ...dataset];
  }

  private async dataset(id: string, signal: AbortSignal): Promise<Node[]> {
    return [...(await this.browse.get([datasetRef(id)], signal)).values()];
  }

  private async data(id: string, signal: AbortSignal): Promise<Node[]> {
    return (await this.client.dataWithLocks([id], signal)).map(dataNode);
  }

  /** The path of a file holds its dataset; its name leads to the item, and its whole path proves it. */
  private async byFile(url: URL, signal: AbortSignal): Promise<Node[]> {
    const segments = decoded(url.pathname).split('/').filter(Boolean);
    const at = segments.findIndex((one, n) => /^\d+$/.test(one) && /^\d+$/.test(segments[n + 1] ?? ''));
    const datasetId = segments[at + 1];
    if (at < 0 || datasetId === undefined)
      throw new PlatformError('invalid', text('The link leads to no page and no file of this platform.'));
    const path = segments.slice(at).join('/');
    const name = (segments.at(-1) ?? '').replace(/\.[^.]*$/, '');
    const has = (row: Data) => placedFiles(row.content).some(({ file }) => file.path === path);
    const top = await this.named(datasetId, name, signal);
    const hit = top.find((row) => row.type !== 'SCENE' && has(row));
    if (hit) return [dataNode(hit)];
    for (const scene of segments.slice(at + 2, -1))
      for (const { id, type } of await this.named(datasetId, scene, signal))
        if (type === 'SCENE')
          for await (const frames of walkScene(this.client, datasetId, id, signal)) {
            const frame = frames.find(has);
            if (frame) return [dataNode(frame)];
          }
    return [];
  }

  private async named(datasetId: string, name: string, signal: AbortSignal): Promise<Data[]> {
    const { list } = await this.client.data(datasetId, 1, 200, { name }, undefined, signal).catch((error: unknown) => {
      if (isPlatformError(error) && error.kind === 'not-found') return { list: [] };
      throw error;
    });
    return list;
  }
}

function urlOf(words: string): URL | undefined {
  try {
    const url = new URL(words);
    return /^https?:$/.test(url.protocol) ? url : undefined;
  } catch {
    return undefined;
  }
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
