import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Desk } from './desk';

/** A connection as it is kept in the settings. */
export interface Setting {
  readonly id: string;
  readonly name: string;
  readonly url: string;
}

/** What the person's settings say of connections. */
export function connections({ host }: Desk): Setting[] {
  const text = readFileSync(join(host.userDataDir, 'data', 'User', 'settings.json'), 'utf8');
  return (JSON.parse(text) as Record<string, Setting[] | undefined>)['datasets.connections'] ?? [];
}
