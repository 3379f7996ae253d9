import { secretOf } from '../run/home';
import { randomBytes } from 'node:crypto';
import type { Connect, PlatformServer, SeedOptions, ServerDeps } from '../platformServer';
import type { Answer } from '../http/answer';
import { proxyPage, textAnswer } from '../http/answer';
import type { Arrival } from '../http/arrival';
import { decodeText, Router } from '../http/router';
import { detect, isDetector } from '../detector/service';
import { toJson, type Json } from '../json';
import { setMode } from '../modes';
import { serveBucket } from '../store/s3';
import { bucketName, internalStoreHost, Semaphore, type App } from './app';
import { areas, bareAreas } from './areas';
import { Refused, unforeseen } from './api/errors';
import { fillComputed, loadComputed } from './seed/million';
import { Call, type BareRoute, type Route } from './api/routes';
import { seedSamples } from './seed/samples';
import { databaseSchema } from './schema';
import { modeReaders } from './modes';
import { placeDetector, seedModels } from './seed/modelSeed';
import { tableRows } from './tables';
import { authenticate, dropToken, issueToken } from './users/tokens';
import { addUser } from './users/users';
import { isWebPage, webPage } from './webPage';

const sandboxUsername = 'sandbox@example.test';
const apiPath = '/api';
const storePath = '/minio';

/** BasicAI CE, the open-source Xtreme1: its API below `/api`, its object store below `/minio`. */
export class BasicAiCe implements PlatformServer {
  readonly basePath = apiPath;
  readonly username = sandboxUsername;
  readonly token: string;
  private readonly app: App;
  private readonly router = new Router<Route | BareRoute>([...areas, ...bareAreas]);
  private readonly fresh: boolean;

  constructor(deps: ServerDeps) {
    deps.rows.exec(databaseSchema);
    this.fresh = deps.rows.count('SELECT count(*) AS n FROM user') === 0;
    this.app = makeApp(deps);
    this.token = this.fresh ? firstStart(this.app) : (deps.home.settings.token ?? '');
    loadComputed(this.app);
  }

  get connect(): Connect {
    return { options: {}, method: 'token', values: { token: this.token } };
  }

  async seed({ samples, rows }: SeedOptions): Promise<void> {
    if (this.fresh) seedModels(this.app, samples !== undefined);
    if (this.fresh && samples !== undefined) await seedSamples(this.app, samples);
    if (rows > 0) await fillComputed(this.app, rows);
  }

  listening(origin: string): void {
    placeDetector(this.app, origin);
  }

  table(name: string): Json | undefined {
    return tableRows(this.app, name);
  }

  revoke(token: string): void {
    dropToken(this.app, token);
  }

  set(mode: string, value: Json): void {
    setMode(modeReaders, this.app.modes, mode, value);
  }

  async handle(arrival: Arrival): Promise<Answer> {
    if (arrival.path.startsWith(`${storePath}/`))
      return serveBucket(this.app.bucket, arrival, decodeText(arrival.path.slice(storePath.length)));
    if (arrival.path === apiPath || arrival.path.startsWith(`${apiPath}/`))
      return this.answer(arrival, arrival.path.slice(apiPath.length));
    if (isDetector(arrival.path)) return detect(arrival);
    if (isWebPage(arrival)) return webPage(this.app, arrival);
    await arrival.drain();
    return proxyPage(404, 'Not Found');
  }

  private async answer(arrival: Arrival, path: string): Promise<Answer> {
    const found = this.router.find(arrival.method, path);
    const route = typeof found === 'object' ? found.route : undefined;
    try {
      const user = authenticate(this.app, arrival.header('authorization'), arrival.query.get('token'));
      if (!user && !route?.open) return await refuseStranger(arrival);
      if (found === undefined) return nowhere(path, this.app.clock.now());
      if (found === 'wrong-method') throw unforeseen(`Request method '${arrival.method}' not supported`);
      const call = new Call(this.app, arrival, found.params, user);
      if ('bare' in found.route) return found.route.bare(call);
      return envelope(200, 'OK', '', await found.route.run(call), asText(found.route, arrival));
    } catch (error) {
      await arrival.drain();
      if (error instanceof Refused) return envelope(error.status, error.code, error.message, null);
      process.stderr.write(
        `${arrival.method} ${path}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
      );
      return envelope(
        500,
        'UNKNOWN',
        error instanceof Error ? `java.lang.RuntimeException: ${error.message}` : 'java.lang.RuntimeException',
        null,
      );
    }
  }
}

function makeApp(deps: ServerDeps): App {
  const { settings } = deps.home;
  const secret = (name: string, bytes: number): string =>
    secretOf(settings, name, () => randomBytes(bytes).toString('hex'));
  const key = {
    access: secret('storeAccess', 10),
    secret: secret('storeSecret', 20),
    region: 'us-east-1',
    host: internalStoreHost,
  };
  return {
    ...deps,
    bucket: { name: bucketName, key, objects: deps.objects, now: () => deps.clock.now() },
    jwtSecret: secret('jwt', 64),
    startedAt: Math.floor(deps.clock.now() / 1000),
    computed: undefined,
    fetching: new Semaphore(2),
    parsing: new Semaphore(1),
    modes: {},
  };
}

/** The owner's token is dated a day back, so that no token of this run is its twin (CE-7). */
function firstStart(app: App): string {
  return app.rows.transaction(() => {
    addUser(app, 'admin', randomBytes(16).toString('hex'));
    const owner = addUser(app, sandboxUsername, randomBytes(16).toString('hex'), app.clock.now());
    const { token } = issueToken(app, owner.id, 'API', null, app.startedAt - 86_400);
    app.home.settings.token = token;
    return token;
  });
}

async function refuseStranger(arrival: Arrival): Promise<Answer> {
  await arrival.drain();
  const body = { code: 'LOGIN_STATUS_TIMEOUT', message: 'User login status timeout', data: null };
  return textAnswer(401, 'application/json;charset=ISO-8859-1', toJson(body));
}

/** An unknown path is wrapped like a success, with status 404 (CE-1). */
function nowhere(path: string, now: number): Answer {
  const timestamp = new Date(now).toISOString().replace('Z', '+00:00');
  return envelope(404, 'OK', '', { timestamp, status: 404, error: 'Not Found', path: path || '/' });
}

function envelope(status: number, code: string, message: string, data: Json, type = 'application/json'): Answer {
  return textAnswer(status, type, toJson({ code, message, data }));
}

function asText(route: Route, arrival: Arrival): string {
  const named = arrival.header('accept')?.includes('application/json') ?? false;
  return route.text && !named ? 'text/plain;charset=UTF-8' : 'application/json';
}
