import { secretOf } from '../../../src/sandbox/run/home';
import { randomBytes } from 'node:crypto';
import type { Connect, PlatformServer, SeedOptions, ServerDeps } from '../../../src/sandbox/platformServer';
import { proxyPage, textAnswer, type Answer } from '../../../src/sandbox/http/answer';
import type { Arrival } from '../../../src/sandbox/http/arrival';
import { Router } from '../../../src/sandbox/http/router';
import { toJson, type Json } from '../../../src/sandbox/json';
import { setMode } from '../../../src/sandbox/modes';
import { addingRoutes } from './items/adding';
import { storePath, type App } from './app';
import { datasetRoutes } from './datasets';
import { BadRequest, Refused } from './api/errors';
import { itemRoutes } from './items/items';
import { Keys } from './api/keys';
import { modeReaders } from './modes';
import { removalRoutes, sweep } from './items/removal';
import { resultRoutes } from './items/results';
import { Call, type Route } from './api/routes';
import { databaseSchema } from './schema';
import { fillMany } from './seed/many';
import { seedSamples } from './seed/samples';
import { serveStore, storageRoutes } from './storage';
import { tableRows } from './tables';

const apiPath = '/api/v1';
const allRoutes = [datasetRoutes, itemRoutes, addingRoutes, removalRoutes, resultRoutes, storageRoutes].flat();
/** The host that links are signed for, whatever Host comes: that of the vendor's store in front of the sandbox. */
const signedStoreHost = 's3.us-west-2.amazonaws.com';
const errorTitles = {
  400: 'Bad Request',
  404: 'Not Found',
  405: 'Not Allowed',
  415: 'Unsupported Media Type',
} as const;

/** BasicAI Cloud: its OpenAPI below `/api/v1`, its object store below `/store`. */
export class BasicAiCloud implements PlatformServer {
  readonly basePath = apiPath;
  readonly username = 'annotator@example.test';
  readonly token: string;
  private readonly app: App;
  private readonly router = new Router<Route>(allRoutes);
  private readonly fresh: boolean;

  constructor(deps: ServerDeps) {
    deps.rows.exec(databaseSchema);
    const { settings } = deps.home;
    this.fresh = settings.token === undefined;
    this.token = settings.token ??= `bk_${randomBytes(20).toString('hex')}`;
    this.app = makeApp(deps);
    if (this.fresh) this.app.keys.accept(this.token);
  }

  get connect(): Connect {
    return { options: {}, method: 'key', values: { key: this.token } };
  }

  async seed({ samples, rows }: SeedOptions): Promise<void> {
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
    setMode(modeReaders, modes, mode, value);
    if (mode === 'acceptKey' && modes.acceptKey !== undefined) keys.accept(modes.acceptKey);
    if (mode === 'revokeAfter') keys.revokeAfter(modes.revokeAfter);
    if (mode === 'limits') keys.limit(modes.limits);
  }

  arrived(arrival: Arrival): void {
    if (isApi(arrival)) this.app.keys.count(arrival);
  }

  async handle(arrival: Arrival): Promise<Answer> {
    if (arrival.path.startsWith(`${storePath}/`)) return serveStore(this.app, arrival);
    const answer = isApi(arrival) ? await this.answer(arrival) : proxyPage(404, 'Not Found');
    await arrival.drain();
    return answer;
  }

  private async answer(arrival: Arrival): Promise<Answer> {
    const verdict = this.app.keys.validate(arrival);
    if (verdict === 'stranger') return { status: 401, headers: {} };
    if (verdict === 'too-many') return tooMany(this.app.modes.retryAfter);
    try {
      return await this.run(arrival);
    } catch (error) {
      if (error instanceof Refused) return envelope(error.code, error.message, null);
      if (error instanceof BadRequest) return proxyPage(error.status, errorTitles[error.status]);
      process.stderr.write(`${arrival.line}: ${error instanceof Error ? (error.stack ?? '') : String(error)}\n`);
      return proxyPage(500, 'Internal Server Error');
    }
  }

  private async run(arrival: Arrival): Promise<Answer> {
    const found = this.router.find(arrival.method, arrival.path.slice(apiPath.length));
    if (found === undefined) throw new BadRequest(404);
    if (found === 'wrong-method') throw new BadRequest(405);
    sweep(this.app);
    const data = await found.route.run(new Call(this.app, arrival, found.params));
    const isLower = this.app.modes.okCase === 'lower' || (this.app.modes.okCase === undefined && found.route.isPage);
    return envelope(isLower ? 'ok' : 'OK', found.route.message ?? '', data);
  }
}

function isApi(arrival: Arrival): boolean {
  return arrival.path.startsWith(`${apiPath}/`);
}

function tooMany(retryAfter: number | undefined): Answer {
  const page = proxyPage(429, 'Too Many Requests');
  return retryAfter === undefined ? page : { ...page, headers: { ...page.headers, 'retry-after': String(retryAfter) } };
}

function envelope(code: string, message: string, data: Json): Answer {
  return textAnswer(200, 'application/json;charset=UTF-8', toJson({ code, message, data }));
}

function makeApp(deps: ServerDeps): App {
  const secret = (name: string, bytes: number): string =>
    secretOf(deps.home.settings, name, () => randomBytes(bytes).toString('hex'));
  const key = {
    access: secret('storeAccess', 10),
    secret: secret('storeSecret', 20),
    region: 'us-west-2',
    host: signedStoreHost,
  };
  const bucket = { name: 'basicai-upload', key, objects: deps.objects, now: () => deps.clock.now() };
  return { ...deps, bucket, keys: new Keys(deps.rows), modes: {} };
}
