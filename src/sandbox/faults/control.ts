import { lookUp } from '../../core/model/lookUp';
import { timingSafeEqual } from 'node:crypto';
import type { PlatformServer, Pace } from '../platformServer';
import type { Clock } from '../clock';
import type { Arrival } from '../http/arrival';
import { textAnswer, type Answer } from '../http/answer';
import { isObject, parseJson, toJson, type Json } from '../json';
import type { ArrivalLog } from './log';
import type { Faults } from './rules';

export interface Controlled {
  platformServer: PlatformServer;
  faults: Faults;
  log: ArrivalLog;
  clock: Clock;
  pace: Pace;
}

type ControlHandler = (on: Controlled, arrival: Arrival, body: unknown) => Json;

const controlHandlers: Record<string, ControlHandler> = {
  'GET /sandbox/log': (on) => on.log.view(),
  'DELETE /sandbox/log': (on) => done(() => on.log.clear()),
  'PUT /sandbox/faults': (on, _, body) => done(() => on.faults.set(body)),
  'DELETE /sandbox/faults': (on) => done(() => on.faults.clear()),
  'POST /sandbox/clock': (on, _, body) => done(() => on.clock.set(number(body, 'skewSeconds'))),
  'PUT /sandbox/pace': (on, _, body) => done(() => (on.pace.msPerItem = number(body, 'msPerItem'))),
  'PUT /sandbox/mode': (on, _, body) => done(() => setMode(on.platformServer, body)),
  'POST /sandbox/revoke': (on, _, body) => done(() => on.platformServer.revoke(text(body, 'token'))),
  'GET /sandbox/rows': (on, arrival) => {
    const name = arrival.query.get('table') ?? '';
    const rows = on.platformServer.table(name);
    if (rows === undefined) throw new Error(`no table "${name}"`);
    return rows;
  },
};

/** The control API, for tests: what arrived, what shall go wrong, and the server's rows. */
export async function control(on: Controlled, arrival: Arrival): Promise<Answer> {
  if (!sameText(arrival.header('authorization') ?? '', `Bearer ${on.platformServer.token}`))
    return reply(401, { error: 'token' });
  const handler = lookUp(controlHandlers, `${arrival.method} ${arrival.path}`);
  if (!handler) return reply(404, { error: 'no such control' });
  try {
    return reply(200, handler(on, arrival, parseJson((await arrival.body()).toString('utf8'))));
  } catch (error) {
    return reply(400, { error: error instanceof Error ? error.message : String(error) });
  }
}

function reply(status: number, value: Json): Answer {
  return textAnswer(status, 'application/json', toJson(value));
}

function done(work: () => unknown): Json {
  work();
  return null;
}

function setMode(platformServer: PlatformServer, body: unknown): void {
  const value = isObject(body) ? body['value'] : undefined;
  if (platformServer.set === undefined || !isPlain(value)) throw new Error('no such mode');
  platformServer.set(text(body, 'mode'), value);
}

function isPlain(value: unknown): value is string | number | boolean | null {
  return value === null || ['string', 'number', 'boolean'].includes(typeof value);
}

function number(body: unknown, name: string): number {
  const value = isObject(body) ? lookUp(body, name) : undefined;
  if (typeof value === 'number') return value;
  throw new Error(`a number "${name}" is due`);
}

function text(body: unknown, name: string): string {
  const value = isObject(body) ? lookUp(body, name) : undefined;
  if (typeof value === 'string') return value;
  throw new Error(`a text "${name}" is due`);
}

function sameText(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
