import { appendFileSync, readFileSync } from 'node:fs';
import type MochaType from 'mocha';
import { record } from '#scripts/mocha/record.mjs';
import { define } from 'host-tests';
import { secondRun } from './afterReload';

/** What the runner wants of this run; it writes the file that the environment names. */
interface Order {
  /** File that takes the results. */
  readonly report: string;
  /** 1, or 2 when the window was loaded again on the same profile. */
  readonly run: 1 | 2;
  readonly grep?: string;
}

/** Called by the editor, in the extension host. Rejects when a test failed. */
export async function run(): Promise<void> {
  const file = process.env.DATASETS_HOST_RUN;
  if (file === undefined) throw new Error('DATASETS_HOST_RUN is not set: run these tests with `npm run test:host`.');
  const order = JSON.parse(readFileSync(file, 'utf8')) as Order;
  const { default: Mocha } = await import('mocha');
  const reporter = (runner: MochaType.Runner) => record(runner, (line: string) => appendFileSync(order.report, line));
  const mocha = new Mocha({ ui: 'bdd', reporter: asConstructor(reporter), timeout: 30_000, forbidOnly: true });
  mocha.grep(titles(order));
  mocha.suite.emit('pre-require', globalThis as never, '', mocha);
  define();
  const failures = await new Promise<number>((done) => mocha.run(done));
  if (failures > 0) throw new Error(`${failures} tests failed.`);
}

/** Mocha calls its reporter with `new`. */
function asConstructor(report: (runner: MochaType.Runner) => void): MochaType.ReporterConstructor {
  return function (runner: MochaType.Runner) {
    report(runner);
  } as unknown as MochaType.ReporterConstructor;
}

/** The second run takes the tests of `afterReload` and no others. */
function titles({ run, grep = '' }: Order): RegExp {
  const marked = `.*${secondRun.replaceAll(/[()]/g, '\\$&')}$`;
  return new RegExp(`^(?${run === 2 ? '=' : '!'}${marked})(?=.*(?:${grep}))`);
}
