// Child processes that never outlive the script that started them: each leads a process group of its own, and the groups
// still alive are ended when the script ends, whether it finishes, fails or is interrupted.
import { spawn } from 'node:child_process';

const live = new Set();
const windows = process.platform === 'win32';
const exitCodes = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 };

process.on('exit', () => live.forEach((child) => signal(child, 'SIGTERM')));
for (const [name, code] of Object.entries(exitCodes)) process.once(name, () => process.exit(code));

/**
 * Starts a program that is ended with this script at the latest.
 * @param {string} program
 * @param {string[]} args
 * @param {import('node:child_process').SpawnOptions} [options]
 */
export function start(program, args, options = {}) {
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], ...options, detached: !windows });
  live.add(child);
  child.once('exit', () => live.delete(child));
  child.once('error', () => live.delete(child));
  return child;
}

/** Asks a child and its group to end, insists after five seconds, and resolves when the child is gone. */
export async function stop(child) {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const gone = new Promise((done) => child.once('exit', done));
  signal(child, 'SIGTERM');
  const insist = setTimeout(() => signal(child, 'SIGKILL'), 5000);
  await gone;
  clearTimeout(insist);
  signal(child, 'SIGKILL'); // what the child itself started and left behind
}

/**
 * Runs a program to its end with its output collected.
 * @returns {Promise<{ code: number, output: string, stdout: string }>} `output` is both streams as they came
 */
export function collect(program, args, options = {}) {
  return new Promise((done, fail) => {
    const child = start(program, args, options);
    let output = '';
    let stdout = '';
    child.stdout?.on('data', (data) => ((stdout += data), (output += data)));
    child.stderr?.on('data', (data) => (output += data));
    child.once('error', fail);
    child.once('close', (code, name) => done({ code: code ?? (name ? 1 : 0), output, stdout }));
  });
}

/** Resolves with the match once a line of the child's output matches; rejects with the output when it ends before. */
export function said(child, pattern, what) {
  return new Promise((done, fail) => {
    let text = '';
    const look = (data) => {
      text += data;
      const match = pattern.exec(text);
      if (match) done(match);
    };
    child.stdout.on('data', look);
    child.stderr.on('data', look);
    child.once('error', fail);
    child.once('exit', (code, name) =>
      fail(new Error(`${what} ended with ${code ?? name} before it was ready:\n${text}`)),
    );
  });
}

function signal(child, name) {
  if (child.pid === undefined) return;
  try {
    if (windows) child.kill(name);
    else process.kill(-child.pid, name);
  } catch (error) {
    if (error.code !== 'ESRCH') throw error;
  }
}
