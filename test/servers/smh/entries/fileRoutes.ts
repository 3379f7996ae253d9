import type { Call, Outcome, Route } from '../api/call';
import { entryDto, fileHeaders } from '../api/dto';
import { find, needFile, type Entry } from './entries';
import { Refused } from '../api/errors';
import { readPath } from '../batches/batchRoutes';
import { idOf } from '../batches/jobs';
import { cosUrl, type LinkWish } from '../cos/links';
import type { Path } from '../api/names';
import { remove } from '../recycle/recycle';
import { copy, move } from './relocate';
import { begin } from '../uploads/uploadRoutes';

const kind = 'file';

export const fileRoutes: Route[] = [
  { method: 'GET', kind, flag: 'info', run: info },
  { method: 'GET', kind, run: redirect },
  { method: 'HEAD', kind, run: (call) => ({ status: 200, headers: fileHeaders(fileOf(call)) }) },
  { method: 'PUT', kind, run: put },
  { method: 'DELETE', kind, run: removeFile },
];

function fileOf({ app, space, path }: Call): Entry & { object: string } {
  return needFile(app, space, path);
}

/** Life of a link that a caller may ask for, seconds (SMH-24). */
const [minLinkLifeS, maxLinkLifeS] = [60, 7200];

function linkOf(call: Call, file: Entry & { object: string }): string {
  const wish: LinkWish = { life: call.whole('period', maxLinkLifeS, minLinkLifeS, maxLinkLifeS) };
  const disposition = call.query.get('content_disposition') ?? '';
  if (!['', 'inline', 'attachment'].includes(disposition))
    throw new Refused('ParamInvalid', 'content_disposition is invalid.');
  if (disposition !== '') wish.disposition = `${disposition}; filename*=UTF-8''${encodeURIComponent(file.name)}`;
  return cosUrl(call.app, call.arrival.host, file.object, wish);
}

function info(call: Call): Outcome {
  const file = fileOf(call);
  return { status: 200, body: { cosUrl: linkOf(call, file), ...entryDto(file) } };
}

/** Without `info`, and for a preview, which here is the file itself. */
function redirect(call: Call): Outcome {
  const file = fileOf(call);
  return { status: 302, headers: { location: linkOf(call, file), ...fileHeaders(file) } };
}

/** One call begins an upload, moves and copies: its body tells which. Symbolic links are not played. */
function put(call: Call): Outcome {
  const body = call.object();
  if ('linkTo' in body) throw new Refused('ParamInvalid', 'Symbolic links are not enabled.');
  if ('from' in body) return relocate(call, readPath(body['from']), 'move');
  if ('copyFrom' in body) return relocate(call, readPath(body['copyFrom']), 'copy');
  return begin(call, false);
}

function relocate(call: Call, from: Path, how: 'move' | 'copy'): Outcome {
  const { app, space, path: to } = call;
  const strategy = call.strategy('ask');
  call.demand(how === 'move' ? 'moveFile' : 'copyFile', strategy === 'overwrite');
  if (find(app, space, from)?.isFile !== true) throw new Refused('SourceFileNotFound');
  const path = app.rows.transaction(() => (how === 'move' ? move : copy)(app, { space, from, to, strategy }));
  return strategy === 'rename' ? { status: 200, body: { path } } : { status: 204 };
}

function removeFile(call: Call): Outcome {
  const { app, path } = call;
  const file = fileOf(call);
  const permanent = call.flag('permanent');
  call.demand('deleteFile', permanent && app.modes.bin);
  const id = app.rows.transaction(() => remove(app, file, path, permanent));
  return id === undefined ? { status: 204 } : { status: 200, body: { recycledItemId: idOf(id) } };
}
