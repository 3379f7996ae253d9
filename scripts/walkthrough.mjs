// The editor opens the walkthrough of an extension that a person installs in it; the demo installs before the editor runs.
// A second extension, of the demo alone, opens it once in its place.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { collect } from './children.mjs';
import { root } from './setup.mjs';

const main = `
const { commands } = require('vscode');
exports.activate = async ({ globalState }) => {
  if (globalState.get('opened')) return;
  await globalState.update('opened', true);
  await commands.executeCommand('workbench.action.openWalkthrough', WALKTHROUGH, false);
};
`;

/** Packs that extension. @returns the path of the package */
export async function packWalkthroughOpener(folder) {
  const { publisher, name, engines, contributes } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const own = {
    name: 'demo-walkthrough',
    publisher,
    version: '1.0.0',
    engines: { vscode: engines.vscode },
    main: './main.js',
    activationEvents: ['onStartupFinished'],
    files: ['main.js'],
  };
  const cwd = join(folder, 'demo-walkthrough');
  mkdirSync(cwd, { recursive: true });
  writeFileSync(join(cwd, 'package.json'), JSON.stringify(own));
  const walkthrough = `${publisher}.${name}#${contributes.walkthroughs[0].id}`;
  writeFileSync(join(cwd, 'main.js'), main.replace('WALKTHROUGH', JSON.stringify(walkthrough)));
  writeFileSync(join(cwd, 'README.md'), 'Opens the walkthrough in the demo.\n');
  const packagePath = join(folder, 'demo-walkthrough.vsix');
  const args = ['package', '--no-dependencies', '--allow-missing-repository', '--skip-license', '--out', packagePath];
  const { code, output } = await collect(process.execPath, [join(root, 'node_modules/@vscode/vsce/vsce'), ...args], {
    cwd,
  });
  if (code !== 0) throw new Error(`The walkthrough of the demo could not be packed:\n${output}`);
  return packagePath;
}
