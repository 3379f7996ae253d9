import { secretOf } from '../home';
import { randomBytes } from 'node:crypto';
import type { Connect, Face, Filling, Ground } from '../face';
import { proxyPage, textAnswer, type Answer } from '../http/answer';
import type { Arrival } from '../http/arrival';
import { Router } from '../http/router';
import { toJson, type Json } from '../json';
import { setMode } from '../modes';
import { addingRoutes } from './adding';
import { STORE, type App } from './app';
import { datasetRoutes } from './datasets';
import { BadRequest, Refused } from './errors';
import { itemRoutes } from './items';
import { Keys } from './keys';
import { MODES } from './modes';
import { removalRoutes, sweep } from './removal';
import { resultRoutes } from './results';
import { Call, type Route } from './routes';
import { SCHEMA } from './schema';
import { fillMany } from './seed/many';
import { seedSamples } from './seed/samples';
import { serveStore, storageRoutes } from './storage';
import { tableRows } from './tables';

const API = '/api/v1';
const ROUTES = [datasetRoutes, itemRoutes, addingRoutes, removalRoutes, resultRoutes, storageRoutes].flat();
/** The host that links are signed for, whatever Host comes: that of the vendor's store in front of the sandbox. */
const STORE_HOST = 's3.us-west-2.amazonaws.com';
const TITLES = { 400: 'Bad Request', 404: 'Not Found', 405: 'Not Allowed', 415: 'Unsupported Media Type' } as const;

/** BasicAI Cloud: its OpenAPI below `/api/v1`, its object store below `/store`. */
export class BasicAiCloud implements Face {
  readonly basePath = API;
  readonly username = 'annotator@example.test';
  readonly token: string;
  private readonly app: App;
  private readonly router = new Router<Route>(ROUTES);
  private readonly fresh: boolean;

  constructor(ground: Ground) {
    ground.rows.exec(SCHEMA);
    const { settings } = ground.home;
    this.fresh = settings.token === undefined;
    this.token = settings.token ??= `bk_${randomBytes(20).toString('hex')}`;
    this.app = makeApp(ground);
    if (this.fresh) this.app.keys.accept(this.token);
  }

  get connect(): Connect {
    return { options: {}, way: 'key', values: { key: this.token } };
  }

  async fill({ samples, rows }: Filling): Promise<void> {
    if (!this.fresh) return;
    if (samples !== undefined) await seedSamples(this.app, samples);
    if (rows > 0) await fillMany(this.app, rows);
  }

  table(name: string): Json | undefined {
    return tableRows(this.app, name);
  }

  revoke(token: string): void {
    this.app.keys.revoke(token);
  }

  set(mode: string, value: Json): void {
    const { modes, keys } = this.app;
    setMode(MODES, modes, mode, value);
    if (mode === 'acceptKey' && modes.acceptKey !== undefined) keys.accept(modes.acceptKey);
    if (mode === 'revokeAfter') keys.revokeAfter(modes.revokeAfter);
    if (mode === 'limits') keys.limit(modes.limits);
  }

  arrived(arrival: Arrival): void {
    if (isApi(arrival)) this.app.keys.count(arrival);
  }

  async handle(arrival: Arrival): Promise<Answer> {
    if (arrival.path.startsWith(`${STORE}/`)) return serveStore(this.app, arrival);
    const answer = isApi(arrival) ? await this.answer(arrival) : proxyPage(404, 'Not Found');
    await arrival.drain();
    return answer;
  }

  private async answer(arrival: Arrival): Promise<Answer> {
    const verdict = this.app.keys.judge(arrival);
    if (verdict === 'stranger') return { status: 401, headers: {} };
    if (verdict === 'too-many') return tooMany(this.app.modes.retryAfter);
    try {
      return await this.run(arrival);
    } catch (error) {
      if (error instanceof Refused) return envelope(error.code, error.message, null);
      if (error instanceof BadRequest) return proxyPage(error.status, TITLES[error.status]);
      process.stderr.write(`${arrival.line}: ${error instanceof Error ? (error.stack ?? '') : String(error)}\n`);
      return proxyPage(500, 'Internal Server Error');
    }
  }

  private async run(arrival: Arrival): Promise<Answer> {
    const found = this.router.find(arrival.method, arrival.path.slice(API.length));
    if (found === undefined) throw new BadRequest(404);
    if (found === 'wrong-method') throw new BadRequest(405);
    sweep(this.app);
    const data = await found.route.run(new Call(this.app, arrival, found.params));
    const isLower = this.app.modes.okCase === 'lower' || (this.app.modes.okCase === undefined && found.route.isPage);
    return envelope(isLower ? 'ok' : 'OK', found.route.message ?? '', data);
  }
}

function isApi(arrival: Arrival): boolean {
  return arrival.path.startsWith(`${API}/`);
}

function tooMany(retryAfter: number | undefined): Answer {
  const page = proxyPage(429, 'Too Many Requests');
  return retryAfter === undefined ? page : { ...page, headers: { ...page.headers, 'retry-after': String(retryAfter) } };
}

function envelope(code: string, message: string, data: Json): Answer {
  return textAnswer(200, 'application/json;charset=UTF-8', toJson({ code, message, data }));
}

function makeApp(ground: Ground): App {
  const secret = (name: string, bytes: number): string =>
    secretOf(ground.home.settings, name, () => randomBytes(bytes).toString('hex'));
  const key = {
    access: secret('storeAccess', 10),
    secret: secret('storeSecret', 20),
    region: 'us-west-2',
    host: STORE_HOST,
  };
  const bucket = { name: 'basicai-upload', key, objects: ground.objects, now: () => ground.clock.now() };
  return { ...ground, bucket, keys: new Keys(ground.rows), modes: {} };
}
