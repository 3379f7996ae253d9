import { type ChildProcess, spawn } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type Disposable, type Event, EventEmitter } from 'vscode';
import type { Connection } from '../../core/model/connection';
import { text } from '../../core/model/text';
import { PlatformError } from '../../core/net/errors';
import { sandboxPlatform as platform } from '../../core/platforms/registry';
import type { ContextKeys } from '../api/contextKeys';
import { t } from '../text/l10n';
import type { ChannelLog } from '../api/log';

export const sandboxId = 'sandbox';
const startLimit = 30_000;
const stopLimit = 5_000;
/** How long a server of another window is taken for alive without asking, in ms. */
const trust = 5_000;

interface Address {
  readonly url: string;
  readonly token: string;
}

/** Where the sandbox's program, samples and folder are. */
export interface SandboxPlaces {
  readonly program: string;
  readonly samples: string;
  readonly folder: string;
}

/**
 * Starts and stops the embedded server. It runs as a child of this window and ends with it; its folder keeps rows,
 * files, port and token, so that its connection is the same after every start.
 */
export class Sandbox implements Disposable {
  private readonly changed = new EventEmitter<void>();
  private child: ChildProcess | undefined;
  private starting: Promise<Address> | undefined;
  private address: Address | undefined;
  /** When a server that another window may have started was last seen, in ms since 1970. */
  private answered = 0;
  /** Stopped by a person: it stays so until a person wants it again. */
  private stopped = false;
  readonly onDidChange: Event<void> = this.changed.event;

  constructor(
    private readonly places: SandboxPlaces,
    private readonly keys: ContextKeys,
    private readonly log: ChannelLog,
  ) {}

  /** Reads what an earlier start left behind; needed before `connection` answers. */
  async recall(): Promise<void> {
    this.address ??= await this.readAddress();
  }

  /** The sandbox's connection, as soon as it has been started once. */
  connection(): Connection | undefined {
    return this.address && { id: sandboxId, platform, name: t('Local Sandbox'), url: this.address.url };
  }

  get running(): boolean {
    return this.child !== undefined;
  }

  /** Starts the server unless it answers already, under this window or another. */
  async start(): Promise<Connection> {
    const woken = this.stopped;
    this.stopped = false;
    this.starting ??= this.launch().finally(() => {
      this.starting = undefined;
    });
    const before = this.address;
    this.address = await this.starting;
    this.answered = Date.now();
    this.log.redactor.add(this.address.token);
    if (woken || before?.url !== this.address.url || before.token !== this.address.token) this.changed.fire();
    const connection = this.connection();
    if (connection === undefined) throw new PlatformError('unavailable', text('The sandbox did not start.'));
    return connection;
  }

  /** The token, after making sure that the server runs. @throws PlatformError when a person stopped it */
  async token(): Promise<string> {
    if (this.stopped) throw new PlatformError('unavailable', text('The sandbox is stopped.'));
    if (this.child === undefined && Date.now() - this.answered > trust) await this.start();
    return this.address?.token ?? '';
  }

  /** A person wants it again: it may start when it is needed. */
  wake(): void {
    this.stopped = false;
  }

  async stop(): Promise<void> {
    const { child } = this;
    this.stopped = true;
    this.answered = 0;
    if (child === undefined) return;
    const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    child.kill('SIGTERM');
    const timer = setTimeout(() => child.kill('SIGKILL'), stopLimit);
    await ended;
    clearTimeout(timer);
  }

  /** Stops the server and forgets all of its data. */
  async reset(): Promise<void> {
    await this.stop();
    await rm(this.places.folder, { recursive: true, force: true });
    this.address = undefined;
    this.changed.fire();
  }

  dispose(): void {
    this.child?.kill('SIGTERM');
    this.changed.dispose();
  }

  private async launch(): Promise<Address> {
    const known = await this.readAddress();
    if (known && (await answers(known.url))) return known;
    const { program, samples, folder } = this.places;
    const args = [program, '--platform', platform, '--folder', folder, '--samples', samples, '--stdin'];
    const child = spawn(process.execPath, args, {
      env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    this.watch(child);
    try {
      return await firstLine(child);
    } catch (error) {
      // Another window may have started it in the same moment: there is one server for a folder.
      const other = await this.readAddress();
      if (other && (await answers(other.url))) return other;
      throw error;
    }
  }

  private watch(child: ChildProcess): void {
    this.child = child;
    this.keys.set('datasets.sandboxRunning', true);
    if (child.stderr) createInterface(child.stderr).on('line', (line) => this.log.warn(`sandbox: ${line}`));
    child.once('exit', (code) => {
      this.log.info(`The sandbox ended (${code ?? 'signal'}).`);
      this.child = undefined;
      this.keys.set('datasets.sandboxRunning', false);
      this.changed.fire();
    });
  }

  private async readAddress(): Promise<Address | undefined> {
    try {
      const kept = JSON.parse(await readFile(join(this.places.folder, 'sandbox.json'), 'utf8')) as Record<
        string,
        unknown
      >;
      const { port, token } = kept;
      if (typeof port !== 'number' || typeof token !== 'string') return undefined;
      this.log.redactor.add(token);
      return { url: `http://127.0.0.1:${port}/api`, token };
    } catch {
      return undefined;
    }
  }
}

async function answers(url: string): Promise<boolean> {
  try {
    const answer = await fetch(`${url}/actuator/health`, { signal: AbortSignal.timeout(2_000) });
    return answer.ok;
  } catch {
    return false;
  }
}

/** The program prints one JSON line when it listens. */
function firstLine(child: ChildProcess): Promise<Address> {
  return new Promise((resolve, reject) => {
    const fail = () => reject(new PlatformError('unavailable', text('The sandbox did not start. The log tells why.')));
    const timer = setTimeout(fail, startLimit);
    child.once('error', fail).once('exit', fail);
    if (child.stdout === null) return fail();
    createInterface(child.stdout).once('line', (line) => {
      clearTimeout(timer);
      const { url, token } = JSON.parse(line) as Record<string, unknown>;
      if (typeof url === 'string' && typeof token === 'string') resolve({ url, token });
      else fail();
    });
  });
}
