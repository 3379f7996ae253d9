import { lookUp } from '../../core/model/lookUp';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { platformServers } from 'platform-servers';
import { Clock } from '../clock';
import type { Connect, PlatformServer, PlatformServerFactory, SeedOptions, ServerDeps } from '../platformServer';
import { ArrivalLog } from '../faults/log';
import { Faults } from '../faults/rules';
import { Home, isServed } from './home';
import { makeServer } from '../http/server';
import type { Options } from './options';
import { Rows } from '../store/rows';
import { lockStart } from './startLock';
import { ObjectStore } from '../store/objects';

/** Milliseconds of work for an item, unless a test sets another pace. */
const defaultMsPerItem = 1;

/** A running sandbox. */
export interface Running {
  /** Base URL for clients. */
  url: string;
  platformServer: PlatformServer;
  connect: Connect;
  stop: () => Promise<void>;
}

/** Opens the folder, listens on 127.0.0.1, and fills what is fresh. */
export async function startSandbox(options: Options, samples: string | undefined): Promise<Running> {
  const make = lookUp(platformServers, options.platform);
  if (!make) throw new Error(`no platform "${options.platform}"`);
  if (options.folder === undefined) return openHome(make, options, samples);
  const unlock = await lockStart(options.folder);
  try {
    if (await isServed(options.folder)) throw new Error(`another sandbox serves ${options.folder}`);
    return await openHome(make, options, samples);
  } finally {
    unlock();
  }
}

async function openHome(make: PlatformServerFactory, options: Options, samples: string | undefined): Promise<Running> {
  const home = Home.open(options.folder);
  try {
    return await open(home, make, options, samples);
  } catch (error) {
    home.leave();
    throw error;
  }
}

async function open(
  home: Home,
  make: PlatformServerFactory,
  options: Options,
  samples: string | undefined,
): Promise<Running> {
  const clock = new Clock();
  const rows = new Rows(home.rowsFile);
  const objects = new ObjectStore(rows, home, () => clock.now());
  const deps: ServerDeps = { home, rows, objects, clock, pace: { msPerItem: defaultMsPerItem } };
  const platformServer = make(deps);
  const seedOptions: SeedOptions = { samples: options.empty ? undefined : samples, rows: options.rows };
  await platformServer.seed(seedOptions);
  const server = makeServer({ platformServer, faults: new Faults(), log: new ArrivalLog(), clock, pace: deps.pace });
  const port = await listenAgain(server, options.port, home.settings.port);
  Object.assign(home.settings, { port, pid: process.pid });
  home.save();
  const origin = `http://127.0.0.1:${port}`;
  platformServer.listening?.(origin);
  const connect = platformServer.connectAt?.(origin) ?? platformServer.connect;
  return { url: `${origin}${platformServer.basePath}`, platformServer, connect, stop: () => stop(server, rows, home) };
}

/** A port that was asked for must be free; a remembered one that another program took is given up. */
async function listenAgain(server: Server, wanted: number | undefined, knownPort: number | undefined): Promise<number> {
  if (wanted !== undefined || knownPort === undefined) return listen(server, wanted ?? 0);
  return listen(server, knownPort).catch(() => listen(server, 0));
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      resolve((server.address() as AddressInfo).port);
    });
  });
}

async function stop(server: Server, rows: Rows, home: Home): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve));
  server.closeAllConnections();
  await closed;
  rows.close();
  home.leave();
}
