import { secretOf } from '../home';
import { randomBytes } from 'node:crypto';
import type { Connect, Face, Filling, Ground } from '../face';
import type { Answer } from '../http/answer';
import type { Arrival } from '../http/arrival';
import type { Json } from '../json';
import { setMode, type Modes as Chosen } from '../modes';
import { answerApi } from './api';
import type { App } from './app';
import { serveCos } from './cos';
import { fillRows, fillSamples } from './fill';
import { resumeJobs } from './jobs';
import { DEFAULTS, READERS } from './modes';
import { SCHEMA } from './schema';
import { tableRows } from './tables';
import { hideToken } from './tokenRoutes';
import { drop } from './tokens';

/** The store's host as signatures know it, whatever Host a request carries. */
const COS_HOST = 'smhsandbox-1250000000.cos.ap-sandbox.myqcloud.com';
/** Of the form of real ids. */
const LIBRARY = 'smh0sandbox00000';

/** Tencent Smart Media Hosting: one library with its API below `/api/v1`, its object store everywhere else. */
export class SmartMediaHosting implements Face {
  readonly basePath = '';
  readonly username = 'sandbox';
  readonly hide = hideToken;
  private readonly app: App;
  private readonly fresh: boolean;

  constructor(ground: Ground) {
    ground.rows.exec(SCHEMA);
    this.fresh = ground.home.settings.token === undefined;
    this.app = makeApp(ground);
    resumeJobs(this.app);
  }

  /** The library secret: it opens the fault face and mints tokens. */
  get token(): string {
    return this.app.librarySecret;
  }

  get connect(): Connect {
    return {
      options: { libraryId: this.app.libraryId, spaceId: '' },
      way: 'secret',
      values: { librarySecret: this.token },
    };
  }

  async fill({ samples, rows }: Filling): Promise<void> {
    if (!this.fresh) return;
    if (samples !== undefined) await fillSamples(this.app, samples);
    if (rows > 0) await fillRows(this.app, rows);
  }

  table(name: string): Json | undefined {
    return tableRows(this.app, name);
  }

  revoke(token: string): void {
    drop(this.app, token);
  }

  set(mode: string, value: Json): void {
    const chosen: Chosen<typeof READERS> = {};
    setMode(READERS, chosen, mode, value);
    const name = mode as keyof typeof DEFAULTS;
    Object.assign(this.app.modes, { [name]: chosen[name] ?? DEFAULTS[name] });
  }

  async handle(arrival: Arrival): Promise<Answer> {
    return arrival.path.startsWith('/api/') ? answerApi(this.app, arrival) : serveCos(this.app, arrival);
  }
}

function makeApp(ground: Ground): App {
  const { settings } = ground.home;
  const secret = (name: string, bytes: number): string =>
    secretOf(settings, name, () => randomBytes(bytes).toString('hex'));
  settings.token ??= `lsec${randomBytes(24).toString('hex')}`;
  return {
    ...ground,
    libraryId: LIBRARY,
    librarySecret: settings.token,
    cos: { id: `AKID${secret('cosId', 16)}`, secret: secret('cosSecret', 20), host: COS_HOST },
    modes: { ...DEFAULTS },
  };
}
