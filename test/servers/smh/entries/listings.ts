import { lookUp } from '../../../../src/core/model/lookUp';
import type { Json } from '../../../../src/sandbox/json';
import type { Call } from '../api/call';
import { entryDto } from '../api/dto';
import { readEntry, type Entry } from './entries';
import { Refused } from '../api/errors';
import { readOrder } from '../api/order';
import { byMarker, byPage, type ListOptions } from '../api/pager';
import { tableListing } from '../api/table';

const sortColumns = {
  name: 'name',
  modificationTime: 'updated_at',
  size: 'size',
  creationTime: 'created_at',
};

const filterConditions: Record<string, string> = { '': '1', onlyDir: 'rank = 0', onlyFile: 'rank = 1' };

/** What stands in a directory, directories first (SMH-15). */
export function directoryListing(call: Call, parent: number): ListOptions<Entry> {
  const filter = lookUp(filterConditions, call.query.get('filter') ?? '');
  if (filter === undefined) throw new Refused('ParamInvalid', 'filter is invalid.');
  return tableListing<Entry>(call.app.rows, {
    select: '*',
    from: 'entry',
    where: `space = ? AND parent = ? AND ${filter}`,
    values: [call.space, parent],
    order: { rank: 'rank', id: 'id', ...readOrder(call, sortColumns, 'name') },
    read: readEntry,
    number: (entry) => entry.id,
  });
}

/** The answer to a listing of a directory. Without a way to page, newer libraries refuse. */
export function listDirectory(call: Call, parent: number): Json {
  const listing = directoryListing(call, parent);
  if (call.flag('by-marker')) {
    const { items, nextMarker } = byMarker(call, listing);
    return { path: call.path, nextMarker, contents: items.map(entryDto) };
  }
  if (!call.flag('by-page')) throw new Refused('CloseOldList');
  const count = (rank: number): number =>
    call.app.rows.count('SELECT count(*) AS n FROM entry WHERE space = ? AND parent = ? AND rank = ?', [
      call.space,
      parent,
      rank,
    ]);
  return {
    path: call.path,
    fileCount: count(1),
    subDirCount: count(0),
    totalNum: listing.count(),
    contents: byPage(call, listing).map(entryDto),
  };
}
