import { secretOf } from '../../../src/sandbox/run/home';
import { randomBytes } from 'node:crypto';
import type { Connect, PlatformServer, SeedOptions, ServerDeps } from '../../../src/sandbox/platformServer';
import { proxyPage, type Answer } from '../../../src/sandbox/http/answer';
import type { Arrival } from '../../../src/sandbox/http/arrival';
import { Router } from '../../../src/sandbox/http/router';
import type { Json } from '../../../src/sandbox/json';
import { setMode } from '../../../src/sandbox/modes';
import type { Account, App } from './app';
import { hexId, letters } from './ids';
import { AccessKeys } from './auth/accessKeys';
import { authenticate } from './auth/authenticate';
import { Tokens } from './auth/tokens';
import { datasetRoutes } from './datasets/routes';
import { syncRoutes } from './datasets/sync';
import { settle } from './datasets/work';
import { gateway, IamRefused, noSuchApi, Refused, refused } from './api/errors';
import { iamRoutes, signInRoute, logIn } from './iam/routes';
import { labelRoutes } from './labels/routes';
import { modeReaders } from './modes';
import { serviceAccessKey } from './obs/links';
import { serveObs } from './obs/serve';
import { Call, json, type Route } from './api/routes';
import { sampleRoutes } from './samples/routes';
import { databaseSchema } from './schema';
import { fillMany } from './seed/many';
import { sampleBucket, seedSamples } from './seed/samples';
import { tableRows } from './tables';

const allRoutes = [iamRoutes, datasetRoutes, syncRoutes, sampleRoutes, labelRoutes].flat();
/** The service and IAM; whatever else stands on the origin is the object store. */
const apiPathPattern = /^\/v(2|3|3\.0)\//;
const servicePath = '/v2/';
/** Room for a token of 100,000 characters (MA-6). */
const headLimitBytes = 160_000;

/** Huawei ModelArts' old data management, with IAM and OBS on the same origin. */
export class ModelArts implements PlatformServer {
  readonly basePath = '';
  readonly headLimit = headLimitBytes;
  readonly username = 'dataset-bot';
  readonly token: string;
  private readonly app: App;
  private readonly router = new Router<Route>(allRoutes);
  private readonly fresh: boolean;

  constructor(deps: ServerDeps) {
    deps.rows.exec(databaseSchema);
    const { settings } = deps.home;
    this.fresh = settings.token === undefined;
    this.token = settings.token ??= randomBytes(20).toString('hex');
    this.app = makeApp(deps, this.username);
    if (this.fresh) firstStart(this.app, this.token);
  }

  get connect(): Connect {
    return this.connectAt('');
  }

  connectAt(origin: string): Connect {
    const { region, projectId, access } = this.app.account;
    return {
      options: { region, projectId, iamUrl: origin, obsUrl: origin, paging: 'auto' },
      method: 'aksk',
      values: { ak: access, sk: this.token },
    };
  }

  async seed({ samples, rows }: SeedOptions): Promise<void> {
    if (!this.fresh) return;
    if (samples !== undefined) await seedSamples(this.app, samples);
    if (rows > 0) await fillMany(this.app, rows);
  }

  table(name: string): Json | undefined {
    return tableRows(this.app, name);
  }

  /** Ends an IAM token, an access key by its id or secret, or with the server's own token the whole user. */
  revoke(token: string): void {
    const { tokens, keys, rows } = this.app;
    tokens.drop(token);
    keys.drop(token);
    if (rows.run('DELETE FROM account WHERE password = ?', [token]) > 0) tokens.dropAll();
  }

  set(mode: string, value: Json): void {
    setMode(modeReaders, this.app.modes, mode, value);
    if (mode === 'staleTokens' && this.app.modes.staleTokens) this.app.tokens.dropAll();
  }

  async handle(arrival: Arrival): Promise<Answer> {
    if (!apiPathPattern.test(arrival.path)) return serveObs(this.app, arrival);
    const answer = await this.answer(arrival);
    await arrival.drain();
    return { ...answer, headers: { ...answer.headers, 'x-request-id': hexId() } };
  }

  private async answer(arrival: Arrival): Promise<Answer> {
    try {
      settle(this.app);
      return await this.run(arrival);
    } catch (error) {
      if (error instanceof Refused) return tellRefusal(this.app, error);
      if (error instanceof IamRefused)
        return json(error.status, { error: { code: error.status, message: error.message, title: error.title } });
      process.stderr.write(`${arrival.line}: ${error instanceof Error ? (error.stack ?? '') : String(error)}\n`);
      return proxyPage(500, 'Internal Server Error');
    }
  }

  private async run(arrival: Arrival): Promise<Answer> {
    const { app } = this;
    if (`${arrival.method} ${arrival.path}` === signInRoute)
      return logIn(app, await arrival.body(), arrival.query.get('nocatalog') !== 'true');
    const isService = arrival.path.startsWith(servicePath);
    if (isService) throttle(app);
    const found = this.router.find(arrival.method, arrival.path);
    if (found === undefined || found === 'wrong-method' || (isService && app.modes.noService)) throw noSuchApi();
    const caller = await authenticate(app, arrival);
    const call = new Call(app, arrival, found.params, caller);
    if (isService) checkProject(call);
    return found.route.run(call);
  }
}

function throttle({ modes }: App): void {
  if (modes.throttle === undefined || modes.throttle === 0) return;
  modes.throttle--;
  throw gateway(429, '0308', 'The throttling threshold has been reached: policy user over ratelimit');
}

/** A token is good for the project that it was made for; a key reaches the projects of its domain (MA-4). */
function checkProject(call: Call): void {
  const { projectId, otherProjectId } = call.app.account;
  const asked = call.param('projectId');
  if (call.caller.projectId !== undefined && call.caller.projectId !== asked)
    throw gateway(401, '0307', 'Incorrect IAM authentication information: the token must be updated');
  if (asked !== projectId && asked !== otherProjectId) throw refused(4204);
}

function tellRefusal(app: App, error: Refused): Answer {
  const wait = error.status === 429 ? app.modes.retryAfter : undefined;
  const body = { error_msg: error.message, error_code: error.code };
  return json(
    error.status,
    error.isGateways ? { ...body, request_id: hexId() } : body,
    wait === undefined ? {} : { 'retry-after': String(wait) },
  );
}

function makeApp(deps: ServerDeps, user: string): App {
  const secret = (name: string, make: () => string): string => secretOf(deps.home.settings, name, make);
  const account: Account = {
    region: 'cn-north-4',
    projectId: secret('projectId', hexId),
    otherProjectId: secret('otherProjectId', hexId),
    domain: 'acme-cloud',
    domainId: secret('domainId', hexId),
    user,
    userId: secret('userId', hexId),
    access: secret('access', () => letters(20).toUpperCase()),
  };
  const [keys, tokens] = [new AccessKeys(deps.rows, deps.clock), new Tokens(deps.rows, deps.clock)];
  return { ...deps, modes: {}, account, keys, tokens };
}

/** The user's key and password, the service's own key for links, and the bucket. */
function firstStart({ rows, keys, account }: App, token: string): void {
  rows.transaction(() => {
    keys.add(account.access, token);
    keys.add(serviceAccessKey, randomBytes(20).toString('hex'));
    rows.run('INSERT INTO account (name, password) VALUES (?, ?)', [account.user, token]);
    rows.run('INSERT INTO bucket (name) VALUES (?)', [sampleBucket]);
  });
}
