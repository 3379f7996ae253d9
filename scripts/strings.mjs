// Every sentence for people in the source: the literals given to `t` and `text`. `npm run strings` writes the English
// bundle anew and tells which Chinese ones are missing or no longer used.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { root, setUp } from './setup.mjs';

const functions = new Set(['t', 'text']);

/** @returns {Promise<{ templates: Set<string>, unclear: string[] }>} `unclear`: calls whose first argument is no literal */
export async function collectStrings() {
  const { default: ts } = await import('typescript');
  const templates = new Set();
  const unclear = [];
  for (const file of sources()) {
    const tree = ts.createSourceFile(file, readFileSync(join(root, file), 'utf8'), ts.ScriptTarget.Latest, true);
    const visit = (node) => {
      if (ts.isCallExpression(node) && ts.isIdentifier(node.expression) && functions.has(node.expression.text)) {
        const [first] = node.arguments;
        if (first && ts.isStringLiteralLike(first)) templates.add(first.text);
        else unclear.push(`${file}:${tree.getLineAndCharacterOfPosition(node.pos).line + 1}`);
      }
      ts.forEachChild(node, visit);
    };
    visit(tree);
  }
  return { templates, unclear };
}

function sources() {
  return ['src/core', 'src/editor', 'src/features', 'src/extension.ts', 'src/app.ts'].flatMap((place) =>
    place.endsWith('.ts')
      ? [place]
      : readdirSync(join(root, place), { recursive: true })
          .map((name) => join(place, String(name)))
          .filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts')),
  );
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  setUp();
  const { templates, unclear } = await collectStrings();
  const sorted = [...templates].sort();
  const write = (name, bundle) => writeFileSync(join(root, 'l10n', name), `${JSON.stringify(bundle, null, 2)}\n`);
  write('bundle.l10n.json', Object.fromEntries(sorted.map((key) => [key, key])));
  const chinese = JSON.parse(readFileSync(join(root, 'l10n', 'bundle.l10n.zh-cn.json'), 'utf8'));
  write('bundle.l10n.zh-cn.json', Object.fromEntries(sorted.map((key) => [key, chinese[key] ?? ''])));
  const missing = sorted.filter((key) => !chinese[key]);
  const unused = Object.keys(chinese).filter((key) => !templates.has(key));
  process.stdout.write(`${sorted.length} strings, ${missing.length} without a Chinese one\n${missing.join('\n')}\n`);
  process.stdout.write(`no longer used:\n${unused.join('\n')}\nno literal:\n${unclear.join('\n')}\n`);
}
