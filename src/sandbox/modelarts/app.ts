import { randomBytes } from 'node:crypto';
import type { Ground } from '../face';
import type { AccessKeys } from './auth/accessKeys';
import type { Tokens } from './auth/tokens';
import type { ArtsModes } from './modes';

/** What all parts of this face share. */
export interface App extends Ground {
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

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** Letters and digits, as ids of datasets and tasks have them. */
export function letters(length: number): string {
  return [...randomBytes(length)].map((byte) => LETTERS[byte % LETTERS.length]).join('');
}

/** 32 hex digits, as ids of projects and samples have them. */
export function hexId(): string {
  return randomBytes(16).toString('hex');
}

/** `2025-01-03T03:04:05.855000Z`: IAM tells microseconds (ModelArts wire reference, section 3.1). */
export function iamTime(ms: number): string {
  return new Date(ms).toISOString().replace(/Z$/, '000Z');
}
