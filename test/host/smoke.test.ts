import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { afterReload } from './afterReload';

const pkg = 'dataset-explorer';

describe('the extension in its host', () => {
  const find = () => vscode.extensions.all.find((extension) => extension.id.endsWith(`.${pkg}`));

  it('is known to the editor and activates', async () => {
    const extension = find();
    assert.ok(extension, `no extension ${pkg} among ${vscode.extensions.all.length}`);
    await extension.activate();
    assert.equal(extension.isActive, true);
  });

  it('registers every command that it declares', async () => {
    const declared: { command: string }[] = find()?.packageJSON.contributes.commands ?? [];
    assert.ok(declared.length > 0, 'no commands are declared');
    await find()?.activate();
    const known = new Set(await vscode.commands.getCommands(true));
    assert.deepEqual(
      declared.map(({ command }) => command).filter((command) => !known.has(command)),
      [],
    );
  });

  afterReload('activates again', async () => {
    await find()?.activate();
    assert.equal(find()?.isActive, true);
  });
});
