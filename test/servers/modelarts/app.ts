import type { ServerDeps } from '../../../src/sandbox/platformServer';
import type { AccessKeys } from './auth/accessKeys';
import type { Tokens } from './auth/tokens';
import type { ArtsModes } from './modes';

/** What all parts of this server share. */
export interface App extends ServerDeps {
  modes: ArtsModes;
  account: Account;
  keys: AccessKeys;
  tokens: Tokens;
}

/** Whose data these are. All ids are 32 hex digits. */
export interface Account {
  region: string;
  projectId: string;
  /** A project of another region, without datasets. */
  otherProjectId: string;
  domain: string;
  domainId: string;
  user: string;
  userId: string;
  /** The permanent access key, which also signs links that the service makes. */
  access: string;
}

/** `2025-01-03T03:04:05.855000Z`: IAM tells microseconds (MA-5). */
export function iamTime(ms: number): string {
  return new Date(ms).toISOString().replace(/Z$/, '000Z');
}
