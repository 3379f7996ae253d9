import { randomBytes } from 'node:crypto';
import type { Json } from '../../../../src/sandbox/json';
import type { Row } from '../../../../src/sandbox/store/rows';
import { toBytes, toGb, type App, type Id } from '../app';
import type { Body, Call, Route } from '../api/call';
import { Refused } from '../api/errors';
import { addFile, checkFree, checkName, needFolder } from '../files/files';
import { storageAccount, uploadUrl } from './links';
import { dataTypes } from '../files/types';

export const uploadRoutes: Route[] = [
  { method: 'POST', path: '/file/pre-upload/:type', run: preUpload },
  { method: 'POST', path: '/file/upload-success/:type', run: uploadSuccess },
];

/** An upload that was announced; `bytes` as announced, `size` as arrived. */
interface Upload {
  fileId: string;
  method: number;
  dataType: number;
  name: string;
  extension: string;
  parent: Id;
  category: number;
  bytes: number;
  capturedAt: number | null;
  object: string;
  size: number | null;
  md5: string | null;
  done: boolean;
}

const read = (row: Row): Upload => ({
  fileId: row.text('file_id'),
  method: row.num('method'),
  dataType: row.num('data_type'),
  name: row.text('name'),
  extension: row.text('extension'),
  parent: row.big('parent'),
  category: row.num('category'),
  bytes: row.num('bytes'),
  capturedAt: row.numOrNull('captured_at'),
  object: row.text('object'),
  size: row.numOrNull('size'),
  md5: row.textOrNull('md5'),
  done: row.num('done') === 1,
});

/** Largest file, bytes (EO-20). */
const maxFileBytes = 5 * 1024 ** 3;
/** Times from here on are milliseconds, not the seconds that are due (EO-10). */
const firstMillisecondTime = 1e11;
const byLink = 1;

function readType(call: Call): number {
  const dataType = dataTypes.findIndex((type) => type === call.params['type']);
  if (dataType < 0) throw new Refused(400, 'type is not valid');
  return dataType;
}

/** The parts of a name: without the extension, and the extension without a dot. */
function readName(body: Body): { name: string; extension: string } {
  const name = body.needText('fileName');
  const extension = body.needText('extension');
  if (!/^[^./\s]{1,20}$/.test(extension)) throw new Refused(400, 'extension is not valid');
  checkName(name, null);
  return { name, extension };
}

function readBytes(body: Body): number {
  const size = body.number('fileSize');
  if (size === undefined || size < 0) throw new Refused(400, 'fileSize is not valid');
  const bytes = toBytes(size);
  if (bytes > maxFileBytes) throw new Refused(400, 'file is larger than 5 GB');
  return bytes;
}

function readCapture(body: Body): number | null {
  const seconds = body.number('captureTime');
  if (seconds === undefined) return null;
  if (seconds < 0 || seconds >= firstMillisecondTime) throw new Refused(400, 'captureTime is not in seconds');
  return seconds * 1000;
}

function preUpload(call: Call): Json {
  const { app, body } = call;
  const dataType = readType(call);
  const method = body.needWhole('uploadMethod', 0, byLink);
  if (method === byLink && !/^https?:\/\/./.test(body.text('link') ?? '')) throw new Refused(400, 'link is not valid');
  const { name, extension } = readName(body);
  const parentId = body.needId('parentId');
  const parent = needFolder(app, parentId, 400);
  checkFree(app, parent, `${name}.${extension}`);
  const category = body.needWhole('category', 1, 3);
  const [bytes, capturedAt] = [readBytes(body), readCapture(body)];
  const fileId = randomBytes(6).toString('hex').toUpperCase();
  const container = dataTypes[dataType] ?? 'other';
  const object = `${container}/${fileId}.${encodeURIComponent(extension)}`;
  app.rows.run(
    `INSERT INTO upload (file_id, method, data_type, name, extension, parent, category, bytes, captured_at, object)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    [fileId, method, dataType, name, extension, parent, category, bytes, capturedAt, object],
  );
  return {
    uploadUrl: method === byLink ? null : uploadUrl(app, call.arrival.host, object),
    accountName: storageAccount,
    container,
    dataType,
    fileId,
    fileSize: toGb(bytes),
    fileName: name,
    extension,
    parentId,
    category,
    uploadMethod: method,
  };
}

/** Registers a file once its bytes are there; what was announced has to come back unchanged. */
function uploadSuccess(call: Call): Json {
  const { app, body } = call;
  const dataType = readType(call);
  const upload = app.rows.get('SELECT * FROM upload WHERE file_id = ?', [body.needText('fileId')], read);
  if (!upload || upload.done) throw new Refused(400, 'fileId is not valid');
  const { name, extension } = readName(body);
  const parentId = body.id('parentId');
  const parent = parentId === undefined ? upload.parent : needFolder(app, parentId, 400);
  const asAnnounced =
    dataType === upload.dataType &&
    body.needWhole('dataType', 0, dataTypes.length - 1) === dataType &&
    body.needWhole('uploadMethod', 0, byLink) === upload.method &&
    readBytes(body) === upload.bytes &&
    name === upload.name &&
    extension === upload.extension;
  if (!asAnnounced) throw new Refused(400, 'upload is not the one that was announced');
  if (upload.method !== byLink && upload.size !== upload.bytes) throw new Refused(400, 'file was not uploaded');
  const category = body.raw('category') === undefined ? upload.category : body.needWhole('category', 1, 3);
  return { dateFileId: app.rows.transaction(() => register(app, { ...upload, parent, category })) };
}

/** What comes by a link has no bytes here: the sandbox fetches nothing from elsewhere. */
function register(app: App, upload: Upload): Id {
  const { parent, dataType, extension, category, capturedAt, md5 } = upload;
  const name = `${upload.name}.${extension}`;
  checkFree(app, parent, name);
  app.rows.run('UPDATE upload SET done = 1 WHERE file_id = ?', [upload.fileId]);
  const object = upload.method === byLink ? null : upload.object;
  return addFile(app, { parent, name, extension, dataType, size: upload.bytes, object, md5, category, capturedAt });
}

/** The open upload whose bytes belong at an object. */
export function isExpected(app: App, object: string): boolean {
  return app.rows.count('SELECT count(*) AS n FROM upload WHERE object = ? AND done = 0', [object]) > 0;
}

export function arrived(app: App, object: string, size: number, md5: string): void {
  app.rows.run('UPDATE upload SET size = ?, md5 = ? WHERE object = ?', [size, md5, object]);
}
