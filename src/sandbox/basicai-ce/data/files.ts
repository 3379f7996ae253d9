import { createHash } from 'node:crypto';
import type { Json } from '../../json';
import type { Row } from '../../store/rows';
import { link, takeIds, type App } from '../app';
import { baseName } from '../naming';
import { thumbnailSizes, type FileKind, type FileRow } from './model';

const read = (row: Row): FileRow => ({
  id: row.num('id'),
  name: row.text('name'),
  path: row.text('path'),
  zipPath: row.textOrNull('zip_path'),
  type: row.textOrNull('type'),
  size: row.num('size'),
  kind: row.text('kind') as FileKind,
  width: row.numOrNull('width'),
  height: row.numOrNull('height'),
});

export function addFile(app: App, file: Omit<FileRow, 'id'>): number {
  const id = takeIds(app, 'file', file.kind === 'imageFile' ? 1 + thumbnailSizes.length : 1);
  app.rows.run(
    'INSERT INTO file (id, name, path, zip_path, type, size, kind, width, height) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)',
    [id, file.name, file.path, file.zipPath, file.type, file.size, file.kind, file.width, file.height],
  );
  return id;
}

/** Whether an object of the store is a file already. */
export function hasFile(app: App, path: string): boolean {
  return app.rows.count('SELECT count(*) AS n FROM file WHERE path = ?', [path]) > 0;
}

export function findFiles(app: App, ids: readonly number[]): Map<number, FileRow> {
  const files = app.rows.all(
    'SELECT * FROM file WHERE id IN (SELECT value FROM json_each(?))',
    [JSON.stringify(ids)],
    read,
  );
  const found = new Map(files.map((file) => [file.id, file]));
  if (app.computed)
    for (const id of ids) {
      const file = app.computed.file(id);
      if (file) found.set(id, file);
    }
  return found;
}

/** `a/b.jpg` → `a/b_large.jpg`. */
export function thumbnailPath(path: string, size: string): string {
  return `${baseName(path)}_${size}${path.slice(baseName(path).length)}`;
}

/** The file object of an answer, with links signed for the caller (CE-23). */
export function fileDto(app: App, host: string, file: FileRow): Json {
  const dto = {
    '@type': file.kind,
    id: file.id,
    name: file.name,
    originalName: file.name,
    path: file.path,
    zipPath: file.zipPath,
    type: file.type,
    size: file.size,
    bucketName: app.bucket.name,
    url: link(app, host, file.path),
    pathHash: pathHash(file.path),
    extraInfo: file.width === null ? null : { width: file.width, height: file.height },
  };
  if (file.kind === 'pcdFile') return { ...dto, binary: null, binaryCompressed: null, renderImage: null };
  if (file.kind === 'file') return dto;
  const [large, medium, small] = thumbnailSizes.map((size, i) => thumbnailDto(app, host, file, file.id + 1 + i, size));
  return { ...dto, largeThumbnail: large, mediumThumbnail: medium, smallThumbnail: small };
}

function thumbnailDto(app: App, host: string, file: FileRow, id: number, size: string): Json {
  const path = thumbnailPath(file.path, size);
  return {
    '@type': 'file',
    id,
    name: file.name,
    originalName: file.name,
    path,
    zipPath: null,
    type: file.type,
    size: null,
    bucketName: app.bucket.name,
    url: link(app, host, path),
    pathHash: pathHash(path),
    extraInfo: null,
  };
}

/** A signed 64-bit number, most often past 2^53: clients must not round it. */
function pathHash(path: string): bigint {
  return createHash('sha1').update(path).digest().readBigInt64BE(0);
}
