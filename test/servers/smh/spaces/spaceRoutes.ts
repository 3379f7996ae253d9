import { lookUp } from '../../../../src/core/model/lookUp';
import type { Json, JsonObject } from '../../../../src/sandbox/json';
import type { Value } from '../../../../src/sandbox/store/rows';
import { secretName } from '../app';
import type { Call, Outcome, Route } from '../api/call';
import { entryDto } from '../api/dto';
import { pathOf, readEntry, type Entry } from '../entries/entries';
import { Refused } from '../api/errors';
import { byMarker } from '../api/pager';
import { addSpace, findSpace, onlySpace, readSpace, spaceDto, type Space } from './spaces';
import { tableListing } from '../api/table';

/** Largest and default page of the listing of spaces (SMH-13). */
const maxSpacesPerPage = 1000;

const settingFields = [
  'isPublicRead',
  'isMultiAlbum',
  'allowPhoto',
  'allowVideo',
  'allowPhotoExtname',
  'allowVideoExtname',
  'recognizeSensitiveContent',
  'spaceTag',
];

export const spaceRoutes: Route[] = [
  { method: 'GET', kind: 'spaces', run: listSpaces },
  { method: 'POST', kind: 'spaces', run: createSpace },
  { method: 'DELETE', kind: 'space', run: deleteSpace },
  { method: 'GET', kind: 'space/extension', run: (call) => ok(findSpace(call.app, call.space).extension) },
  { method: 'POST', kind: 'space/extension', run: changeSpace },
  { method: 'GET', kind: 'space/size', run: (call) => ok({ size: String(totals(call).bytes) }) },
  { method: 'GET', kind: 'space/file-count', run: (call) => ok(totals(call).counts) },
  { method: 'GET', kind: 'space/contents-view', run: contentsView },
];

const ok = (body: Json): Outcome => ({ status: 200, body });

/** The next page's marker is the first space of that page. A path without `list` is the older listing, a bare array. */
function listSpaces(call: Call): Outcome {
  call.need('admin');
  const { rows, modes } = call.app;
  if (modes.singleTenant) throw new Refused('NotMultiSpaceLibrary');
  const bare = call.target.rest === '' || modes.spaceMarker === 'array';
  const limit = bare ? -1 : call.whole('limit', maxSpacesPerPage, 1, maxSpacesPerPage) + 1;
  const prefix = call.query.get('prefix') ?? '';
  const start = call.query.get('marker') ?? call.query.get('start_name') ?? '';
  const found = rows.all(
    'SELECT * FROM space WHERE id >= ? AND id <> ? AND substr(id, 1, ?) = ? ORDER BY id LIMIT ?',
    [start, onlySpace, prefix.length, prefix, limit],
    readSpace,
  );
  if (bare) return ok(found.map(spaceDto));
  const next = found.length === limit ? found.pop() : undefined;
  return ok({ list: found.map(spaceDto), [modes.spaceMarker]: next?.id });
}

function readExtension(body: JsonObject): Space['extension'] {
  return Object.fromEntries(
    settingFields.flatMap((name) => (Object.hasOwn(body, name) ? [[name, lookUp(body, name) as Json]] : [])),
  );
}

function createSpace(call: Call): Outcome {
  call.need('create_space');
  if (call.app.modes.singleTenant) throw new Refused('NotMultiSpaceLibrary');
  const spaceId = secretName('space', 6);
  addSpace(call.app, spaceId, call.caller.userId, readExtension(call.object()));
  return { status: 201, body: { spaceId } };
}

function changeSpace(call: Call): Outcome {
  call.need('space_admin');
  const next = { ...findSpace(call.app, call.space).extension, ...readExtension(call.object()) };
  call.app.rows.run('UPDATE space SET extension = ? WHERE id = ?', [JSON.stringify(next), call.space]);
  return { status: 204 };
}

/** What lies in the recycle bin keeps a space from being deleted too, which is inferred. */
function deleteSpace(call: Call): Outcome {
  call.need('delete_space');
  const { rows, modes } = call.app;
  if (modes.singleTenant) throw new Refused('NotMultiSpaceLibrary');
  const full = rows.count('SELECT count(*) AS n FROM entry WHERE space = ?', [call.space]) > 0;
  if (full && !call.flag('force')) throw new Refused('SpaceNotEmpty');
  rows.transaction(() => {
    for (const table of ['entry', 'recycled', 'upload']) rows.run(`DELETE FROM ${table} WHERE space = ?`, [call.space]);
    rows.run('DELETE FROM space WHERE id = ?', [call.space]);
  });
  return { status: 204 };
}

/** Counts are texts. Bytes are those of files and of the recycle bin. */
function totals({ app, space }: Call): { bytes: number; counts: Record<string, string> } {
  const sums = (sql: string, values: Value[]): { files: number; dirs: number; bytes: number } =>
    app.rows.get(sql, values, (row) => ({
      files: row.num('files'),
      dirs: row.num('n') - row.num('files'),
      bytes: row.num('bytes'),
    })) ?? { files: 0, dirs: 0, bytes: 0 };
  const all = sums(`${sumColumns} FROM entry WHERE space = ?`, [space]);
  const gone = sums(`${recycledEntries} ${sumColumns} FROM gone CROSS JOIN entry ON entry.id = gone.id`, [
    space,
    space,
  ]);
  return {
    bytes: all.bytes,
    counts: {
      fileNum: String(all.files - gone.files),
      dirNum: String(all.dirs - gone.dirs),
      recycledFileNum: String(gone.files),
      recycledDirNum: String(gone.dirs),
      historyFileNum: '0',
    },
  };
}

const sumColumns = 'SELECT count(*) AS n, coalesce(sum(rank), 0) AS files, coalesce(sum(size), 0) AS bytes';

/** What lies in the recycle bin of a space. */
const recycledEntries = `WITH RECURSIVE gone (id) AS (SELECT id FROM entry WHERE space = ? AND parent < 0 UNION ALL
  SELECT entry.id FROM gone CROSS JOIN entry ON entry.space = ? AND entry.parent = gone.id)`;

/** What stands below the root of a space. */
const liveEntries = `WITH RECURSIVE live (id) AS (SELECT id FROM entry WHERE space = ? AND parent = 0 UNION ALL
  SELECT entry.id FROM live CROSS JOIN entry ON entry.space = ? AND entry.parent = live.id)`;

const filterConditions: Record<string, string> = { '': '1', onlyFile: 'entry.rank = 1', onlyDir: 'entry.rank = 0' };

/** The whole space as a flat list. */
function contentsView(call: Call): Outcome {
  const filter = lookUp(filterConditions, call.query.get('filter') ?? '');
  if (filter === undefined) throw new Refused('ParamInvalid', 'filter is invalid.');
  const listing = tableListing<Entry>(call.app.rows, {
    select: 'entry.*',
    from: `(${liveEntries} SELECT entry.* FROM entry JOIN live ON live.id = entry.id) AS entry`,
    where: filter,
    values: [call.space, call.space],
    order: { rank: 'entry.rank', column: 'entry.name', id: 'entry.id', down: false },
    read: readEntry,
    number: (entry) => entry.id,
  });
  const { items, nextMarker } = byMarker(call, listing);
  const withPath = call.flag('with_path');
  const contents = items.map((entry) => ({
    ...entryDto(entry),
    path: withPath ? pathOf(call.app, entry) : undefined,
  }));
  return ok({ nextMarker, contents });
}
