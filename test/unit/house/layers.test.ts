import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ESLint } from 'eslint';

const wrong: readonly (readonly [file: string, imported: string])[] = [
  ['src/core/net/x.ts', 'vscode'],
  ['src/core/transfer/x.ts', '../../editor/text/l10n'],
  ['src/core/model/x.ts', 'node:fs'],
  ['src/core/formats/x.ts', '../net/http'],
  ['src/core/transfer/x.ts', '../platforms/basicai-ce'],
  ['src/core/contract/x.ts', '../platforms/registry'],
  ['src/core/platforms/basicai-ce/x.ts', '../smh/api/client'],
  ['src/core/platforms/basicai-ce/upload/x.ts', '../../smh/api/client'],
  ['src/core/platforms/smh/x.ts', '../registry'],
  ['src/core/platforms/smh/x.ts', '../../contract/upload'],
  ['src/features/upload/x.ts', '../../core/contract/upload'],
  ['src/editor/x.ts', '../features/upload/flow'],
  ['src/features/upload/x.ts', '../createEditDelete/create'],
  ['src/features/upload/x.ts', '../../sandbox/main'],
  ['src/sandbox/x.ts', '../core/net/http'],
  ['src/sandbox/x.ts', 'vscode'],
  ['test/servers/smh/x.ts', '../../../src/core/net/http'],
  ['src/core/net/x.ts', '../../../test/support/kit'],
];

const right: readonly (readonly [file: string, imported: string])[] = [
  ['src/core/net/x.ts', '../model/text'],
  ['src/core/platforms/basicai-ce/x.ts', '../../net/http'],
  ['src/core/platforms/basicai-ce/upload/x.ts', '../api/client'],
  ['src/core/platforms/smh/deletion/x.ts', '../../shared/deleteInBatches'],
  ['src/core/platforms/smh/x.ts', '../../contract'],
  ['test/servers/smh/x.ts', '../../../src/core/model/lookUp'],
  ['src/features/upload/x.ts', '../../editor/text/l10n'],
  ['src/features/upload/x.ts', './flow'],
  ['src/editor/x.ts', 'vscode'],
];

describe('the house', function () {
  this.timeout(60_000);
  // Types are not needed to judge imports, and the files do not exist.
  const eslint = new ESLint({
    overrideConfig: [{ files: ['**/*.ts'], languageOptions: { parserOptions: { project: null } } }],
    ruleFilter: ({ ruleId }) => ruleId === 'no-restricted-imports',
  });

  const complaints = async (file: string, imported: string) => {
    const [result] = await eslint.lintText(`import '${imported}';\n`, { filePath: file });
    return result!.messages.map((message) => message.message);
  };

  for (const [file, imported] of wrong)
    it(`forbids ${imported} in ${file.replace('/x.ts', '')}`, async () => {
      assert.equal((await complaints(file, imported)).length, 1);
    });

  for (const [file, imported] of right)
    it(`allows ${imported} in ${file.replace('/x.ts', '')}`, async () => {
      assert.deepEqual(await complaints(file, imported), []);
    });

  for (const [folder, project] of [
    ['src/core/net', 'src/core/tsconfig.json'],
    ['src/core/model', 'src/core/tsconfig.pure.json'],
  ])
    it(`does not compile when ${folder} imports the editor`, () => {
      const home = mkdtempSync('out/wrong-');
      try {
        writeFileSync(join(home, 'wrong.ts'), "import { window } from 'vscode';\nexport const shown = window;\n");
        const settings = { extends: join('..', '..', project!), include: ['wrong.ts'] };
        writeFileSync(join(home, 'tsconfig.json'), JSON.stringify(settings));
        const done = spawnSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', home, '--noEmit'], {
          encoding: 'utf8',
        });
        assert.match(done.stdout, /is not a module/);
      } finally {
        rmSync(home, { recursive: true });
      }
    });

  const naming = new ESLint({
    overrideConfig: [{ files: ['**/*.ts'], languageOptions: { parserOptions: { project: null } } }],
    ruleFilter: ({ ruleId }) => ruleId === 'no-restricted-syntax',
  });
  const ids = readdirSync('src/core/platforms', { withFileTypes: true }).flatMap((e) =>
    e.isDirectory() && e.name !== 'shared' ? e.name : [],
  );
  const places = [
    'src/core/net/x.ts',
    'src/editor/x.ts',
    'src/features/upload/x.ts',
    'src/sandbox/x.ts',
    'src/core/platforms/x.ts',
    'src/core/platforms/shared/x.ts',
    'src/app.ts',
  ];

  for (const id of ids)
    it(`names ${id} only in its own folders and the registry`, async () => {
      const complaintsAbout = async (filePath: string) => {
        const code = `export const a = ['${id}', \`docs/${id}.md\`];\n`;
        return (await naming.lintText(code, { filePath }))[0]!.messages.length;
      };
      const other = ids.find((one) => one !== id)!;
      for (const place of [...places, `src/core/platforms/${other}/x.ts`, `src/sandbox/${other}/x.ts`])
        assert.equal(await complaintsAbout(place), 2, place);
      for (const place of ['src/core/platforms/registry.ts', `src/core/platforms/${id}/x.ts`, `src/sandbox/${id}/x.ts`])
        assert.equal(await complaintsAbout(place), 0, place);
    });

  it('takes no constant in capitals, and leaves the words of the wire alone', async () => {
    const style = new ESLint({
      overrideConfig: [{ files: ['**/*.ts'], languageOptions: { parserOptions: { project: null } } }],
      ruleFilter: ({ ruleId }) => ruleId === '@typescript-eslint/naming-convention',
    });
    const code = [
      'export const MAX_ROWS = 1;',
      'export const [LOW, high] = [1, 2];',
      'export class Kept {\n  static readonly LIFE = 1;\n}',
      "export const kinds = { DATA: 'data', SCENE_2: 'scene' };",
      'export const list = <T>(V: T) => [V];',
      'export const read = ({ TZ }: { TZ: string }) => TZ;',
    ].join('\n');
    for (const filePath of ['src/core/net/x.ts', 'src/sandbox/x.ts', 'test/servers/smh/x.ts', 'bench/x.ts']) {
      const [result] = await style.lintText(code, { filePath });
      const names = result!.messages.map(({ message }) => /`(\w+)`/.exec(message)?.[1]);
      assert.deepEqual(names, ['MAX_ROWS', 'LOW', 'LIFE'], filePath);
    }
  });
});
