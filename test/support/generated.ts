import { readFileSync } from 'node:fs';
import { platformActions, platformTable } from './platformTable';

/** A file with the parts of it that are written from the code, by their names. */
export interface GeneratedFile {
  readonly file: string;
  /** Name → content, without the lines around it. */
  readonly parts: Readonly<Record<string, string>>;
}

interface Manifest {
  readonly commands: readonly { readonly command: string; readonly title: string }[];
  readonly menus: Readonly<Record<string, readonly { readonly command?: string; readonly when?: string }[]>>;
  readonly keybindings: readonly { readonly command: string; readonly key: string }[];
  readonly configuration: {
    readonly properties: Readonly<
      Record<string, { readonly markdownDescription: string; readonly default: unknown; readonly scope: string }>
    >;
  };
}

/** Everything that `npm run docs` writes; a test compares it with what is there. */
export function generated(): readonly GeneratedFile[] {
  const { contributes } = read('package.json') as { contributes: Manifest };
  const texts = read('package.nls.json') as Readonly<Record<string, string>>;
  const textOf = (key: string) => texts[key.slice(1, -1)] ?? key;
  return [
    { file: 'docs/commands.md', parts: { commands: commandTable(contributes, textOf) } },
    { file: 'docs/settings.md', parts: { settings: settingTable(contributes, textOf) } },
    {
      file: 'docs/contract.md',
      parts: { platforms: tableText(platformTable()), actions: platformActions().join('\n') },
    },
    { file: 'src/editor/api/commandIds.ts', parts: { ids: idList(contributes) } },
  ];
}

const read = (path: string): unknown => JSON.parse(readFileSync(path, 'utf8'));

const places: Readonly<Record<string, string>> = {
  'view/title': 'title of the view',
  'view/item/context': 'rows of the tree',
  'datasets.view': 'rows of the tree, View',
  'datasets.copyAs': 'rows of the tree, Copy As',
  'explorer/context': 'file explorer',
};

function commandTable({ commands, menus, keybindings }: Manifest, textOf: (key: string) => string): string {
  const rows = commands.map(({ command, title }) => {
    const shownIn = Object.entries(places)
      .filter(([menu]) => menus[menu]?.some((row) => row.command === command) === true)
      .map(([, place]) => place);
    const inPalette = menus.commandPalette?.find((row) => row.command === command)?.when !== 'false';
    const keys = keybindings.filter((one) => one.command === command).map(({ key }) => key);
    return [textOf(title), [...(inPalette ? ['palette'] : []), ...shownIn].join('; '), [...new Set(keys)].join(', ')];
  });
  return tableText([['command', 'found in', 'key'], ...rows]);
}

function settingTable({ configuration }: Manifest, textOf: (key: string) => string): string {
  const rows = Object.entries(configuration.properties).map(([name, { markdownDescription, default: usual }]) => [
    `\`${name}\``,
    textOf(markdownDescription).replace(/\*([^*]+)\*/g, '_$1_'),
    `\`${JSON.stringify(usual)}\``,
  ]);
  return tableText([['setting', 'what it is', 'default'], ...rows]);
}

function idList({ commands }: Manifest): string {
  return `export const commandIds = [\n${commands.map(({ command }) => `  '${command}',`).join('\n')}\n] as const;`;
}

function tableText([head = [], ...rows]: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), `|${' --- |'.repeat(head.length)}`, ...rows.map(line)].join('\n');
}

/** Where a part stands in a file: between two comments, of Markdown or of TypeScript. */
const partOf = (name: string) =>
  new RegExp(`((?:<!--|//) generated: ${name}(?: -->)?\\n)[\\s\\S]*?(\\n(?:<!--|//) end(?: -->)?\\n)`);

/** The text of a file with its generated parts written anew. @throws Error naming a part that has no place in it */
export function replaceGenerated(content: string, parts: Readonly<Record<string, string>>): string {
  let text = content;
  for (const [name, part] of Object.entries(parts)) {
    if (!partOf(name).test(text)) throw new Error(`no place for the generated part "${name}"`);
    const blank = text.includes(`<!-- generated: ${name}`) ? '\n' : '';
    text = text.replace(partOf(name), (_, before: string, after: string) => `${before}${blank}${part}${blank}${after}`);
  }
  return text;
}
