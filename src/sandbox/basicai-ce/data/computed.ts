import { join } from 'node:path';
import type { Rows } from '../../store/rows';
import type { StoredObject } from '../../store/objects';
import { nameKey, orderName } from '../naming';
import type { Paging } from '../api/page';
import { thumbnailSizes, type Change, type DataRow, type FileRow, type Filter } from './model';

export interface ComputedPlan {
  datasetId: number;
  firstId: number;
  count: number;
  firstFile: number;
  /** Key prefix of its pictures, without a trailing slash. */
  folder: string;
  createdAt: number;
}

type Changed = Required<Change>;

const unchangedRow: Changed = {
  deleted: false,
  status: 'VALID',
  annotationStatus: 'NOT_ANNOTATED',
  splitType: 'NOT_SPLIT',
};
const filesPerRow = 1 + thumbnailSizes.length;

/**
 * A dataset of any size whose rows are computed from their number; only what was changed is stored. Names are padded,
 * so that the order of names is that of ids, and all share one creation time. Every picture is the same object.
 */
export class Computed {
  private readonly changes: Map<number, Changed>;
  private gone: number[];

  constructor(
    private readonly rows: Rows,
    readonly plan: ComputedPlan,
    private readonly picture: StoredObject,
  ) {
    this.changes = new Map(
      rows.all('SELECT * FROM computed_change', [], (row) => [
        row.num('id'),
        {
          deleted: row.num('deleted') === 1,
          status: row.text('status'),
          annotationStatus: row.text('annotation_status'),
          splitType: row.text('split_type'),
        } as Changed,
      ]),
    );
    this.gone = this.countGone();
  }

  get datasetId(): number {
    return this.plan.datasetId;
  }

  get live(): number {
    return this.plan.count - this.gone.length;
  }

  /** The row of an id, deleted or not. */
  row(id: number): DataRow | undefined {
    const { plan } = this;
    if (id < plan.firstId || id >= plan.firstId + plan.count) return undefined;
    const name = this.name(id);
    return {
      id,
      datasetId: plan.datasetId,
      name,
      orderName: orderName(name),
      content: [{ name: 'image_0', files: [plan.firstFile + (id - plan.firstId) * filesPerRow] }],
      type: 'SINGLE_DATA',
      parentId: 0,
      createdAt: plan.createdAt,
      ...(this.changes.get(id) ?? unchangedRow),
    };
  }

  file(fileId: number): FileRow | undefined {
    const n = (fileId - this.plan.firstFile) / filesPerRow;
    if (!Number.isInteger(n) || n < 0 || n >= this.plan.count) return undefined;
    const name = `${this.name(this.plan.firstId + n)}.png`;
    return {
      id: fileId,
      name,
      path: `${this.plan.folder}/image_0/${name}`,
      zipPath: `million/image_0/${name}`,
      type: 'image/png',
      size: this.picture.size,
      kind: 'imageFile',
      width: 16,
      height: 16,
    };
  }

  object(key: string): StoredObject | undefined {
    return key.startsWith(join(this.plan.folder, 'image_0/')) ? { ...this.picture, key } : undefined;
  }

  page(filter: Filter, paging: Paging): { total: number; rows: DataRow[] } {
    const { plan } = this;
    const inTime = (filter.from ?? -Infinity) <= plan.createdAt && plan.createdAt <= (filter.to ?? Infinity);
    if (filter.parentId !== 0 || !inTime) return { total: 0, rows: [] };
    const backwards = filter.sort === 'NAME' && filter.direction === 'DESC';
    const total = this.isFiltered(filter) ? undefined : this.live;
    const ids = total === undefined ? this.filtered(filter, backwards) : this.slice(paging, backwards);
    const shown = total === undefined ? cut(ids, paging) : ids;
    return { total: total ?? ids.length, rows: shown.flatMap((id) => this.row(id) ?? []) };
  }

  change(ids: readonly number[], change: Change): void {
    for (const id of ids) {
      const before = this.row(id);
      if (!before || before.deleted) continue;
      const { deleted, status, annotationStatus, splitType } = { ...before, ...change };
      this.changes.set(id, { deleted, status, annotationStatus, splitType });
      this.rows.run(
        'INSERT OR REPLACE INTO computed_change (id, deleted, status, annotation_status, split_type) VALUES (?, ?, ?, ?, ?)',
        [id, deleted, status, annotationStatus, splitType],
      );
    }
    if (change.deleted === true) this.gone = this.countGone();
  }

  /** Live rows by status: `[annotated, notAnnotated, invalid]`. */
  counts(): readonly [number, number, number] {
    const counts = { ANNOTATED: 0, NOT_ANNOTATED: this.live, INVALID: 0 };
    for (const { deleted, annotationStatus } of this.changes.values())
      if (!deleted) {
        counts[annotationStatus]++;
        counts.NOT_ANNOTATED--;
      }
    return [counts.ANNOTATED, counts.NOT_ANNOTATED, counts.INVALID];
  }

  private name(id: number): string {
    return `item_${String(id - this.plan.firstId + 1).padStart(7, '0')}`;
  }

  private countGone(): number[] {
    return [...this.changes]
      .filter(([, change]) => change.deleted)
      .map(([id]) => id)
      .sort((a, b) => a - b);
  }

  private isFiltered(filter: Filter): boolean {
    return [filter.ids, filter.name, filter.annotationStatus, filter.splitType].some((term) => term !== undefined);
  }

  /** The ids of one page with no filter: jumps over deleted ones instead of walking from the start. */
  private slice(paging: Paging, backwards: boolean): number[] {
    const wanted = Math.max(0, Math.min(paging.limit < 0 ? this.live : paging.limit, this.live - paging.offset));
    return Array.from({ length: wanted }, (_, i) => {
      const rank = paging.offset + i;
      return this.nth(backwards ? this.live - 1 - rank : rank);
    });
  }

  /** The id of the live row of that rank: each deleted id at or before it moves it on by one. */
  private nth(rank: number): number {
    let [low, high] = [0, this.gone.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.gone[middle] ?? 0) - this.plan.firstId - middle <= rank) low = middle + 1;
      else high = middle;
    }
    return this.plan.firstId + rank + low;
  }

  private filtered(filter: Filter, backwards: boolean): number[] {
    const like = filter.name === undefined ? undefined : likePattern(filter.name);
    const all = filter.ids ?? Array.from({ length: this.plan.count }, (_, i) => this.plan.firstId + i);
    const kept = all.filter((id) => {
      if (id < this.plan.firstId || id >= this.plan.firstId + this.plan.count) return false;
      const state = this.changes.get(id) ?? unchangedRow;
      if (state.deleted || (filter.annotationStatus ?? state.annotationStatus) !== state.annotationStatus) return false;
      return (filter.splitType ?? state.splitType) === state.splitType && (like?.test(nameKey(this.name(id))) ?? true);
    });
    kept.sort((a, b) => a - b);
    return backwards ? kept.reverse() : kept;
  }
}

function cut(ids: readonly number[], paging: Paging): readonly number[] {
  return paging.limit < 0 ? ids : ids.slice(paging.offset, paging.offset + paging.limit);
}

/** `LIKE %x%` as an expression: `%` and `_` of the user stay wildcards. */
function likePattern(text: string): RegExp {
  return new RegExp(
    nameKey(text)
      .replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
      .replace(/%/g, '.*')
      .replace(/_/g, '.'),
  );
}
