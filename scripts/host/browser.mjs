// The browser that shows the workbench in tests: an installed Chromium or Chrome, or Debian's package.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const places = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/snap/bin/chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe',
];

/** Chinese characters and signs, so that screenshots show them; a few megabytes. */
const fonts = ['fonts-wqy-microhei', 'fonts-symbola'];

/** Software WebGL, no first-run work, no calls home. */
export const browserArgs = [
  '--no-sandbox',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--use-gl=angle',
  '--use-angle=swiftshader',
  '--enable-unsafe-swiftshader',
];

/** Path of a browser, named by `CHROMIUM`, found, or installed with apt-get. A machine without one is an error, never a skip. */
export function ensureBrowser() {
  const named = process.env.CHROMIUM;
  if (named !== undefined && named !== '') {
    if (!existsSync(named)) throw new Error(`CHROMIUM names ${named}, which does not exist.`);
    return named;
  }
  const found = places.find((place) => existsSync(place));
  if (found !== undefined) return found;
  if (existsSync('/usr/bin/apt-get') && process.getuid?.() === 0) {
    process.stderr.write('Installing Chromium (apt-get, once)…\n');
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    const stdio = ['ignore', 2, 2];
    const install = ['install', '-y', '-q', '--no-install-recommends'];
    for (const args of [
      ['update', '-q'],
      [...install, 'chromium'],
      [...install, ...fonts],
    ])
      spawnSync('apt-get', args, { stdio, env });
    if (existsSync(places[0])) return places[0];
    throw new Error('apt-get could not install Chromium; its messages are above.');
  }
  throw new Error('No Chromium or Chrome was found. Install one, or name it in the environment variable CHROMIUM.');
}
