import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { afterReload } from './afterReload';
import { askSandbox, extension } from './extension';

const { fs } = vscode.workspace;

async function fileOf(name: string): Promise<vscode.Uri> {
  const { list: datasets } = await askSandbox('/dataset/findByPage?pageSize=50');
  const dataset = datasets.find((row: { name: string }) => row.name === 'Sample pictures');
  const { list } = await askSandbox(`/data/findByPage?datasetId=${dataset.id}&pageSize=50`);
  const row = list.find((each: { name: string }) => `${each.name}.jpg` === name);
  return vscode.Uri.from({ scheme: 'dataset', authority: 'sandbox', path: `/data/${dataset.id}/${row.id}/0/${name}` });
}

const sample = (name: string) => readFileSync(join(extension().extensionPath, 'media', 'samples', 'pictures', name));
const refused = (code: string) => (error: unknown) => error instanceof vscode.FileSystemError && error.code === code;

describe('files of datasets', () => {
  let cat: vscode.Uri;
  before(async function () {
    this.timeout(60_000);
    await vscode.commands.executeCommand('datasets.startSandbox');
    cat = await fileOf('cat.jpg');
  });

  it('have their true size, and a time that stays', async () => {
    const first = await fs.stat(cat);
    assert.equal(first.type, vscode.FileType.File);
    assert.equal(first.size, sample('cat.jpg').length);
    assert.equal(first.permissions, vscode.FilePermission.Readonly);
    const second = await fs.stat(cat);
    assert.deepEqual([second.mtime, second.ctime], [first.mtime, first.ctime]);
  });

  it('have the bytes that the server has', async () => {
    assert.ok(sample('cat.jpg').equals(await fs.readFile(cat)));
  });

  it('cannot be changed', async () => {
    assert.equal(fs.isWritableFileSystem('dataset'), false);
    await assert.rejects(async () => fs.writeFile(cat, new Uint8Array(1)));
    await assert.rejects(async () => fs.delete(cat));
    await assert.rejects(async () => fs.rename(cat, cat.with({ path: `${cat.path}.jpg` })));
    assert.ok(sample('cat.jpg').equals(await fs.readFile(cat)));
  });

  it('that do not exist are not found', async () => {
    const at = (authority: string, path: string) => vscode.Uri.from({ scheme: 'dataset', authority, path });
    await assert.rejects(async () => fs.stat(at('sandbox', '/data/1/999999/0/a.jpg')), refused('FileNotFound'));
    await assert.rejects(async () => fs.readFile(at('nobody', '/data/1/1/0/a.jpg')), refused('FileNotFound'));
    await assert.rejects(async () => fs.stat(at('sandbox', '/a.jpg')), refused('FileNotFound'));
  });

  it('are unavailable while the sandbox is stopped', async () => {
    await vscode.commands.executeCommand('datasets.stopSandbox');
    await assert.rejects(async () => fs.stat(cat), refused('Unavailable'));
    await vscode.commands.executeCommand('datasets.startSandbox');
    assert.equal((await fs.stat(cat)).size, sample('cat.jpg').length);
  });

  afterReload('are read again with the same address', async () => {
    assert.ok(sample('coffee.jpg').equals(await fs.readFile(await fileOf('coffee.jpg'))));
  });
});
