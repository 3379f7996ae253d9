import { randomBytes } from 'node:crypto';
import type { Connect, Face, Filling, Ground } from '../face';
import { proxyPage, type Answer } from '../http/answer';
import type { Arrival } from '../http/arrival';
import type { Json } from '../json';
import { setMode } from '../modes';
import { answerApi } from './api';
import type { App } from './app';
import { fillRows, fillSamples } from './fill';
import { makeRoot } from './files';
import { bind } from './remove';
import { READERS } from './modes';
import { SCHEMA } from './schema';
import { serveStore } from './store';
import { tableRows } from './tables';

/** Inferred: no page tells the real base (wire reference, section 2). */
const BASE = '/data_management_service';

/** EO Platform data storage: its API below a base path, its storage and thumbnails beside it. */
export class EoStorage implements Face {
  readonly basePath = BASE;
  readonly username = 'sandbox';
  private readonly app: App;
  private readonly fresh: boolean;

  constructor(ground: Ground) {
    ground.rows.exec(SCHEMA);
    this.fresh = ground.home.settings.token === undefined;
    this.app = makeApp(ground);
    makeRoot(this.app);
  }

  get token(): string {
    return this.app.key;
  }

  get connect(): Connect {
    return { options: { userid: 'u-sandbox' }, way: 'apiKey', values: { key: this.token } };
  }

  async fill({ samples, rows }: Filling): Promise<void> {
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
    setMode(READERS, this.app.modes, mode, value);
    if (mode === 'bind') bind(this.app, this.app.modes.bind);
  }

  async handle(arrival: Arrival): Promise<Answer> {
    if (arrival.path.startsWith(`${BASE}/`)) return answerApi(this.app, arrival, arrival.path.slice(BASE.length));
    const stored = await serveStore(this.app, arrival);
    if (stored) return stored;
    await arrival.drain();
    return proxyPage(404, 'Not Found');
  }
}

function makeApp(ground: Ground): App {
  const { settings } = ground.home;
  settings.token ??= `eo${randomBytes(24).toString('hex')}`;
  const linkSecret = (settings.secrets['link'] ??= randomBytes(32).toString('hex'));
  return { ...ground, key: settings.token, linkSecret, modes: {} };
}
