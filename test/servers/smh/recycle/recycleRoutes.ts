import type { Json } from '../../../../src/sandbox/json';
import { wireTime } from '../app';
import { boundsOf, checkCount } from '../batches/batchRoutes';
import { readId, type Call, type Outcome, type Route } from '../api/call';
import { entryDto } from '../api/dto';
import { Refused } from '../api/errors';
import { answerJob, idOf } from '../batches/jobs';
import { cosUrl } from '../cos/links';
import { readOrder } from '../api/order';
import { byMarker, byPage } from '../api/pager';
import { daysLeft, findRecycled, purge, purgeAll, purgeOld, readRecycled, restore, type Recycled } from './recycle';
import { findSpace } from '../spaces/spaces';
import { tableListing } from '../api/table';

const kind = 'recycled';

export const recycleRoutes: Route[] = [
  { method: 'GET', kind, rest: false, run: inBin(list) },
  { method: 'GET', kind, rest: true, flag: 'info', run: inBin(info) },
  { method: 'GET', kind, rest: true, flag: 'preview', run: inBin(preview) },
  { method: 'POST', kind, rest: true, flag: 'restore', run: inBin(restoreOne) },
  { method: 'POST', kind, rest: false, flag: 'restore', run: inBin(restoreMany) },
  { method: 'POST', kind, rest: false, flag: 'delete', run: inBin(purgeMany) },
  { method: 'POST', kind, rest: false, flag: 'lifecycle', run: inBin(lifecycle) },
  { method: 'DELETE', kind, rest: true, run: inBin(purgeOne) },
  // A hazard of the real wire: the same call without an id empties the bin (SMH-43).
  { method: 'DELETE', kind, rest: false, run: inBin(empty) },
];

/** Refuses when the library has no bin; lets go of what is too old. */
function inBin(run: Route['run']): Route['run'] {
  return (call) => {
    if (!call.app.modes.bin) throw new Refused('RecycleBinNotEnabled');
    purgeOld(call.app, call.space, findSpace(call.app, call.space).retention);
    return run(call);
  };
}

const sortColumns = {
  name: 'entry.name',
  modificationTime: 'entry.updated_at',
  size: 'recycled.size',
  removalTime: 'recycled.removed_at',
  remainingTime: 'recycled.removed_at',
};

/** In the order of removal unless another is asked for; which one is real is unknown. */
function list(call: Call): Outcome {
  const listing = tableListing<Recycled>(call.app.rows, {
    select:
      'entry.*, recycled.n, recycled.id AS recycled_id, recycled.path, recycled.size AS total, recycled.removed_at',
    from: 'recycled JOIN entry ON entry.id = recycled.entry',
    where: 'recycled.space = ?',
    values: [call.space],
    order: { rank: 'recycled.space', id: 'recycled.n', ...readOrder(call, sortColumns, 'removalTime') },
    read: readRecycled,
    number: (item) => item.n,
  });
  if (call.flag('by-marker')) {
    const { items, nextMarker } = byMarker(call, listing);
    return ok({ nextMarker, contents: items.map((item) => itemDto(call, item)) });
  }
  if (!call.flag('by-page')) throw new Refused('CloseOldList');
  return ok({ totalNum: listing.count(), contents: byPage(call, listing).map((item) => itemDto(call, item)) });
}

const ok = (body: Json): Outcome => ({ status: 200, body });

function itemDto(call: Call, item: Recycled): Readonly<Record<string, Json | undefined>> {
  return {
    recycledItemId: idOf(item.id),
    ...entryDto(item.entry),
    originalPath: item.path,
    size: String(item.size),
    removalTime: wireTime(item.removedAt),
    remainingTime: daysLeft(call.app, item, findSpace(call.app, call.space).retention),
  };
}

const own = (call: Call): Recycled => findRecycled(call.app, call.space, call.name);

function linkOf(call: Call, item: Recycled): string | undefined {
  return item.entry.object === null ? undefined : cosUrl(call.app, call.arrival.host, item.entry.object);
}

function info(call: Call): Outcome {
  const item = own(call);
  return ok({ ...itemDto(call, item), cosUrl: linkOf(call, item) });
}

function preview(call: Call): Outcome {
  const location = linkOf(call, own(call));
  if (location === undefined) throw new Refused('FileNotFound');
  return { status: 302, headers: { location } };
}

function wayBack(call: Call): boolean {
  const strategy = call.query.get('restore_path_strategy') ?? '';
  if (!['', 'originalPath', 'fallbackToRoot'].includes(strategy))
    throw new Refused('ParamInvalid', 'restore_path_strategy is invalid.');
  return strategy === 'fallbackToRoot';
}

function restoreOne(call: Call): Outcome {
  call.need('restore_recycled');
  const { app, space, name } = call;
  const [strategy, toRoot] = [call.strategy('ask'), wayBack(call)];
  return ok({ path: app.rows.transaction(() => restore(app, space, name, strategy, toRoot)) });
}

function restoreMany(call: Call): Outcome {
  call.need('restore_recycled');
  const [strategy, toRoot] = [call.strategy('ask'), wayBack(call)];
  const items = checkCount(call.list().map(readId)).map((id) => ({
    operation: 'restore' as const,
    id,
    strategy,
    toRoot,
  }));
  return answerJob(call, { type: 'batchRestore', items, cost: 1, ...boundsOf(call) });
}

const noContent: Outcome = { status: 204 };

function purgeOne(call: Call): Outcome {
  call.need('delete_recycled');
  purge(call.app, own(call));
  return noContent;
}

/** Ids that are not in the bin count as purged: the answer has no room to tell of them. */
function purgeMany(call: Call): Outcome {
  call.need('delete_recycled');
  const { app, space } = call;
  for (const id of checkCount(call.list().map(readId))) {
    try {
      purge(app, findRecycled(app, space, id));
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
    }
  }
  return noContent;
}

function empty(call: Call): Outcome {
  call.need('delete_recycled');
  purgeAll(call.app, call.space);
  return noContent;
}

/** Longest time that the bin keeps an item, days. */
const maxKeptDays = 10_000;

function lifecycle(call: Call): Outcome {
  call.need('space_admin');
  const days = call.object()['retentionDays'];
  if (typeof days !== 'number' || !Number.isInteger(days) || days < 1 || days > maxKeptDays)
    throw new Refused('ParamInvalid', 'retentionDays is invalid.');
  call.app.rows.run('UPDATE space SET retention = ? WHERE id = ?', [days, call.space]);
  return noContent;
}
