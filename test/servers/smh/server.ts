import { secretOf } from '../../../src/sandbox/run/home';
import { randomBytes } from 'node:crypto';
import type { Connect, PlatformServer, SeedOptions, ServerDeps } from '../../../src/sandbox/platformServer';
import type { Answer } from '../../../src/sandbox/http/answer';
import type { Arrival } from '../../../src/sandbox/http/arrival';
import type { Json } from '../../../src/sandbox/json';
import { setMode, type Modes as Chosen } from '../../../src/sandbox/modes';
import { answerApi } from './api/routes';
import type { App } from './app';
import { serveCos } from './cos/serve';
import { fillRows, fillSamples } from './seed';
import { resumeJobs } from './batches/jobs';
import { defaultModes, modeReaders } from './modes';
import { databaseSchema } from './schema';
import { tableRows } from './tables';
import { hideToken } from './access/tokenRoutes';
import { drop } from './access/tokens';

/** The store's host as signatures know it, whatever Host a request carries. */
const cosHost = 'smhsandbox-1250000000.cos.ap-sandbox.myqcloud.com';
/** Of the form of real ids. */
const sandboxLibraryId = 'smh0sandbox00000';

/** Tencent Smart Media Hosting: one library with its API below `/api/v1`, its object store everywhere else. */
export class SmartMediaHosting implements PlatformServer {
  readonly basePath = '';
  readonly username = 'sandbox';
  readonly hide = hideToken;
  private readonly app: App;
  private readonly fresh: boolean;

  constructor(deps: ServerDeps) {
    deps.rows.exec(databaseSchema);
    this.fresh = deps.home.settings.token === undefined;
    this.app = makeApp(deps);
    resumeJobs(this.app);
  }

  /** The library secret: it opens the control API and mints tokens. */
  get token(): string {
    return this.app.librarySecret;
  }

  get connect(): Connect {
    return {
      options: { libraryId: this.app.libraryId, spaceId: '' },
      method: 'secret',
      values: { librarySecret: this.token },
    };
  }

  async seed({ samples, rows }: SeedOptions): Promise<void> {
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
    const chosen: Chosen<typeof modeReaders> = {};
    setMode(modeReaders, chosen, mode, value);
    const name = mode as keyof typeof defaultModes;
    Object.assign(this.app.modes, { [name]: chosen[name] ?? defaultModes[name] });
  }

  async handle(arrival: Arrival): Promise<Answer> {
    return arrival.path.startsWith('/api/') ? answerApi(this.app, arrival) : serveCos(this.app, arrival);
  }
}

function makeApp(deps: ServerDeps): App {
  const { settings } = deps.home;
  const secret = (name: string, bytes: number): string =>
    secretOf(settings, name, () => randomBytes(bytes).toString('hex'));
  settings.token ??= `lsec${randomBytes(24).toString('hex')}`;
  return {
    ...deps,
    libraryId: sandboxLibraryId,
    librarySecret: settings.token,
    cos: { id: `AKID${secret('cosId', 16)}`, secret: secret('cosSecret', 20), host: cosHost },
    modes: { ...defaultModes },
  };
}
