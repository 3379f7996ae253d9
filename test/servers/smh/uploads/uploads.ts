import { randomUUID } from 'node:crypto';
import { extensionOf } from '../../../../src/sandbox/mime';
import type { Row } from '../../../../src/sandbox/store/rows';
import { secretName, type App } from '../app';
import type { Content } from '../entries/entries';
import { Refused } from '../api/errors';
import type { Path } from '../api/names';
import type { Strategy } from '../api/strategy';
import type { Caller } from '../access/tokens';

/** An upload between its beginning and its confirmation, and after. Its bytes go to the key `object`. */
export interface Upload {
  id: number;
  confirmKey: string;
  space: string;
  path: Path;
  strategy: Strategy;
  object: string;
  /** That of a multipart upload. */
  uploadId: string | null;
  /** Bytes as announced. */
  filesize: number | null;
  userId: string | null;
  labels: string;
  category: string | null;
  /** What arrived in one piece. */
  content: Content | undefined;
  confirmed: boolean;
  createdAt: number;
}

export interface Part {
  number: number;
  size: number;
  md5: string;
  at: number;
}

const readUpload = (row: Row): Upload => ({
  id: row.num('id'),
  confirmKey: row.text('confirm_key'),
  space: row.text('space'),
  path: JSON.parse(row.text('path')) as string[],
  strategy: row.text('strategy') as Strategy,
  object: row.text('object'),
  uploadId: row.textOrNull('upload_id'),
  filesize: row.numOrNull('filesize'),
  userId: row.textOrNull('user_id'),
  labels: row.text('labels'),
  category: row.textOrNull('category'),
  content: readContent(row),
  confirmed: row.num('confirmed') === 1,
  createdAt: row.num('created_at'),
});

function readContent(row: Row): Content | undefined {
  const size = row.numOrNull('size');
  if (size === null) return undefined;
  return { object: row.text('object'), size, md5: row.text('md5'), etag: row.text('etag'), crc64: row.text('crc64') };
}

/** A key of the store that nobody guesses, with the extension of the file's name. */
export function newObject(app: App, name: string): string {
  const id = randomUUID();
  const extension = extensionOf(name);
  const plain = /^[a-z0-9]{1,16}$/.test(extension) ? `.${extension}` : '';
  return `${app.libraryId}/${id.slice(0, 2)}/${id.slice(2, 4)}/${id}${plain}`;
}

type Beginning = Pick<Upload, 'space' | 'path' | 'strategy' | 'filesize' | 'userId' | 'labels' | 'category'>;

export function beginUpload(app: App, upload: Beginning, multipart: boolean): Upload {
  const confirmKey = secretName('ck', 12);
  app.rows.run(
    `INSERT INTO upload (confirm_key, space, path, strategy, object, upload_id, filesize, user_id, labels, category, created_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    [
      confirmKey,
      upload.space,
      JSON.stringify(upload.path),
      upload.strategy,
      newObject(app, upload.path.at(-1) ?? ''),
      multipart ? secretName('', 20) : null,
      upload.filesize,
      upload.userId,
      upload.labels,
      upload.category,
      app.clock.now(),
    ],
  );
  const made = app.rows.get('SELECT * FROM upload WHERE confirm_key = ?', [confirmKey], readUpload);
  if (!made) throw new Refused('InternalServerError');
  return made;
}

/** The upload of a key; refuses one of another user. */
export function findUpload(app: App, space: string, confirmKey: string, caller: Caller): Upload {
  const found = app.rows.get(
    'SELECT * FROM upload WHERE space = ? AND confirm_key = ?',
    [space, confirmKey],
    readUpload,
  );
  if (!found) throw new Refused('UploadNotFound');
  if (found.userId !== null && caller.userId !== null && found.userId !== caller.userId)
    throw new Refused('UploadNotBelongYou');
  return found;
}

/** The open upload whose bytes belong at a key of the store. */
export function uploadAt(app: App, object: string): Upload | undefined {
  return app.rows.get('SELECT * FROM upload WHERE object = ? AND confirmed = 0', [object], readUpload);
}

export function setContent(app: App, id: number, { size, md5, etag, crc64 }: Content): void {
  app.rows.run('UPDATE upload SET size = ?, md5 = ?, etag = ?, crc64 = ? WHERE id = ?', [size, md5, etag, crc64, id]);
}

export function partsOf(app: App, upload: Upload): Part[] {
  return app.rows.all('SELECT * FROM part WHERE upload = ? ORDER BY number', [upload.id], (row) => ({
    number: row.num('number'),
    size: row.num('size'),
    md5: row.text('md5'),
    at: row.num('at'),
  }));
}

/** Where the store keeps a part. */
export function partKey(upload: Upload, number: number): string {
  return `${upload.object}#${number}`;
}

/** Lets go of the parts of an upload. */
export async function dropParts(app: App, upload: Upload): Promise<void> {
  for (const { number } of partsOf(app, upload)) await app.objects.remove(partKey(upload, number));
}

export async function dropUpload(app: App, upload: Upload): Promise<void> {
  await dropParts(app, upload);
  await app.objects.remove(upload.object);
  app.rows.run('DELETE FROM part WHERE upload = ?', [upload.id]);
  app.rows.run('DELETE FROM upload WHERE id = ?', [upload.id]);
}
