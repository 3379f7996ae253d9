import { randomBytes } from 'node:crypto';

const idCharacters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** Letters and digits, as ids of datasets and tasks have them. */
export function letters(length: number): string {
  return [...randomBytes(length)].map((byte) => idCharacters[byte % idCharacters.length]).join('');
}

/** 32 hex digits, as ids of projects and samples have them. */
export function hexId(): string {
  return randomBytes(16).toString('hex');
}
