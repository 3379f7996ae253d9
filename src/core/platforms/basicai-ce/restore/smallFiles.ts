import pLimit from 'p-limit';
import { lastOf } from '../../../model/paths';
import { text, type Text } from '../../../model/text';
import { isCancelled, isPlatformError, PlatformError } from '../../../net/errors';
import type { SessionContext } from '../../../net/sessionContext';
import { openLink } from '../../../net/store/open';
import { withOrigin } from '../../../net/hosts/urls';
import type { SnapshotFile } from '../../../contract';

/** Largest file that is kept itself, and all of one deletion together, in bytes: they are written into one small file. */
const largestFile = 4 * 1024 * 1024;
const allTogether = 16 * 1024 * 1024;
const storedConcurrency = 8;

/** A file of an item before its deletion. */
export interface FileToKeep {
  readonly file: SnapshotFile;
  /** Signed; used now and not kept. */
  readonly url: string;
  /** Whether somebody tells of it once it is deleted; its bytes are needed where nobody does. */
  readonly later: 'yes' | 'perhaps' | 'no';
}

/** A file as it is kept, or why it is not. */
export interface KeptOrNot {
  readonly file: SnapshotFile;
  readonly reason?: Text;
}

/** Keeps the bytes of small files of one deletion. */
export class SmallFiles {
  private readonly limit = pLimit(storedConcurrency);
  private left = allTogether;

  constructor(
    private readonly context: SessionContext,
    private readonly origin: string,
    private readonly signal: AbortSignal,
  ) {}

  keep(files: readonly FileToKeep[]): Promise<KeptOrNot[]> {
    return Promise.all(
      files.map(async (one) => (one.later === 'yes' ? { file: one.file } : this.limit(() => this.fetched(one)))),
    );
  }

  private async fetched(wanted: FileToKeep): Promise<KeptOrNot> {
    const found = await this.read(wanted);
    return wanted.later === 'perhaps' && found.reason !== undefined ? { file: wanted.file } : found;
  }

  private async read({ file, url }: FileToKeep): Promise<KeptOrNot> {
    const name = lastOf(file.path);
    const reserved = file.size ?? largestFile;
    if (reserved > largestFile || reserved > this.left) return { file, reason: tooLarge(name) };
    this.left -= reserved;
    let taken = 0;
    try {
      const bytes = await this.bytes(withOrigin(url, this.origin), name, reserved);
      taken = bytes.length;
      return { file: { ...file, size: taken, bytes: bytes.toString('base64') } };
    } catch (error) {
      if (isCancelled(error)) throw error;
      const reason = isPlatformError(error)
        ? error.userMessage
        : text('{0} could not be read: {1}', name, String(error));
      return { file, reason };
    } finally {
      this.left += reserved - taken;
    }
  }

  private async bytes(url: string, name: string, most: number): Promise<Buffer> {
    const { body } = await openLink(this.context, url, undefined, this.signal);
    const parts: Buffer[] = [];
    let length = 0;
    for await (const part of body as AsyncIterable<Buffer>) {
      parts.push(part);
      length += part.length;
      if (length > most) throw new PlatformError('limit', tooLarge(name));
    }
    return Buffer.concat(parts);
  }
}

function tooLarge(name: string): Text {
  return text('{0} is too large to be kept for Undo.', name);
}
