import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { contextKeyNames } from '../../../src/editor/api/contextKeyNames';
import { commandIds } from '../../../src/editor/api/commandIds';

const read = (path: string): any => JSON.parse(readFileSync(path, 'utf8'));
const manifest = read('package.json');
const { contributes } = manifest;
const rows: { command?: string; submenu?: string; when: string; group?: string }[] = Object.values(
  contributes.menus,
).flat() as never;
const menus = rows.filter((row) => row.submenu === undefined) as { command: string; when: string; group?: string }[];

/**
 * Keys that the editor itself sets. `listMultiSelection` is not used: it is about the list, so that a click outside a
 * selection would not give the row's own menu.
 */
const editorKeys =
  /^(view|viewItem|resourceScheme|resourceExtname|explorerResourceIsFolder|focusedView|inputFocus|true|false)$/;

describe('package.json', () => {
  it('declares every command of the registry and no other', () => {
    assert.deepEqual(contributes.commands.map((one: any) => one.command).sort(), [...commandIds].sort());
  });

  it('has its four files for every command: itself, two languages and a feature', () => {
    const features = [...readdirSync('src/features', { recursive: true })]
      .map((name) => join('src/features', String(name)))
      .filter((name) => name.endsWith('.ts'));
    const sources = [...features, 'src/app.ts'].map((name) => readFileSync(name, 'utf8'));
    for (const { command, title } of contributes.commands) {
      assert.ok(
        sources.some((source) => source.includes(`'${command}'`)),
        command,
      );
      for (const file of ['package.nls.json', 'package.nls.zh-cn.json'])
        assert.ok(read(file)[title.slice(1, -1)], title);
    }
  });

  it('gives every command exactly one row for the palette', () => {
    const rows = contributes.menus.commandPalette.map((row: any) => row.command);
    assert.deepEqual([...rows].sort(), [...commandIds].sort());
  });

  it('shows every submenu that it has, and fills it', () => {
    const shown = new Set(rows.flatMap(({ submenu }) => submenu ?? []));
    assert.deepEqual([...shown].sort(), contributes.submenus.map((one: any) => one.id).sort());
    for (const id of shown) assert.ok(contributes.menus[id].length > 1, id);
  });

  it('uses in its menus and keys only commands that exist', () => {
    const used = [...menus, ...contributes.keybindings].map((one) => one.command);
    for (const id of used) assert.ok((commandIds as readonly string[]).includes(id), id);
  });

  it('uses only context keys of the registry, and each of them', () => {
    const clauses = [...menus, ...contributes.keybindings, ...contributes.viewsWelcome].map(
      (one: any) => one.when ?? '',
    );
    const enablements = contributes.commands.map((one: any) => one.enablement ?? '');
    const bare = [...clauses, ...enablements].map((clause) =>
      clause.replace(/\/(?:[^/\\]|\\.)*\/i?/g, '').replace(/== \S+/g, ''),
    );
    const names = new Set(bare.flatMap((clause) => clause.match(/[A-Za-z][\w.]*/g) ?? []));
    const ours = [...names].filter((name) => !editorKeys.test(name));
    assert.deepEqual(ours.sort(), [...contextKeyNames].sort());
  });

  it('never mixes "and" with "or" in one clause: the editor reads it otherwise than it looks', () => {
    for (const { when } of rows) assert.ok(!(when.includes('&&') && when.includes('||')), when);
  });

  it('keeps destructive commands out of the rows and last in their group', () => {
    const inline = menus.filter((row) => row.group?.startsWith('inline')).map((row) => row.command);
    assert.ok(!inline.includes('datasets.remove') && !inline.includes('datasets.removeConnection'));
    const group = menus.filter((row) => row.group?.startsWith('7_modification')).map((row) => [row.group, row.command]);
    assert.equal(group.sort().at(-1)?.[1], 'datasets.remove');
  });

  it('names only files that exist', () => {
    const steps = contributes.walkthroughs[0].steps.map((step: any) => step.media.svg);
    const views = contributes.views.datasets.map((view: any) => view.icon);
    for (const path of [manifest.icon, ...views, contributes.viewsContainers.activitybar[0].icon, ...steps, 'LICENSE'])
      assert.ok(existsSync(path), path);
  });

  it('has at most five steps in its walkthrough', () => {
    assert.ok(contributes.walkthroughs[0].steps.length <= 5);
  });

  it('activates on nothing but what cannot be inferred', () => {
    assert.deepEqual(manifest.activationEvents, ['onFileSystem:dataset']);
  });

  it('lets no workspace decide where a key is sent', () => {
    for (const [name, property] of Object.entries<any>(contributes.configuration.properties))
      assert.equal(property.scope, 'application', name);
    assert.equal(manifest.capabilities.untrustedWorkspaces.supported, 'limited');
  });

  it('asks for exactly the editor whose typings it is compiled with', () => {
    const typings = read('node_modules/@types/vscode/package.json').version;
    assert.equal(manifest.engines.vscode, `^${typings}`);
  });

  it('pins every package to one version', () => {
    for (const [name, version] of Object.entries<string>(manifest.devDependencies))
      assert.match(version, /^\d+\.\d+\.\d+$/, name);
    assert.equal(manifest.dependencies, undefined, 'what is used at run time is bundled');
  });

  it('uses the same texts in English and Chinese, all of them', () => {
    const english = read('package.nls.json');
    const chinese = read('package.nls.zh-cn.json');
    const used = new Set(
      JSON.stringify(manifest)
        .match(/(?<=")%[\w.]+%(?=")/g)
        ?.map((name) => name.slice(1, -1)),
    );
    assert.deepEqual(Object.keys(english).sort(), [...used].sort());
    assert.deepEqual(Object.keys(chinese).sort(), Object.keys(english).sort());
    for (const [key, message] of Object.entries<string>(chinese)) assert.match(message, /\p{Script=Han}/u, key);
  });
});
