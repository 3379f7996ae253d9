import { Refused } from './errors';

/** What happens when a name is taken (SMH-23). */
export type Strategy = 'ask' | 'rename' | 'overwrite';

/** Reads a strategy; absent or empty means `fallback`. */
export function readStrategy(value: unknown, fallback: Strategy): Strategy {
  if (value === undefined || value === null || value === '') return fallback;
  if (value === 'ask' || value === 'rename' || value === 'overwrite') return value;
  throw new Refused('InvalidConflictResolutionStrategy');
}
