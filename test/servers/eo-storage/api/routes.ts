import { timingSafeEqual } from 'node:crypto';
import { textAnswer, type Answer } from '../../../../src/sandbox/http/answer';
import type { Arrival } from '../../../../src/sandbox/http/arrival';
import { Router } from '../../../../src/sandbox/http/router';
import { toJson, type Json } from '../../../../src/sandbox/json';
import type { App } from '../app';
import { browseRoutes } from '../files/browse';
import { Call, type Route } from './call';
import { changeRoutes } from '../files/change';
import { Refused } from './errors';
import { removeRoutes } from '../files/remove';
import { uploadRoutes } from '../store/uploads';
import { urlRoutes } from '../store/urls';

/** The twelve calls (EO-2). */
const router = new Router<Route>(
  [...browseRoutes, ...changeRoutes, ...uploadRoutes, ...urlRoutes, ...removeRoutes].map((route) => ({
    ...route,
    path: `/datafile${route.path}`,
  })),
);

/** Answers a call of the API in its envelope. HTTP tells of strangers always, of other errors by mode (EO-4, EO-5). */
export async function answerApi(app: App, arrival: Arrival, path: string): Promise<Answer> {
  const text = (await arrival.body()).toString('utf8');
  try {
    return envelope(200, 200, 'success', run(app, arrival, path, text));
  } catch (error) {
    const refused = error instanceof Refused ? error : unforeseen(arrival, error);
    const { code, message, data } = refused;
    const shown = code === 401 || app.modes.envelopeStatus === 'http' ? code : 200;
    return envelope(shown, code, message, data);
  }
}

function run(app: App, arrival: Arrival, path: string, text: string): Json {
  if (arrival.hints.expired || !isKnown(app, arrival)) throw new Refused(401);
  const found = router.find(arrival.method, path);
  if (typeof found !== 'object') throw new Refused(404, 'no such API');
  const type = arrival.header('content-type') ?? '';
  if (arrival.method === 'POST' && !/^application\/json\b/i.test(type)) throw new Refused(400, 'body is not JSON');
  return found.route.run(new Call(app, arrival, found.params, text));
}

function envelope(status: number, code: number, message: string, data: Json): Answer {
  return textAnswer(status, 'application/json;charset=UTF-8', toJson({ code, message, data }));
}

function unforeseen(arrival: Arrival, error: unknown): Refused {
  const reason = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`${arrival.method} ${arrival.path}: ${reason}\n`);
  return new Refused(500);
}

/** The key goes in a header of its own, or as Authorization with or without `Bearer` (EO-3). */
function isKnown(app: App, arrival: Arrival): boolean {
  const given = arrival.header('x-api-key') ?? arrival.header('authorization')?.replace(/^Bearer /, '') ?? '';
  const [a, b] = [Buffer.from(given), Buffer.from(app.key)];
  return app.modes.revoked !== true && a.length === b.length && timingSafeEqual(a, b);
}
