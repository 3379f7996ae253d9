import type { Runner } from 'mocha';

export function record(runner: Runner, write: (line: string) => void): void;
