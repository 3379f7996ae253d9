// A lock between processes of this machine: two commands that are started at once do one thing after the other.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

const pauseMs = 200;

/**
 * Does some work while no other process does it. Waits as long as a process that lives holds the lock; one that was
 * killed holds nothing.
 * @template T
 * @param {string} path the lock's file
 * @param {() => T} work
 * @param {() => void} [waits] called once when another process is at it
 * @returns {T}
 */
export function withLock(path, work, waits = () => undefined) {
  mkdirSync(dirname(path), { recursive: true });
  for (let told = false; !take(path); told = true) {
    if (!told) waits();
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, pauseMs);
  }
  const release = () => rmSync(path, { force: true });
  process.once('exit', release);
  try {
    return work();
  } finally {
    process.off('exit', release);
    release();
  }
}

function take(path) {
  try {
    writeFileSync(path, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
    const holder = Number(read(path));
    if (holder > 0 && !lives(holder)) rmSync(path, { force: true });
    return false;
  }
}

function read(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return ''; // given back just now
  }
}

function lives(pid) {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error.code === 'EPERM';
  }
}
