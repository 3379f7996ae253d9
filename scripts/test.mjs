// `npm test [-- STAGE… --grep PATTERN]`: everything, on a fresh machine too. Ends with `N passed, N failed, N skipped`.
import { fileURLToPath } from 'node:url';
import { setUp } from './setup.mjs';

const started = Date.now();
const { names, grep } = read(process.argv.slice(2));
setUp();
say('setup', started);

const { stages } = await import('./stages.mjs');
const { checkSkips, count, failed, showFailures, summary } = await import('./mocha/results.mjs');
const { collect } = await import('./children.mjs');

const unknown = names.filter((name) => name !== 'setup' && !stages.some((stage) => stage.name === name));
if (unknown.length > 0) {
  process.stderr.write(
    `There is no stage ${unknown.join(', ')}. Stages: ${stages.map(({ name }) => name).join(', ')}\n`,
  );
  process.exit(2);
}
const chosen = names.length === 0 ? stages : stages.filter(({ name }) => names.includes(name));
if (chosen.some(({ built }) => built) && !chosen.some(({ name }) => name === 'build'))
  chosen.unshift(stages.find(({ name }) => name === 'build'));

const results = [];
const editor = chosen.some((stage) => stage.editor) ? prepareEditor() : undefined;
const beside = inOrder(chosen.filter((stage) => stage.beside));
await inOrder(chosen.filter((stage) => !stage.beside && !stage.editor && !stage.alone));
await beside;
await inOrder(chosen.filter((stage) => stage.alone));
await inOrder(chosen.filter((stage) => stage.editor));

const total = count(results);
process.stdout.write(`\n${summary(total)}\n`);
process.exit(total.failed > 0 || total.passed + total.skipped === 0 ? 1 : 0);

async function inOrder(list) {
  for (const stage of list) {
    const from = Date.now();
    const found = checkSkips(await attempt(stage));
    results.push(...found);
    say(stage.name, from, found);
  }
}

/** A stage that breaks is a failure of its own, and the others still run. */
async function attempt(stage) {
  try {
    if (stage.editor) await editor;
    const found = await stage.run({ grep });
    return found.length > 0 || grep !== undefined ? found : [failed(`stage ${stage.name}`, 'It ran no test.')];
  } catch (error) {
    return [failed(`stage ${stage.name}`, error.message, error.stack)];
  }
}

/** Fetches the editor and the browser while the first stages run. */
function prepareEditor() {
  const done = collect(process.execPath, [fileURLToPath(new URL('host/prepare.mjs', import.meta.url))], {
    stdio: ['ignore', 'pipe', 'pipe'],
  }).then(({ code, output }) => {
    if (code !== 0) throw new Error(`The editor or the browser could not be made ready:\n${output}`);
  });
  done.catch(() => undefined); // told by the stage that needs it
  return done;
}

function say(name, from, found = []) {
  const seconds = ((Date.now() - from) / 1000).toFixed(1);
  const counts = found.length > 0 ? summary(count(found)) : '';
  process.stdout.write(`${name.padEnd(10)} ${seconds.padStart(6)} s  ${counts}\n`);
  process.stdout.write(found.length > 0 ? showFailures(found) : '');
}

function read(args) {
  const at = args.indexOf('--grep');
  const grep = at < 0 ? undefined : args[at + 1];
  return { grep, names: args.filter((_, index) => at < 0 || (index !== at && index !== at + 1)) };
}
