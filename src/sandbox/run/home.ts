import { lookUp } from '../../core/model/lookUp';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isObject, parseJson } from '../json';

/** What a sandbox must remember from one start to the next. */
export interface Settings {
  port?: number;
  pid?: number;
  token?: string;
  secrets: Record<string, string>;
}

/** The folder that a sandbox lives in: rows, objects, settings. A fresh temporary one is removed at the end. */
export class Home {
  readonly settings: Settings;
  private readonly temporary: boolean;

  constructor(
    readonly folder: string,
    temporary: boolean,
  ) {
    this.temporary = temporary;
    mkdirSync(this.folder, { recursive: true });
    rmSync(this.scratch, { recursive: true, force: true });
    mkdirSync(this.scratch, { recursive: true });
    this.settings = readSettings(this.settingsFile);
    if (this.settings.token === undefined) this.forgetHalfStart();
  }

  static open(folder: string | undefined): Home {
    return folder === undefined
      ? new Home(mkdtempSync(join(tmpdir(), 'dataset-sandbox-')), true)
      : new Home(folder, false);
  }

  /** Settings are written at the end of the first start, so rows without them are those of a start that was killed. */
  private forgetHalfStart(): void {
    if (existsSync(this.rowsFile))
      for (const path of [this.rowsFile, `${this.rowsFile}-journal`, this.objects])
        rmSync(path, { recursive: true, force: true });
  }

  get rowsFile(): string {
    return join(this.folder, 'rows.sqlite');
  }

  get objects(): string {
    return join(this.folder, 'objects');
  }

  /** For files that are not whole yet; emptied at every start. */
  get scratch(): string {
    return join(this.folder, 'sandbox.scratch');
  }

  save(): void {
    const part = `${this.settingsFile}.part`;
    writeFileSync(part, JSON.stringify(this.settings, null, 1), { mode: 0o600 });
    renameSync(part, this.settingsFile);
  }

  leave(): void {
    if (this.temporary) rmSync(this.folder, { recursive: true, force: true });
  }

  private get settingsFile(): string {
    return join(this.folder, 'sandbox.json');
  }
}

/** Whether another process serves this folder now: its process lives and its port answers. */
export async function isServed(folder: string): Promise<boolean> {
  const { pid, port } = readSettings(join(folder, 'sandbox.json'));
  if (pid === undefined || port === undefined || pid === process.pid || !lives(pid)) return false;
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', () => {
      resolve(false);
    });
  });
}

/** Whether a process of this number is there. */
export function lives(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** A secret that is made once and kept. */
export function secretOf({ secrets }: Pick<Settings, 'secrets'>, name: string, make: () => string): string {
  const kept = lookUp(secrets, name) ?? make();
  Object.assign(secrets, { [name]: kept });
  return kept;
}

function readSettings(file: string): Settings {
  const found = parseJson(readIfAny(file));
  const settings: Settings = { secrets: {} };
  if (!isObject(found)) return settings;
  if (typeof found['port'] === 'number') settings.port = found['port'];
  if (typeof found['pid'] === 'number') settings.pid = found['pid'];
  if (typeof found['token'] === 'string') settings.token = found['token'];
  if (isObject(found['secrets']))
    settings.secrets = Object.fromEntries(
      Object.entries(found['secrets']).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
    );
  return settings;
}

function readIfAny(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
