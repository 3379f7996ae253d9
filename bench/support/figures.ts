import { appendFileSync, mkdirSync } from 'node:fs';
import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/** The middle one of an odd number of measurements. */
export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;
}

/** So often a comparison may be repeated at least, however few runs it takes when nothing disturbs it. */
const fewestTries = 6;

/**
 * How one thing compares with another: the fastest of some runs of each, taken in turn. What else the machine does can
 * only slow a run down, so the fastest is the one that was disturbed least; on a busy machine more runs are taken, up to
 * three times as many and six at least, until the budget is met.
 */
export async function ratio(
  runs: number,
  budget: number,
  ours: () => Promise<unknown>,
  theirs: () => Promise<unknown>,
): Promise<number> {
  let [a, b] = [Infinity, Infinity];
  for (let n = 0; n < runs || (n < Math.max(3 * runs, fewestTries) && a / b > budget); n++) {
    a = Math.min(a, await timed(ours));
    b = Math.min(b, await timed(theirs));
  }
  return a / b;
}

/**
 * Milliseconds that something which only computes takes, the least of some runs. Of a run counts what the machine gave to it,
 * where that is less than what went by: while another program has the core, nothing of ours is measured. On a busy machine
 * more runs are taken, up to three times as many, until the budget is met.
 */
export async function fastest(runs: number, budget: number, work: () => unknown): Promise<number> {
  let least = Infinity;
  for (let n = 0; n < runs || (n < 3 * runs && least > budget); n++) least = Math.min(least, await computed(work));
  return least;
}

async function computed(work: () => unknown): Promise<number> {
  const before = process.cpuUsage();
  const passed = await timed(async () => work());
  const { user, system } = process.cpuUsage(before);
  return Math.min(passed, (user + system) / 1000);
}

/** Writes a figure beside its budget, for people: `.cache/figures.txt`, one line each. */
export function figure(what: string, value: number, unit: string, budget: number): void {
  mkdirSync('.cache', { recursive: true });
  appendFileSync(
    '.cache/figures.txt',
    `${what.padEnd(60)} ${value.toFixed(2).padStart(10)} ${unit.padEnd(6)} budget ${budget}\n`,
  );
}

/** Milliseconds that some work takes. */
export async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

/** Runs a program to its end. @returns what it printed */
export function program(name: string, args: readonly string[], cwd?: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(name, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
    let message = '';
    child.stdout.on('data', (part: Buffer) => (message += part.toString()));
    child.stderr.on('data', (part: Buffer) => (message += part.toString()));
    child
      .on('error', reject)
      .on('exit', (code) => (code === 0 ? resolve(message) : reject(new Error(`${name}: ${message}`))));
  });
}

/** Reference programs are the machine's own; a missing one is installed where that is possible, and a failure elsewhere. */
export function need(...names: readonly string[]): void {
  const missing = names.filter((name) => spawnSync(name, ['--version'], { stdio: 'ignore' }).error !== undefined);
  if (missing.length === 0) return;
  if (existsSync('/usr/bin/apt-get') && process.getuid?.() === 0) {
    spawnSync('apt-get', ['update', '-q'], { stdio: 'ignore' });
    spawnSync('apt-get', ['install', '-y', '-q', '--no-install-recommends', ...missing], { stdio: 'ignore' });
  }
  const left = missing.filter((name) => spawnSync(name, ['--version'], { stdio: 'ignore' }).error !== undefined);
  if (left.length > 0) throw new Error(`The reference programs ${left.join(', ')} are needed and missing.`);
}
