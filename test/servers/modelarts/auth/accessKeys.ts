import { randomBytes } from 'node:crypto';
import type { Clock } from '../../../../src/sandbox/clock';
import type { Row, Rows } from '../../../../src/sandbox/store/rows';
import { letters } from '../ids';
import { failuresUntilLockout, lockoutMs } from '../unknowns';

/** A key pair; a temporary one has a security token and an end. */
export interface AccessKey {
  access: string;
  secret: string;
  securityToken: string | null;
  expiresAt: number | null;
  lockedUntil: number;
}

const read = (row: Row): AccessKey => ({
  access: row.text('access'),
  secret: row.text('secret'),
  securityToken: row.textOrNull('security_token'),
  expiresAt: row.numOrNull('expires_at'),
  lockedUntil: row.num('locked_until'),
});

/** The access keys, and the lock that wrong signatures bring (MA-15). */
export class AccessKeys {
  constructor(
    private readonly rows: Rows,
    private readonly clock: Clock,
  ) {}

  add(access: string, secret: string): void {
    this.rows.run('INSERT INTO access_key (access, secret) VALUES (?, ?)', [access, secret]);
  }

  /** A temporary key; `seconds` is its life (MA-8). */
  issue(seconds: number): AccessKey {
    const [access, secret] = [`HST3${letters(16).toUpperCase()}`, letters(40)];
    const securityToken = randomBytes(600).toString('base64');
    const expiresAt = this.clock.now() + seconds * 1000;
    this.rows.run('INSERT INTO access_key (access, secret, security_token, expires_at) VALUES (?, ?, ?, ?)', [
      access,
      secret,
      securityToken,
      expiresAt,
    ]);
    return { access, secret, securityToken, expiresAt, lockedUntil: 0 };
  }

  find(access: string): AccessKey | undefined {
    return this.rows.get('SELECT * FROM access_key WHERE access = ?', [access], read);
  }

  /** Forgets the key with this id, secret or security token. */
  drop(text: string): void {
    this.rows.run('DELETE FROM access_key WHERE access = ?1 OR secret = ?1 OR security_token = ?1', [text]);
  }

  succeeded(access: string): void {
    this.rows.run('UPDATE access_key SET failures = 0 WHERE access = ? AND failures > 0', [access]);
  }

  /** Counts a wrong signature; enough of them in a row lock the key. */
  failed(access: string): void {
    this.rows.run('UPDATE access_key SET failures = failures + 1 WHERE access = ?', [access]);
    this.rows.run('UPDATE access_key SET failures = 0, locked_until = ? WHERE access = ? AND failures >= ?', [
      this.clock.now() + lockoutMs,
      access,
      failuresUntilLockout,
    ]);
  }

  /** Keeps a refused request for whoever looks into the table. */
  note(access: string, line: string, reason: string): void {
    this.rows.run('INSERT INTO signature_failure (at, access, line, reason) VALUES (?, ?, ?, ?)', [
      this.clock.now(),
      access,
      line,
      reason,
    ]);
  }
}
