// One JSON line a test result, so that whoever started the run can count and show them. Used inside the extension host too.

/**
 * @param {import('mocha').Runner} runner
 * @param {(line: string) => void} write
 */
export function record(runner, write) {
  const say = (result) => write(`${JSON.stringify(result)}\n`);
  const about = (test) => ({ name: test.fullTitle(), suite: test.titlePath()[0] });
  runner.on('pass', (test) => say({ kind: 'passed', ...about(test), ms: test.duration ?? 0 }));
  runner.on('pending', (test) => say({ kind: 'skipped', ...about(test) }));
  runner.on('fail', (test, error) => say({ kind: 'failed', ...about(test), ...describe(error) }));
  runner.on('end', () => say({ kind: 'end' }));
}

function describe(error) {
  if (!(error instanceof Error)) return { message: String(error), stack: '' };
  const values = 'actual' in error && 'expected' in error && error.generatedMessage !== true;
  const shown = values ? `\n  actual:   ${show(error.actual)}\n  expected: ${show(error.expected)}` : '';
  const cause =
    error.cause === undefined
      ? ''
      : `\n  cause: ${error.cause instanceof Error ? error.cause.stack : show(error.cause)}`;
  const frames = (error.stack ?? '')
    .split('\n')
    .filter((line) => /^\s+at /.test(line) && !/node_modules[\\/]mocha|node:internal/.test(line));
  return { message: `${error.message}${shown}${cause}`, stack: frames.join('\n') };
}

function show(value) {
  try {
    return (
      (typeof value === 'string' ? value : JSON.stringify(value, (_, v) => (typeof v === 'bigint' ? `${v}n` : v))) ??
      String(value)
    );
  } catch {
    return String(value);
  }
}
