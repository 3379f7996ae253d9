import * as v from 'valibot';
import { text } from '../../../model/text';
import { PlatformError } from '../../../net/errors';
import type { SmhApi } from './api';
import { plainPath } from '../refs';
import * as wire from './wire';

/** What a name that is taken leads to (SMH-23). */
export type ConflictStrategy = 'ask' | 'rename' | 'overwrite';

/** How a list is ordered (SMH-15). */
export interface ListOrder {
  readonly order_by?: string;
  readonly order_by_type?: 'asc' | 'desc';
}

export interface ToDelete {
  readonly path: string;
  readonly permanent?: true;
}

export interface ToRelocate {
  readonly from?: string;
  readonly copyFrom?: string;
  readonly to: string;
  readonly conflictResolutionStrategy: ConflictStrategy;
}

/** A file or folder: the two have calls of their own that differ by this word. */
export type EntryKind = 'file' | 'directory';

/** Most rows of a page (SMH-17), and most items of a batch (SMH-29). */
export const pageSize = 100;
export const itemsPerBatch = 1_000;

const none = v.unknown();

/** One function per call of the API; nothing here knows the tree. Paths are names from the top of their space on. */
export class SmhClient {
  constructor(private readonly api: SmhApi) {}

  spaces(marker: string | undefined, limit: number, signal?: AbortSignal) {
    return this.api.repeatable(
      { method: 'GET', kind: 'space', path: ['list'], query: { limit, marker } },
      wire.spaceListAnswer,
      signal,
    );
  }

  /** Spaces have no name but their id, which the server makes (SMH-1). */
  createSpace(body: { spaceTag?: string }, signal?: AbortSignal) {
    return this.api.once(
      { method: 'POST', kind: 'space', path: [], body: JSON.stringify(body) },
      wire.createdSpace,
      signal,
    );
  }

  /** With `force` also one that holds something. */
  async removeSpace(space: string, force: boolean, signal?: AbortSignal): Promise<void> {
    const query = force ? { force: 1 } : {};
    await this.api.once({ method: 'DELETE', kind: 'space', path: [space], query }, none, signal);
  }

  fileCount(space: string, signal?: AbortSignal) {
    return this.api.repeatable({ method: 'GET', kind: 'space', path: [space, 'file-count'] }, wire.fileCount, signal);
  }

  /** Without `by-marker` newer libraries refuse (SMH-16). */
  list(
    space: string,
    path: readonly string[],
    order: ListOrder,
    marker: string | undefined,
    signal?: AbortSignal,
    limit = pageSize,
  ) {
    const query = { 'by-marker': 1, limit, marker, ...order };
    return this.api.repeatable(
      { method: 'GET', kind: 'directory', path: [space, ...path], query },
      wire.directoryAnswer,
      signal,
    );
  }

  info(kind: EntryKind, space: string, path: readonly string[], signal?: AbortSignal) {
    return this.api.repeatable({ method: 'GET', kind, path: [space, ...path], flag: 'info' }, wire.infoAnswer, signal);
  }

  /** Its parents are made with it. May be repeated: one that is there already is a conflict. */
  async makeDirectory(space: string, path: readonly string[], signal?: AbortSignal): Promise<void> {
    const query = { conflict_resolution_strategy: 'ask' };
    await this.api.repeatable(
      { method: 'PUT', kind: 'directory', path: [space, ...path], query, body: '{}' },
      none,
      signal,
    );
  }

  /** Moves or copies one. Only what was renamed brings its path; a copy may go on as a task. */
  relocate(
    how: 'from' | 'copyFrom',
    {
      kind,
      space,
      path,
      to,
      strategy,
    }: { kind: EntryKind; space: string; path: readonly string[]; to: readonly string[]; strategy: ConflictStrategy },
    signal?: AbortSignal,
  ) {
    const query = { conflict_resolution_strategy: strategy };
    const body = JSON.stringify({ [how]: plainPath(path) });
    return this.api.once({ method: 'PUT', kind, path: [space, ...to], query, body }, wire.batchAnswer, signal);
  }

  deleteMany(space: string, items: readonly ToDelete[], signal?: AbortSignal) {
    return this.api.once(
      { method: 'POST', kind: 'batch', path: [space], flag: 'delete', body: JSON.stringify(items) },
      wire.batchAnswer,
      signal,
    );
  }

  relocateMany(how: 'move' | 'copy', space: string, items: readonly ToRelocate[], signal?: AbortSignal) {
    return this.api.once(
      { method: 'POST', kind: 'batch', path: [space], flag: how, body: JSON.stringify(items) },
      wire.batchAnswer,
      signal,
    );
  }

