import { randomBytes } from 'node:crypto';
import type { Clock } from '../../../../src/sandbox/clock';
import type { Rows } from '../../../../src/sandbox/store/rows';
import { sha256 } from './sdkHmac';

/** Life of a token, milliseconds (MA-5). */
const tokenLifeMs = 24 * 3_600_000;

/** IAM tokens. Only their hashes are kept; a new one leaves the old ones valid. */
export class Tokens {
  constructor(
    private readonly rows: Rows,
    private readonly clock: Clock,
  ) {}

  issue(projectId: string, length: number): { token: string; expiresAt: number } {
    const token = `MII${randomBytes(length).toString('base64')}`.slice(0, length);
    const expiresAt = this.clock.now() + tokenLifeMs;
    this.rows.run('INSERT INTO iam_token (hash, project_id, expires_at) VALUES (?, ?, ?)', [
      sha256(token),
      projectId,
      expiresAt,
    ]);
    return { token, expiresAt };
  }

  /** The project that a good token was made for. */
  projectOf(token: string): string | undefined {
    return this.rows.get(
      'SELECT project_id FROM iam_token WHERE hash = ? AND expires_at > ?',
      [sha256(token), this.clock.now()],
      (row) => row.text('project_id'),
    );
  }

  drop(token: string): void {
    this.rows.run('DELETE FROM iam_token WHERE hash = ?', [sha256(token)]);
  }

  dropAll(): void {
    this.rows.run('DELETE FROM iam_token');
  }
}
