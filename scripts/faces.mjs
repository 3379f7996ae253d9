// The module `sandbox-faces`: the platforms that a sandbox can play, one for each folder of `src/sandbox` that holds a face.
// People get the deepest platform only; tests and `npm run sandbox` get all of them.
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** The face that is packaged. */
export const packagedFaces = ['basicai-ce'];

/** Every platform with a face below `root`, by id. */
export function allFaces(root) {
  const folder = join(root, 'src', 'sandbox');
  return readdirSync(folder).filter((name) => existsSync(join(folder, name, 'index.ts')));
}

/** An esbuild plugin that bundles these faces. */
export function facesPlugin(root, ids) {
  return {
    name: 'sandbox-faces',
    setup(b) {
      b.onResolve({ filter: /^sandbox-faces$/ }, () => ({ path: 'sandbox-faces', namespace: 'sandbox-faces' }));
      b.onLoad({ filter: /.*/, namespace: 'sandbox-faces' }, () => ({
        contents: [
          ...ids.map((id, n) => `import { makeFace as face${n} } from './src/sandbox/${id}';`),
          `export const faces = { ${ids.map((id, n) => `${JSON.stringify(id)}: face${n}`).join(', ')} };`,
        ].join('\n'),
        resolveDir: root,
      }));
    },
  };
}