  /** One that the server does not know is likely left out (SMH-38). */
  tasks(space: string, id: string, signal?: AbortSignal) {
    return this.api.repeatable({ method: 'GET', kind: 'task', path: [space, id] }, wire.taskListAnswer, signal);
  }

  recycled(space: string, order: ListOrder, marker: string | undefined, signal?: AbortSignal) {
    const query = { 'by-marker': 1, limit: pageSize, marker, ...order };
    return this.api.repeatable(
      { method: 'GET', kind: 'recycled', path: [space], query },
      wire.recycledListAnswer,
      signal,
    );
  }

  recycledInfo(space: string, id: string, signal?: AbortSignal) {
    return this.api.repeatable(
      { method: 'GET', kind: 'recycled', path: [space, id], flag: 'info' },
      wire.recycledInfo,
      signal,
    );
  }

  /** `fallbackToRoot` puts what has lost its folder at the top of the space (SMH-41). */
  async restore(space: string, ids: readonly string[], place: 'originalPath' | 'fallbackToRoot', signal?: AbortSignal) {
    const [first] = named(ids);
    const query = { conflict_resolution_strategy: 'ask', restore_path_strategy: place };
    const one = ids.length === 1;
    const path = one ? [space, first] : [space];
    const body = one ? {} : { body: idList(ids) };
    return this.api.once(
      { method: 'POST', kind: 'recycled', path, flag: 'restore', query, ...body },
      wire.batchAnswer,
      signal,
    );
  }

  /** Removes recycled items for good. Without an id the same call would empty the bin (SMH-43): it is never sent. */
  async purge(space: string, ids: readonly string[], signal?: AbortSignal): Promise<void> {
    const [first] = named(ids);
    if (ids.length === 1)
      await this.api.once({ method: 'DELETE', kind: 'recycled', path: [space, first] }, none, signal);
    else
      await this.api.once(
        { method: 'POST', kind: 'recycled', path: [space], flag: 'delete', body: idList(ids) },
        none,
        signal,
      );
  }

  /** Nobody sees an upload before it is confirmed, so that beginning one may be repeated. `filesize` in bytes. */
  beginUpload(
    space: string,
    path: readonly string[],
    filesize: number,
    strategy: ConflictStrategy,
    signal?: AbortSignal,
  ) {
    const query = { conflict_resolution_strategy: strategy, filesize };
    return this.api.repeatable(
      { method: 'PUT', kind: 'file', path: [space, ...path], query, body: '{}' },
      wire.uploadStartAnswer,
      signal,
    );
  }

  beginParts(
    space: string,
    path: readonly string[],
    filesize: number,
    strategy: ConflictStrategy,
    signal?: AbortSignal,
  ) {
    const query = { conflict_resolution_strategy: strategy, filesize };
    return this.api.repeatable(
      { method: 'POST', kind: 'file', path: [space, ...path], flag: 'multipart', query, body: '{}' },
      wire.uploadStartAnswer,
      signal,
    );
  }

  renewUpload(space: string, key: string, signal?: AbortSignal) {
    return this.api.repeatable(
      { method: 'POST', kind: 'file', path: [space, key], flag: 'renew' },
      wire.renewAnswer,
      signal,
    );
  }

  uploadStatus(space: string, key: string, signal?: AbortSignal) {
    return this.api.repeatable(
      { method: 'GET', kind: 'file', path: [space, key], flag: 'upload' },
      wire.uploadStatus,
      signal,
    );
  }

  confirmUpload(space: string, key: string, crc64: string, strategy: ConflictStrategy, signal?: AbortSignal) {
    const query = { conflict_resolution_strategy: strategy };
    const body = JSON.stringify({ crc64 });
    return this.api.once(
      { method: 'POST', kind: 'file', path: [space, key], flag: 'confirm', query, body },
      wire.confirmAnswer,
      signal,
    );
  }

  async abandonUpload(space: string, key: string, signal?: AbortSignal): Promise<void> {
    await this.api.once({ method: 'DELETE', kind: 'file', path: [space, key], flag: 'upload' }, none, signal);
  }
}

/** Checked before a URL is built. @throws PlatformError when an id is missing */
function named(ids: readonly string[]): readonly [string, ...string[]] {
  const [first] = ids;
  if (first === undefined || ids.some((id) => !/^[\w-]+$/.test(id)))
    throw new PlatformError('invalid', text('An item of the recycle bin has no ID. Nothing was sent.'));
  return [first, ...ids.slice(1)];
}

/** Numbers as they came, every digit of them: ids may pass 2^53. */
function idList(ids: readonly string[]): string {
  return `[${ids.map((id) => (/^(0|[1-9]\d*)$/.test(id) ? id : JSON.stringify(id))).join(',')}]`;
}
