/** A running VS Code server with the pass-through in front of it. */
export interface Host {
  /** What a browser opens, ending in a slash. */
  readonly url: string;
  readonly port: number;
  readonly userDataDir: string;
  /** Everything the server printed so far. */
  log(): string;
  stop(): Promise<void>;
}

export interface HostOptions {
  readonly userDataDir: string;
  readonly extensionsDir: string;
  /** Port of the page; 0 or absent takes a free one. Secrets and the page's storage belong to a port. */
  readonly port?: number;
  /** Display language: `en` (default) or for example `zh-cn`. */
  readonly language?: string;
  /** `false` turns workspace trust on, so that a folder opens in restricted mode until it is trusted. */
  readonly trust?: boolean;
  /** User settings on top of the quiet ones. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Whether modes of files hold for the editor also when root runs it. */
  readonly plainUser?: boolean;
}

export interface PageOptions {
  readonly folder?: string;
  readonly payload?: readonly (readonly [string, string])[];
}

export const browserArgs: readonly string[];
export function ensureBrowser(): string;
export function ensureHost(): string;
export function startHost(options: HostOptions): Promise<Host>;
export function installVsix(vsix: string, extensionsDir: string, userDataDir: string): Promise<void>;
export function pageUrl(host: Pick<Host, 'url'>, options?: PageOptions): string;
export function remoteUri(host: Pick<Host, 'url'>, path: string): string;
