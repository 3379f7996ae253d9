import type { Probe } from '../../contract';
import type { SmhClient } from './api/client';
import { isDirectory } from './nodes';
import { linkOf } from './browse/links';
import type { SpaceDeps } from './upload/signed';
import type { Entry } from './api/wire';

/** Every documented read, once, on the first things that are found. The token is asked for by the first of them. */
export function probeOf(deps: SpaceDeps, fixed: string | undefined): Probe {
  const { client } = deps;
  return async (step, signal) => {
    const spaces =
      fixed === undefined ? await step('GET space/list', () => client.spaces(undefined, 10, signal)) : undefined;
    const space = fixed ?? spaces?.rows[0]?.spaceId;
    if (space === undefined) return;
    await step('GET space/file-count', () => client.fileCount(space, signal));
    const top = await step('GET directory', () => client.list(space, [], {}, undefined, signal));
    const order = { order_by: 'modificationTime', order_by_type: 'desc' } as const;
    await step('GET directory?order_by', () => client.list(space, [], order, undefined, signal));
    await step('GET directory?limit=1', () => client.list(space, [], {}, undefined, signal, 1));
    const bin = await step('GET recycled', () => client.recycled(space, {}, undefined, signal));
    const recycled = bin?.rows[0]?.recycledItemId;
    if (recycled !== undefined) await step('GET recycled?info', () => client.recycledInfo(space, recycled, signal));
    const folder = top?.rows.find(isDirectory);
    if (folder) await step('GET directory?info', () => client.info('directory', space, [folder.name], signal));
    const found = await fileIn(client, space, top?.rows ?? [], folder, signal);
    if (found === undefined) return;
    await step('GET file?info', async () => linkOf(await client.info('file', space, found, signal), deps.api));
  };
}

/** A file at the top, or in the first folder. */
async function fileIn(
  client: SmhClient,
  space: string,
  top: readonly Entry[],
  folder: Entry | undefined,
  signal: AbortSignal,
): Promise<string[] | undefined> {
  const first = top.find((row) => !isDirectory(row));
  if (first) return [first.name];
  if (folder === undefined) return undefined;
  const { rows } = await client.list(space, [folder.name], {}, undefined, signal);
  const inner = rows.find((row) => !isDirectory(row));
  return inner && [folder.name, inner.name];
}
