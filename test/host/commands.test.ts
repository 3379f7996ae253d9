import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { afterReload } from './afterReload';
import { extension } from './extension';

describe('the extension in its host', () => {
  it('registers every command that it declares', async () => {
    const declared: { command: string }[] = extension().packageJSON.contributes.commands ?? [];
    assert.ok(declared.length > 0, 'no commands are declared');
    await extension().activate();
    const known = new Set(await vscode.commands.getCommands(true));
    assert.deepEqual(
      declared.map(({ command }) => command).filter((command) => !known.has(command)),
      [],
    );
  });

  afterReload('activates again', async () => {
    await extension().activate();
    assert.equal(extension().isActive, true);
  });
});
