// Which way imports may point (docs/decisions/0001-layers.md). A pattern names what a folder must not import.
import { readdirSync } from 'node:fs';

const ban = (files, group, message) => ({
  files,
  rules: {
    'no-restricted-imports': ['error', { patterns: group.map((g) => ({ ...g, message: g.message ?? message })) }],
  },
});

const folders = (path) =>
  readdirSync(new URL(path, import.meta.url), { withFileTypes: true })
    .filter((e) => e.isDirectory())
    .map((e) => e.name);

const editor = {
  group: ['vscode'],
  message: 'Only extension.ts, app.ts, editor/ and features/ may use the editor API.',
};
const up = {
  group: ['**/editor/**', '**/features/**', '**/sandbox/**', '**/extension', '**/app', '**/test/**'],
  message: 'core never looks up.',
};
const door = { regex: '(^|/)contract/.', message: 'The contract is imported by its door, contract/index.ts.' };
const node = { group: ['node:*', 'fs', 'path', 'crypto'], message: 'model and formats also run in a browser.' };

/** The ids of the platforms, which are the names of their folders. */
const ids = folders('src/core/platforms/').filter((name) => name !== 'shared');

const features = folders('src/features/').map((name) =>
  ban(
    [`src/features/${name}/**/*.ts`],
    [
      {
        regex: `^\\.\\./(?!\\.\\./)(?!${name}/)`,
        message: 'A feature never imports another feature: move what two need down.',
      },
      { group: ['**/src/sandbox/**', '../../sandbox/**'], message: 'Only the launcher in editor/ knows the sandbox.' },
      door,
    ],
  ),
);

const platforms = ids.map((name) => {
  const others = ids.filter((id) => id !== name).join('|');
  return ban(
    [`src/core/platforms/${name}/**/*.ts`],
    [
      { regex: `(^|/)(${others})(/|$)`, message: 'A platform never imports another platform.' },
      { regex: '(^|/)registry$', message: 'The registry knows the platforms, not the other way round.' },
      editor,
      up,
      door,
    ],
  );
});

const server = [
  editor,
  {
    regex: '(^|/)core/(?!model/)',
    message: 'The sandbox shares core/model at most, so that it cannot share an error with the client.',
  },
  { group: ['**/editor/**', '**/features/**'], message: 'The sandbox stands alone.' },
];

export const layers = [
  ban(['src/core/**/*.ts'], [editor, up, door]),
  ...platforms,
  ban(
    ['src/core/transfer/**/*.ts', 'src/core/contract/**/*.ts'],
    [
      editor,
      up,
      door,
      { group: ['**/platforms/**'], message: 'A transfer knows the contract and nothing of a platform.' },
    ],
  ),
  ban(
    ['src/core/model/**/*.ts', 'src/core/formats/**/*.ts'],
    [
      editor,
      up,
      node,
      {
        group: ['**/net/**', '**/contract/**', '**/platforms/**', '**/transfer/**'],
        message: 'model and formats stand below the rest of core.',
      },
    ],
  ),
  ban(
    ['src/editor/**/*.ts'],
    [
      {
        group: ['**/features/**', '**/sandbox/**', '**/extension', '**/app'],
        message: 'editor/ stands on core alone.',
      },
      door,
    ],
  ),
  ...features,
  ban(['src/sandbox/**/*.ts', 'test/servers/**/*.ts'], server),
];

/** A platform's id as a text of its own, or inside a longer one. */
const named = (id) => {
  const inside = `/(^|[^A-Za-z0-9-])${id}([^A-Za-z0-9-]|$)/`;
  const message = `"${id}" stands only in its own folders and the registry: go by what the session offers.`;
  return ['Literal[value=', 'TemplateElement[value.raw='].map((what) => ({ selector: `${what}${inside}]`, message }));
};

/** Every file of the product, but that a platform may name itself, and the registry all of them. */
export const platformIds = [
  { files: ['src/**/*.ts'], rules: { 'no-restricted-syntax': ['error', ...wordRules(), ...ids.flatMap(named)] } },
  {
    files: ['src/editor/**/*.ts', 'src/features/**/*.ts', 'src/*.ts'],
    ignores: ['src/editor/surfaces/**'],
    rules: { 'no-restricted-syntax': ['error', ...wordRules(), ...surfaceRules(), ...ids.flatMap(named)] },
  },
  ...ids.map((own) => ({
    files: [`src/core/platforms/${own}/**/*.ts`, `src/sandbox/${own}/**/*.ts`, `test/servers/${own}/**/*.ts`],
    rules: {
      'no-restricted-syntax': ['error', ...wordRules(), ...ids.filter((id) => id !== own).flatMap(named)],
    },
  })),
  { files: ['src/core/platforms/registry.ts'], rules: { 'no-restricted-syntax': ['error', ...wordRules()] } },
];

function wordRules() {
  return [
    {
      selector: "CallExpression[callee.property.name='registerCommand']",
      message: 'Commands are registered in editor/api/commands.ts only.',
    },
    {
      selector: "CallExpression[callee.property.name='executeCommand'][arguments.0.value='setContext']",
      message: 'Context keys are set in editor/api/contextKeys.ts only.',
    },
  ];
}

export const words = { 'no-restricted-syntax': ['error', ...wordRules()] };

/** What shows a text: only `editor/surfaces` reaches it (docs/decisions/0015-surfaces.md). */
function surfaceRules() {
  const calls =
    'show(Information|Warning|Error)Message|withProgress|createQuickPick|showQuickPick|showInputBox|createInputBox|' +
    'setStatusBarMessage|createStatusBarItem|createOutputChannel|showOpenDialog|showSaveDialog|createWebviewPanel|createTerminal';
  const texts = 'tooltip|description|accessibilityInformation|validationMessage|placeholder|prompt|message|badge';
  const message = 'Texts are shown by editor/surfaces only, which shows what comes from outside as text.';
  return [
    `MemberExpression[property.name=/^(${calls})$/]`,
    `ObjectPattern > Property[key.name=/^(${calls})$/]`,
    'NewExpression[callee.name=/^(TreeItem|MarkdownString|FileDecoration|ThemeIconLabel)$/]',
    'ImportDeclaration[importKind!="type"] > ImportSpecifier[importKind!="type"][imported.name=/^(FileSystemError|MarkdownString|TreeItem|FileDecoration)$/]',
    `AssignmentExpression[left.type='MemberExpression'][left.property.name=/^(${texts})$/]`,
  ].map((selector) => ({ selector, message }));
}
