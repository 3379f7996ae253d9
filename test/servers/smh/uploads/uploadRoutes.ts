import type { Json } from '../../../../src/sandbox/json';
import { wireTime } from '../app';
import type { Call, Outcome, Route } from '../api/call';
import { entryDto, readTags } from '../api/dto';
import { addFile, child, directory, erase, needDirectory, type Content } from '../entries/entries';
import { Refused } from '../api/errors';
import { joinParts } from './joinParts';
import { uploadHeaders } from '../cos/links';
import { checkNames, fileType } from '../api/names';
import { readStrategy } from '../api/strategy';
import { clearName } from '../entries/relocate';
import { beginUpload, dropParts, dropUpload, findUpload, partsOf, type Upload } from './uploads';

const kind = 'file';

export const uploadRoutes: Route[] = [
  { method: 'POST', kind, flag: 'confirm', run: confirm },
  { method: 'POST', kind, flag: 'renew', run: renew },
  { method: 'POST', kind, flag: 'multipart', run: (call) => begin(call, true) },
  { method: 'GET', kind, flag: 'upload', run: status },
  { method: 'DELETE', kind, flag: 'upload', run: abort },
];

/** First of the three steps (SMH-25). Directories are not made. */
export function begin(call: Call, multipart: boolean): Outcome {
  const { app, space, path, caller } = call;
  const strategy = call.strategy('rename');
  call.demand('upload', strategy === 'overwrite');
  checkNames(path, 'file');
  const name = path.at(-1);
  if (name === undefined) throw new Refused('IllegalFileName');
  const parent = needDirectory(app, space, path.slice(0, -1));
  const taken = child(app, space, parent, name);
  if (taken && (strategy === 'ask' || (strategy === 'overwrite' && !taken.isFile)))
    throw new Refused('SameNameDirectoryOrFileExists');
  const filesize = call.whole('filesize', -1, 0, Number.MAX_SAFE_INTEGER);
  const { labels = '[]', category = null } = readTags(call.object());
  const { userId } = caller;
  const upload = beginUpload(
    app,
    { space, path, strategy, filesize: filesize < 0 ? null : filesize, userId, labels, category },
    multipart,
  );
  const { headers, expiration } = uploadHeaders(app, upload);
  return {
    status: 201,
    body: {
      domain: call.arrival.host,
      path: `/${upload.object}`,
      uploadId: upload.uploadId ?? undefined,
      headers,
      confirmKey: upload.confirmKey,
      expiration,
    },
  };
}

const own = (call: Call): Upload => findUpload(call.app, call.space, call.name, call.caller);

function renew(call: Call): Outcome {
  call.demand('upload');
  const { headers, expiration } = uploadHeaders(call.app, own(call));
  return { status: 200, body: { headers, expiration } };
}

function status(call: Call): Outcome {
  const upload = own(call);
  const parts = partsOf(call.app, upload).map(({ number, size, md5, at }) => ({
    PartNumber: number,
    LastModified: wireTime(at),
    ETag: `"${md5}"`,
    Size: size,
  }));
  return {
    status: 200,
    body: {
      confirmed: upload.confirmed,
      path: upload.path,
      type: fileType(upload.path.at(-1) ?? ''),
      creationTime: wireTime(upload.createdAt),
      conflictResolutionStrategy: upload.strategy,
      ...(upload.uploadId !== null && { uploadId: upload.uploadId, parts }),
    },
  };
}

async function abort(call: Call): Promise<Outcome> {
  call.demand('upload');
  const upload = own(call);
  if (upload.confirmed) throw new Refused('UploadComplete');
  await dropUpload(call.app, upload);
  return { status: 204 };
}

/** Last step: the file is visible from here on. */
async function confirm(call: Call): Promise<Outcome> {
  call.demand('confirm');
  const sum = readSum(call);
  const upload = own(call);
  if (upload.confirmed) throw new Refused('UploadComplete');
  const content = await arrived(call, upload);
  if (upload.filesize !== null && content.size !== upload.filesize) throw new Refused('UploadIncomplete');
  if (sum !== undefined && sum !== content.crc64) throw new Refused('BadCrc64');
  const body = call.app.rows.transaction(() => place(call, upload, content));
  await dropParts(call.app, upload);
  return { status: 200, body };
}

/** The sum that a client took, as a decimal text; a number is read too. */
function readSum(call: Call): string | undefined {
  const { crc64 } = call.object();
  if (crc64 === undefined || crc64 === null) return undefined;
  if (typeof crc64 === 'string') return crc64;
  if (typeof crc64 === 'number' || typeof crc64 === 'bigint') return crc64.toString();
  throw new Refused('ParamInvalid', 'crc64 is invalid.');
}

async function arrived(call: Call, upload: Upload): Promise<Content> {
  const content = upload.uploadId === null ? upload.content : await joinParts(call.app, upload);
  if (!content) throw new Refused('UploadIncomplete');
  return content;
}

/** No directory's id, and none of an item in the recycle bin. */
const missingParentId = -(2 ** 52);

/** Puts the file where it belongs. When its directory has gone meanwhile, `path` is null and the bytes are lost. */
function place(call: Call, upload: Upload, content: Content): Json {
  const { app, space } = call;
  if (own(call).confirmed) throw new Refused('UploadComplete');
  const strategy = readStrategy(call.query.get('conflict_resolution_strategy'), upload.strategy);
  if (strategy === 'overwrite' && upload.strategy !== 'overwrite') call.demand('upload', true);
  const above = upload.path.slice(0, -1);
  const parent = directory(app, space, above);
  const wanted = upload.path.at(-1) ?? '';
  const at = { space, parent: parent ?? missingParentId, name: wanted, userId: upload.userId };
  if (parent !== undefined) at.name = clearName(app, { space, parent }, wanted, true, strategy);
  const entry = addFile(app, at, content, upload);
  if (parent === undefined) erase(app, entry);
  app.rows.run('UPDATE upload SET confirmed = 1 WHERE id = ?', [upload.id]);
  return { path: parent === undefined ? null : [...above, at.name], ...entryDto(entry) };
}
