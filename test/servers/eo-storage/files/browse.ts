import type { Json } from '../../../../src/sandbox/json';
import type { Value } from '../../../../src/sandbox/store/rows';
import { toGb, type Id } from '../app';
import { readId, type Call, type Route } from '../api/call';
import { fileVo } from '../api/dto';
import { Refused } from '../api/errors';
import { filesBelow, folderAt, needFile, readFile, rootId, rootOr, type FileRow } from './files';

export const browseRoutes: Route[] = [
  { method: 'POST', path: '/query/page', run: queryPage },
  { method: 'GET', path: '/query/file/details', run: details },
  { method: 'GET', path: '/query/folder/info', run: folderInfo },
  { method: 'GET', path: '/folder/tree', run: tree },
];

/** Largest page; the real one is unknown (EO-7). */
const maxPageSize = 100;

/**
 * A page of a folder, or of everything when no folder is named. Sorted by id, and a search in a folder does not go
 * deeper: both are unknown. Nothing here has a footprint, so a geometry finds nothing.
 */
function queryPage({ app, body }: Call): Json {
  const page = body.needWhole('page', 1, Number.MAX_SAFE_INTEGER);
  const size = body.needWhole('size', 1, maxPageSize);
  const parent = body.id('parentId');
  const name = body.text('fileName') ?? '';
  const where = [
    parent === undefined ? 'parent IS NOT NULL' : 'parent = ?',
    name === '' ? '' : 'instr(lower(name), lower(?)) > 0',
  ];
  if ((body.text('geometry') ?? '') !== '') where.push('0');
  const values: Value[] = [...(parent === undefined ? [] : [rootOr(parent)]), ...(name === '' ? [] : [name])];
  const from = `FROM file WHERE ${where.filter(Boolean).join(' AND ')}`;
  const total = app.rows.count(`SELECT count(*) AS n ${from}`, values);
  const found = app.rows.all(
    `SELECT * ${from} ORDER BY id LIMIT ? OFFSET ?`,
    [...values, size, (page - 1) * size],
    readFile,
  );
  return { total, pages: Math.ceil(total / size), fileVoList: found.map((file) => fileVo(app, file)) };
}

function details(call: Call): Json {
  const id = readId(call.need('datafileId'), 'datafileId');
  if (id === rootId) throw new Refused(404);
  return fileVo(call.app, needFile(call.app, id));
}

/** Files below a folder, however deep, which is inferred (EO-15). */
function folderInfo(call: Call): Json {
  const { app } = call;
  const id = folderAt(app, call.need('dirPath'));
  const sums = app.rows.get(
    `${filesBelow} SELECT coalesce(sum(size), 0) AS bytes, count(*) AS files
     FROM below CROSS JOIN file ON file.id = below.id WHERE folder = 0`,
    [id],
    (row) => ({ bytes: row.num('bytes'), files: row.num('files') }),
  );
  return { allFilesSize: toGb(sums?.bytes ?? 0), filesCount: sums?.files ?? 0 };
}

/** Folders only, below one node for the root that has an id of its own. */
function tree({ app }: Call): Json {
  const folders = app.rows.all('SELECT * FROM file WHERE folder = 1 ORDER BY id', [], readFile);
  const below = new Map<Id, FileRow[]>();
  for (const folder of folders)
    if (folder.parent !== undefined) below.set(folder.parent, [...(below.get(folder.parent) ?? []), folder]);
  const node = (folder: FileRow, path: string): Json => ({
    id: folder.id,
    name: folder.name,
    path: path === '' ? '/' : path,
    parentId: folder.parent ?? null,
    ctime: folder.createdAt,
    children: (below.get(folder.id) ?? []).map((one) => node(one, `${path}/${one.name}`)),
  });
  return folders.filter(({ parent }) => parent === undefined).map((root) => node(root, ''));
}
