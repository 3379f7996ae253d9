import { randomUUID } from 'node:crypto';
import { textAnswer, type Answer } from '../../../../src/sandbox/http/answer';
import type { Arrival } from '../../../../src/sandbox/http/arrival';
import { decodeText } from '../../../../src/sandbox/http/router';
import { toJson } from '../../../../src/sandbox/json';
import type { App } from '../app';
import { batchRoutes } from '../batches/batchRoutes';
import { Call, matches, type Outcome, type Route, type Target } from './call';
import { directoryRoutes } from '../entries/directoryRoutes';
import { Refused } from './errors';
import { fileRoutes } from '../entries/fileRoutes';
import { recycleRoutes } from '../recycle/recycleRoutes';
import { spaceRoutes } from '../spaces/spaceRoutes';
import { checkSpace, findSpace, resolveSpace } from '../spaces/spaces';
import { taskRoutes } from '../batches/taskRoutes';
import { isTokenPath, tokenCall } from '../access/tokenRoutes';
import { authenticate, type Caller } from '../access/tokens';
import { uploadRoutes } from '../uploads/uploadRoutes';

/** The first that matches answers, so what needs a flag stands before what needs none. */
const allRoutes: readonly Route[] = [
  ...spaceRoutes,
  ...directoryRoutes,
  ...uploadRoutes,
  ...fileRoutes,
  ...batchRoutes,
  ...taskRoutes,
  ...recycleRoutes,
];

/** Answers a call of the API; errors are `{code, message, requestId}` (SMH-44). */
export async function answerApi(app: App, arrival: Arrival): Promise<Answer> {
  const requestId = randomUUID();
  const text = (await arrival.body()).toString('utf8');
  try {
    return write(await outcome(app, arrival, text), requestId);
  } catch (error) {
    const refused = error instanceof Refused ? error : unforeseen(arrival, error);
    const { code, message } = refused;
    const status = code === 'UploadIncomplete' ? app.modes.uploadIncomplete : refused.status;
    return write({ status, body: { code, message, requestId } }, requestId);
  }
}

function unforeseen(arrival: Arrival, error: unknown): Refused {
  const reason = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`${arrival.method} ${arrival.path}: ${reason}\n`);
  return new Refused('InternalServerError');
}

function write({ status, body, headers }: Outcome, requestId: string): Answer {
  const all = { 'x-smh-request-id': requestId, 'x-request-id': requestId, ...headers };
  if (body === undefined) return { status, headers: all };
  return textAnswer(status, 'application/json; charset=utf-8', toJson(body), all);
}

async function outcome(app: App, arrival: Arrival, text: string): Promise<Outcome> {
  if (isTokenPath(arrival.path)) return tokenCall(app, arrival.method, arrival.path, arrival.query);
  const target = readTarget(arrival.path);
  if (arrival.hints.expired) throw new Refused('InvalidAccessToken');
  const caller = callerOf(app, arrival, target);
  if (target.library !== app.libraryId) throw new Refused('AccessTokenNotMatchLibrary');
  const library = target.kind === 'spaces' || (target.kind === 'task' && target.rest === '');
  if (!library) checkSpace(caller, target.space);
  const space = library ? '' : resolveSpace(app, target.space);
  const route = allRoutes.find((one) => matches(one, arrival.method, target, arrival.query));
  if (!route) throw new Refused('PathNotFound', 'No such API.');
  return route.run(new Call(app, arrival, target, space, caller, text));
}

/** Anyone may read a space that is open to all (SMH-12). */
function callerOf(app: App, arrival: Arrival, target: Target): Caller {
  const { query, method } = arrival;
  const nameless = !query.get('access_token') && !query.has('library_secret');
  if (nameless && (method === 'GET' || method === 'HEAD') && isPublic(app, target.space))
    return { grants: new Set(), spaces: [target.space], userId: null };
  return authenticate(app, query);
}

function isPublic(app: App, space: string): boolean {
  try {
    return findSpace(app, space).extension['isPublicRead'] === true;
  } catch {
    return false;
  }
}

/** What comes after a space in the path of its own calls. */
const spaceSubresources = ['extension', 'size', 'file-count', 'contents-view'];

/** `/api/v1/{kind}/{library}/{space}/{rest}`; calls on spaces get kinds of their own. */
function readTarget(path: string): Target {
  const [, api, version, kind = '', library = '', space = '', ...more] = path.split('/');
  if (api !== 'api' || version !== 'v1') throw new Refused('PathNotFound', 'No such API.');
  const target = { kind, library, space: decodeText(space), rest: more.join('/') };
  if (kind !== 'space') return target;
  if (space === '' || (space === 'list' && more.length === 0)) return { ...target, kind: 'spaces', rest: space };
  return spaceSubresources.includes(target.rest) ? { ...target, kind: `space/${target.rest}`, rest: '' } : target;
}
