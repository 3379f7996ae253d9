import { randomBytes } from 'node:crypto';
import type { Connect, PlatformServer, SeedOptions, ServerDeps } from '../../../src/sandbox/platformServer';
import { proxyPage, type Answer } from '../../../src/sandbox/http/answer';
import type { Arrival } from '../../../src/sandbox/http/arrival';
import type { Json } from '../../../src/sandbox/json';
import { setMode } from '../../../src/sandbox/modes';
import { answerApi } from './api/routes';
import type { App } from './app';
import { fillRows, fillSamples } from './seed';
import { makeRoot } from './files/files';
import { bind } from './files/remove';
import { modeReaders } from './modes';
import { databaseSchema } from './schema';
import { serveStore } from './store/serve';
import { tableRows } from './tables';

/** No page tells the real base (EO-1). */
const apiBasePath = '/data_management_service';

/** EO Platform data storage: its API below a base path, its storage and thumbnails beside it. */
export class EoStorage implements PlatformServer {
  readonly basePath = apiBasePath;
  readonly username = 'sandbox';
  private readonly app: App;
  private readonly fresh: boolean;

  constructor(deps: ServerDeps) {
    deps.rows.exec(databaseSchema);
    this.fresh = deps.home.settings.token === undefined;
    this.app = makeApp(deps);
    makeRoot(this.app);
  }

  get token(): string {
    return this.app.key;
  }

  get connect(): Connect {
    return { options: { userid: 'u-sandbox' }, method: 'apiKey', values: { key: this.token } };
  }

  async seed({ samples, rows }: SeedOptions): Promise<void> {
    if (!this.fresh) return;
    if (samples !== undefined) await fillSamples(this.app, samples);
    if (rows > 0) await fillRows(this.app, rows);
  }

  table(name: string): Json | undefined {
    return tableRows(this.app, name);
  }

  /** As when the user refreshes the key: the old one is dead at once. The mode `revoked` brings it back. */
  revoke(token: string): void {
    if (token === this.token || token === '*') this.app.modes.revoked = true;
  }

  set(mode: string, value: Json): void {
    setMode(modeReaders, this.app.modes, mode, value);
    if (mode === 'bind') bind(this.app, this.app.modes.bind);
  }

  async handle(arrival: Arrival): Promise<Answer> {
    if (arrival.path.startsWith(`${apiBasePath}/`))
      return answerApi(this.app, arrival, arrival.path.slice(apiBasePath.length));
    const stored = await serveStore(this.app, arrival);
    if (stored) return stored;
    await arrival.drain();
    return proxyPage(404, 'Not Found');
  }
}

function makeApp(deps: ServerDeps): App {
  const { settings } = deps.home;
  settings.token ??= `eo${randomBytes(24).toString('hex')}`;
  const linkSecret = (settings.secrets['link'] ??= randomBytes(32).toString('hex'));
  return { ...deps, key: settings.token, linkSecret, modes: {} };
}
