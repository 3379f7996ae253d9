// Loads a module of test/support, bundled: the commands that write from what the code says use it.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { cache, root } from './setup.mjs';

/** @param name without its extension */
export async function loadSupport(name) {
  const { build } = await import('esbuild');
  const outfile = join(cache, `${name}.mjs`);
  await build({
    entryPoints: [join(root, `test/support/${name}.ts`)],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    absWorkingDir: root,
    banner: {
      js: "import { createRequire as makeRequire } from 'node:module'; const require = makeRequire(import.meta.url);",
    },
  });
  return import(pathToFileURL(outfile).href);
}
