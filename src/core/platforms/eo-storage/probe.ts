import type { Probe } from '../../contract';
import type { EoClient } from './api/client';
import { idsPerCall } from './limits';
import { rootId } from './refs';
import { FolderTree } from './browse/tree';
import type { Row } from './api/wire';

/** Folders that are looked into for a file. */
const mostFolders = 10;

/** Every documented read, once, on the first things that are found. What is told of a folder is not relied on (EO-16). */
export function probeOf(client: EoClient): Probe {
  return async (step, signal) => {
    const top = await step('POST query/page', () => client.page(rootId, 1, undefined, signal));
    const name = top?.list[0]?.fileName.slice(0, 3) ?? 'a';
    await step('POST query/page (fileName)', () => client.page(rootId, 1, name, signal));
    const tree = await step('GET folder/tree', () => FolderTree.read(client, signal));
    const folder = top?.list.find((row) => row.folder === 1);
    const path = folder && tree?.get(folder.id)?.path;
    if (path !== undefined) await step('GET query/folder/info', () => client.folderInfo(path, signal));
    if (folder) await step('GET query/file/details (folder)', () => client.details(folder.id, signal));
    const folders = [rootId, ...(tree?.ids() ?? [])].slice(0, mostFolders);
    const files = (await step('POST query/page (folder)', () => filesIn(client, folders, signal))) ?? [];
    const [file] = files;
    if (file === undefined) return;
    await step('GET query/file/details', () => client.details(file.id, signal));
    const ids = files.slice(0, idsPerCall).map(({ id }) => id);
    await step('GET file/urls', () => client.links(ids, signal));
  };
}

/** The files of the first folder that has any. */
async function filesIn(client: EoClient, folders: readonly string[], signal: AbortSignal): Promise<Row[]> {
  for (const id of folders) {
    const { list } = await client.page(id, 1, undefined, signal);
    const files = list.filter((row) => row.folder !== 1);
    if (files.length > 0) return files;
  }
  return [];
}
