import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { lives } from './home';

/** A start takes seconds: an older lock was left by one that was killed, whoever has its number now. In ms. */
const longestStart = 60_000;

/**
 * Lets one process at a time open a folder, so that two windows that start the sandbox at once do not both fill it.
 * Answers how to give the folder back.
 */
export async function lockStart(folder: string): Promise<() => void> {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, 'sandbox.start');
  while (!take(file)) await wait(50);
  return () => {
    rmSync(file, { force: true });
  };
}

function take(file: string): boolean {
  try {
    writeFileSync(file, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    if (isStale(file)) rmSync(file, { force: true });
    return false;
  }
}

function isStale(file: string): boolean {
  try {
    const holder = Number(readFileSync(file, 'utf8'));
    return (holder > 0 && !lives(holder)) || Date.now() - statSync(file).mtimeMs > longestStart;
  } catch {
    return false; // given back just now
  }
}
