// `npm run test:contract -- --url URL --token TOKEN [--service-host HOST]`: the contract suite against any BasicAI CE
// server, without a control of its own: what needs the controls of a sandbox lies in folders of that name. It makes what it
// needs under a random prefix and removes it. HOST is this machine as the server sees it, for models that it calls.
import { parseArgs } from 'node:util';
import { root, run, setUp } from './setup.mjs';

const { values } = parseArgs({
  options: {
    url: { type: 'string' },
    token: { type: 'string' },
    'service-host': { type: 'string', default: '127.0.0.1' },
  },
});
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
      '--ignore',
      'out/test/contract/basicai-ce/sandbox/**',
      'out/test/contract/basicai-ce/**/*.test.mjs',
    ],
    {
      env: {
        ...process.env,
        DATASETS_URL: values.url.replace(/(\/api)?\/*$/, '/api'),
        DATASETS_TOKEN: values.token,
        DATASETS_SERVICE_HOST: values['service-host'],
      },
    },
  );
} catch {
  process.exit(1);
}
