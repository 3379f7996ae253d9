import { secretOf } from '../home';
import { randomBytes } from 'node:crypto';
import type { Connect, Face, Filling, Ground } from '../face';
import type { Answer } from '../http/answer';
import { proxyPage, textAnswer } from '../http/answer';
import type { Arrival } from '../http/arrival';
import { decodeText, Router } from '../http/router';
import { detect, isDetector } from '../detector/service';
import { toJson, type Json } from '../json';
import { setMode } from '../modes';
import { serveBucket } from '../store/s3';
import { BUCKET, INTERNAL_HOST, Turns, type App } from './app';
import { areas, bareAreas } from './areas';
import { Refused, unforeseen } from './errors';
import { fillComputed, loadComputed } from './million';
import { Call, type BareRoute, type Route } from './routes';
import { seedSamples } from './samples';
import { SCHEMA } from './schema';
import { modeReaders } from './modes';
import { placeDetector, seedModels } from './modelSeed';
import { tableRows } from './tables';
import { authenticate, dropToken, issueToken } from './tokens';
import { addUser } from './users';
import { isWebPage, webPage } from './webPage';

const USERNAME = 'sandbox@example.test';
const API = '/api';
const STORE = '/minio';

/** BasicAI CE, the open-source Xtreme1: its API below `/api`, its object store below `/minio`. */
export class BasicAiCe implements Face {
  readonly basePath = API;
  readonly username = USERNAME;
  readonly token: string;
  private readonly app: App;
  private readonly router = new Router<Route | BareRoute>([...areas, ...bareAreas]);
  private readonly fresh: boolean;

  constructor(ground: Ground) {
    ground.rows.exec(SCHEMA);
    this.fresh = ground.rows.count('SELECT count(*) AS n FROM user') === 0;
    this.app = makeApp(ground);
    this.token = this.fresh ? firstStart(this.app) : (ground.home.settings.token ?? '');
    loadComputed(this.app);
  }

  get connect(): Connect {
    return { options: {}, way: 'token', values: { token: this.token } };
  }

  async fill({ samples, rows }: Filling): Promise<void> {
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
    if (arrival.path.startsWith(`${STORE}/`))
      return serveBucket(this.app.bucket, arrival, decodeText(arrival.path.slice(STORE.length)));
    if (arrival.path === API || arrival.path.startsWith(`${API}/`))
      return this.answer(arrival, arrival.path.slice(API.length));
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

function makeApp(ground: Ground): App {
  const { settings } = ground.home;
  const secret = (name: string, bytes: number): string =>
    secretOf(settings, name, () => randomBytes(bytes).toString('hex'));
  const key = {
    access: secret('storeAccess', 10),
    secret: secret('storeSecret', 20),
    region: 'us-east-1',
    host: INTERNAL_HOST,
  };
  return {
    ...ground,
    bucket: { name: BUCKET, key, objects: ground.objects, now: () => ground.clock.now() },
    jwtSecret: secret('jwt', 64),
    startedAt: Math.floor(ground.clock.now() / 1000),
    computed: undefined,
    fetching: new Turns(2),
    parsing: new Turns(1),
    modes: {},
  };
}

/** The owner's token is dated a day back, so that no token of this run is its twin (quirk 16). */
function firstStart(app: App): string {
  return app.rows.transaction(() => {
    addUser(app, 'admin', randomBytes(16).toString('hex'));
    const owner = addUser(app, USERNAME, randomBytes(16).toString('hex'), app.clock.now());
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

/** An unknown path is wrapped like a success, with status 404 (quirk 1). */
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
