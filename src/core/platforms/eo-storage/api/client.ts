import { isPlatformError } from '../../../net/errors';
import type { EoApi } from './api';
import { pageSize } from '../limits';
import { rootId } from '../refs';
import * as wire from './wire';

/** The kinds of data that uploads are sorted by (EO-14). */
export type DataKind = 'raster' | 'vector' | 'model' | 'other' | 'bim' | 'pointcloud' | 'document';

export interface ToUpload {
  /** Without its extension. */
  readonly fileName: string;
  /** Without a dot. */
  readonly extension: string;
  readonly parentId: string;
  /** In GB of 1024^3 bytes. */
  readonly fileSize: number;
}

/** From somewhere else: neither satellite nor drone is known of a file (EO-14). */
const otherCategory = 3;
/** A file of this machine (EO-19). */
const uploadMethod = 0;

/** One function per call of the API (EO-2); nothing here knows the tree. Pages count from 1; ids are whole numbers on the wire. */
export class EoClient {
  /** Whether the server wants nothing where folders are made at the root, as a note says (EO-12). */
  private nullRoot = false;

  constructor(private readonly api: EoApi) {}

  /** One level. Without a parent the whole store would be listed, so that there always is one. */
  page(parentId: string, pageNo: number, fileName: string | undefined, signal?: AbortSignal) {
    const body = { page: pageNo, size: pageSize, parentId: BigInt(parentId), fileName };
    return this.api.ask('/datafile/query/page', body, wire.pageAnswer, signal);
  }

  details(datafileId: string, signal?: AbortSignal) {
    return this.api.get('/datafile/query/file/details', { datafileId }, wire.rowAnswer, signal);
  }

  folderInfo(dirPath: string, signal?: AbortSignal) {
    return this.api.get('/datafile/query/folder/info', { dirPath }, wire.folderInfo, signal);
  }

  /** Every folder of the caller. */
  tree(signal?: AbortSignal) {
    return this.api.get('/datafile/folder/tree', {}, wire.treeAnswer, signal);
  }

  /** -1 stands for the root first, then nothing (EO-12, inferred). */
  async addFolder(
    userid: string | undefined,
    dirName: string,
    parentId: string,
    signal?: AbortSignal,
  ): Promise<string> {
    const add = (parent: bigint | null) =>
      this.api.write('/datafile/add/dir', { userid, dirName, parentId: parent }, wire.createdIdAnswer, signal);
    if (parentId !== rootId) return add(BigInt(parentId));
    if (this.nullRoot) return add(null);
    try {
      return await add(BigInt(rootId));
    } catch (error) {
      if (!isPlatformError(error) || (error.kind !== 'invalid' && error.kind !== 'not-found')) throw error;
      const made = await add(null).catch(() => {
        throw error;
      });
      this.nullRoot = true;
      return made;
    }
  }

  /** Nobody sees an upload before it is registered, so that beginning one may be repeated. */
  beginUpload(kind: DataKind, { parentId, ...file }: ToUpload, signal?: AbortSignal) {
    const body = { uploadMethod, ...file, parentId: BigInt(parentId), category: otherCategory };
    return this.api.ask(`/datafile/file/pre-upload/${kind}`, body, wire.uploadStartAnswer, signal);
  }

  /** The answer to the beginning goes back, without what concerns the store alone (EO-23, inferred). @returns the id, where it is told */
  register(kind: DataKind, begun: wire.UploadStart, { parentId, ...file }: ToUpload, signal?: AbortSignal) {
    const { uploadUrl: _url, accountName: _account, container: _container, ...placed } = begun;
    const body = { uploadMethod, category: otherCategory, ...file, ...placed, parentId: BigInt(parentId) };
    return this.api.write(`/datafile/file/upload-success/${kind}`, body, wire.registrationAnswer, signal);
  }

  /** Signed links to files; at most `idsPerCall`. */
  links(ids: readonly string[], signal?: AbortSignal) {
    return this.api.get('/datafile/file/urls', { dataFileIds: ids.join(',') }, wire.linksAnswer, signal);
  }

  /** Changes only what is sent (EO-26). */
  edit(id: string, change: { readonly name: string }, signal?: AbortSignal) {
    return this.api.write('/datafile/file/edit', { id: BigInt(id), ...change }, wire.renameAnswer, signal);
  }

  copy(id: string, targetParentId: string, signal?: AbortSignal) {
    return this.api.write('/datafile/file/copy', toTarget(id, targetParentId), wire.copyAnswer, signal);
  }

  move(id: string, targetParentId: string, signal?: AbortSignal) {
    return this.api.write('/datafile/file/move', toTarget(id, targetParentId), wire.renameAnswer, signal);
  }

  /** Files and folders; at most `idsPerCall`. Success is told of each apart. */
  remove(ids: readonly string[], signal?: AbortSignal) {
    return this.api.write('/datafile/delete/datafiles', { dataFileIds: ids.map(BigInt) }, wire.deletionAnswer, signal);
  }
}

function toTarget(id: string, targetParentId: string) {
  return { sourceFileId: BigInt(id), targetParentId: BigInt(targetParentId) };
}
