// `npm run test:contract -- --url URL --token TOKEN`: the contract suite against any BasicAI CE server. It makes what it
// needs under a random prefix and removes it.
import { parseArgs } from 'node:util';
import { root, run, setUp } from './setup.mjs';

const { values } = parseArgs({ options: { url: { type: 'string' }, token: { type: 'string' } } });
if (!values.url || !values.token) {
  process.stderr.write('Usage: npm run test:contract -- --url http://HOST:8190/api --token TOKEN\n');
  process.exit(2);
}
setUp();
run(process.execPath, ['esbuild.mjs', '--tests'], { cwd: root });
try {
  run(
    process.execPath,
    [
      '--enable-source-maps',
      'node_modules/mocha/bin/mocha.js',
      '--forbid-only',
      'out/test/contract/basicai-ce/**/*.test.mjs',
    ],
    {
      env: { ...process.env, DATASETS_URL: values.url.replace(/\/+$/, ''), DATASETS_TOKEN: values.token },
    },
  );
} catch {
  process.exit(1);
}
