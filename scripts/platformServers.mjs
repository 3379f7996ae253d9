// The module `platform-servers`: the platforms that a sandbox can play, one for each folder that holds a server.
// People get the deepest platform only, from `src/sandbox`; tests and `npm run sandbox` get those of `test/servers` too.
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const packagedHome = 'src/sandbox';
const testHome = 'test/servers';

const serversIn = (root, home) =>
  existsSync(join(root, home))
    ? readdirSync(join(root, home)).filter((name) => existsSync(join(root, home, name, 'index.ts')))
    : [];

/** Ids of the platforms whose server is packaged. */
export const packagedServers = (root) => serversIn(root, packagedHome);

/** Ids of every platform that has a server. */
export const allServers = (root) => [...packagedServers(root), ...serversIn(root, testHome)];

/** An esbuild plugin that bundles these servers. */
export function serversPlugin(root, ids) {
  const homeOf = (id) => (packagedServers(root).includes(id) ? packagedHome : testHome);
  return {
    name: 'platform-servers',
    setup(b) {
      b.onResolve({ filter: /^platform-servers$/ }, ({ path }) => ({ path, namespace: 'platform-servers' }));
      b.onLoad({ filter: /.*/, namespace: 'platform-servers' }, () => ({
        contents: [
          ...ids.map((id, n) => `import { createPlatformServer as create${n} } from './${homeOf(id)}/${id}';`),
          `export const platformServers = { ${ids.map((id, n) => `${JSON.stringify(id)}: create${n}`).join(', ')} };`,
        ].join('\n'),
        resolveDir: root,
      }));
    },
  };
}
