import { isPlatformError } from '../../../net/errors';
import { OncePerKey } from '../../../transfer/once';
import type { EoClient } from '../api/client';
import { FolderTree } from '../browse/tree';

/** Finds and makes the folders on the way to uploaded files; each is made once. */
export class UploadFolders {
  private readonly made = new OncePerKey<string>();

  constructor(
    private readonly client: EoClient,
    private readonly userid: string | undefined,
  ) {}

  /** The id of a folder below another one; its parents are made before it. */
  async make(parentId: string, path: readonly string[], signal: AbortSignal): Promise<string> {
    let at = parentId;
    for (const name of path) {
      const above = at;
      at = await this.made.do(`${above}/${name}`, () => this.one(above, name, signal));
    }
    return at;
  }

  /** The folders below one of these names, without making any. Names with `/` → ids. */
  async find(parentId: string, paths: readonly string[], signal: AbortSignal): Promise<Map<string, string>> {
    const found = new Map<string, string>([['', parentId]]);
    if (paths.every((path) => path === '')) return found;
    const tree = await FolderTree.read(this.client, signal);
    for (const path of paths) {
      let at: string | undefined = parentId;
      for (const name of path.split('/')) at = at === undefined ? undefined : tree.find(at, name)?.id;
      if (path !== '' && at !== undefined) found.set(path, at);
    }
    return found;
  }

  private async one(parentId: string, name: string, signal: AbortSignal): Promise<string> {
    const there = await this.existing(parentId, name, signal);
    if (there !== undefined) return there;
    try {
      return await this.client.addFolder(this.userid, name, parentId, signal);
    } catch (error) {
      // A name that is taken is refused (EO-17); whoever took it meanwhile made what is wanted.
      const meanwhile =
        isPlatformError(error) && error.kind !== 'auth' ? await this.existing(parentId, name, signal) : undefined;
      if (meanwhile === undefined) throw error;
      return meanwhile;
    }
  }

  private async existing(parentId: string, name: string, signal: AbortSignal): Promise<string | undefined> {
    return (await FolderTree.read(this.client, signal)).find(parentId, name)?.id;
  }
}
