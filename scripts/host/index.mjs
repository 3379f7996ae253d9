// A VS Code server on loopback, with its own data and extension folders.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { collect, said, start, stop } from '../children.mjs';
import { startFront } from '../front.mjs';
import { ensureHost } from './install.mjs';
import { writeLanguage } from './language.mjs';

export { browserArgs, ensureBrowser } from './browser.mjs';
export { ensureHost } from './install.mjs';

/** Quiet, offline, and the same on every machine. */
const settings = {
  'telemetry.telemetryLevel': 'off',
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.enableExperiments': false,
  'workbench.editor.enablePreview': false,
  'workbench.reduceMotion': 'on',
  'workbench.list.smoothScrolling': false,
  'extensions.autoUpdate': false,
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  'update.mode': 'none',
  'update.showReleaseNotes': false,
  'git.enabled': false,
  'git.openRepositoryInParentFolders': 'never',
  'terminal.integrated.enablePersistentSessions': false,
  'chat.commandCenter.enabled': false,
  'files.simpleDialog.enable': true,
  'remote.autoForwardPorts': false,
};

/** @type {import('./index.d.mts').startHost} */
export async function startHost({
  userDataDir,
  extensionsDir,
  port = 0,
  language = 'en',
  trust = true,
  settings: own = {},
  plainUser = false,
}) {
  const server = ensureHost();
  const user = join(userDataDir, 'data', 'User');
  mkdirSync(user, { recursive: true });
  mkdirSync(extensionsDir, { recursive: true });
  const all = { ...settings, 'security.workspace.trust.enabled': !trust, ...own };
  writeFileSync(join(user, 'settings.json'), JSON.stringify(all, null, 2));
  if (language !== 'en') writeLanguage(userDataDir, language);
  const args = [...program(server), '--port', '0', ...folders(userDataDir, extensionsDir)];
  const [command, ...rest] = [...(plainUser ? asPlainUser() : []), process.execPath, ...args];
  const child = start(command, rest, { env: environment() });
  const output = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => output.push(String(data)));
  try {
    const ready = await said(child, /Extension host agent listening on (\d+)/, 'The editor host');
    const front = await startFront({ port, upstream: Number(ready[1]) });
    return {
      url: front.url,
      port: front.port,
      userDataDir,
      log: () => output.join(''),
      async stop() {
        await front.stop();
        await stop(child);
      },
    };
  } catch (error) {
    await stop(child);
    throw error;
  }
}

/** Root reads every file; without these rights it reads what the modes of files allow, as any other user. */
function asPlainUser() {
  if (process.getuid?.() !== 0) return [];
  const rights = '-dac_override,-dac_read_search';
  return ['setpriv', `--bounding-set=${rights}`, `--inh-caps=${rights}`];
}

/** Installs a packaged extension, as a person does with "Install from VSIX". */
export async function installVsix(vsix, extensionsDir, userDataDir) {
  const args = [
    ...program(ensureHost()),
    '--install-extension',
    vsix,
    '--force',
    ...folders(userDataDir, extensionsDir),
  ];
  const { code, output } = await collect(process.execPath, args, { env: environment() });
  if (code !== 0 || !/successfully installed/.test(output))
    throw new Error(`Installing the extension failed:\n${output}`);
}

/** The page that shows a folder, or an empty window; `payload` are the editor's own launch options. */
export function pageUrl(host, { folder, payload = [] } = {}) {
  const url = new URL(host.url);
  if (folder === undefined) url.searchParams.set('ew', 'true');
  else url.searchParams.set('folder', folder);
  if (payload.length > 0) url.searchParams.set('payload', JSON.stringify(payload));
  return url.href;
}

/** How the workbench names a file of the machine that the host runs on. */
export function remoteUri(host, path) {
  return `vscode-remote://${new URL(host.url).host}${path.startsWith('/') ? '' : '/'}${path.replaceAll('\\', '/')}`;
}

function program(server) {
  return [
    join(server, 'out', 'server-main.js'),
    '--host',
    '127.0.0.1',
    '--without-connection-token',
    '--accept-server-license-terms',
  ];
}

function folders(userDataDir, extensionsDir) {
  return ['--server-data-dir', userDataDir, '--extensions-dir', extensionsDir];
}

/** The editor's own variables of a terminal inside VS Code would confuse the server. */
function environment() {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(VSCODE_|ELECTRON_)/.test(name)));
}
