import {
  Disposable,
  EventEmitter,
  type FileChangeEvent,
  FilePermission,
  type FileStat,
  type FileSystemProvider,
  FileType,
  type Uri,
} from 'vscode';
import type { RemoteFile } from '../../core/model/node';
import { isPlatformError, PlatformError } from '../../core/net/errors';
import { text } from '../../core/model/text';
import type { Session } from '../../core/contract';
import { t } from '../../editor/text/l10n';
import type { ErrorReporter } from '../../editor/api/report';
import type { Sessions } from '../../editor/services/sessions';
import { fileError, isFileError } from '../../editor/surfaces/files';
import { readUri } from '../../editor/api/uris';

/** The editor reads such files whole, so larger ones are refused, in bytes. */
const largest = 128 * 1024 * 1024;
/** The platform tells no times; a constant keeps the editor's caches true, since files never change. */
const constantTime = 1;

/** Files of data, read-only. */
export class DatasetFileSystem implements FileSystemProvider {
  private readonly changed = new EventEmitter<FileChangeEvent[]>();
  readonly onDidChangeFile = this.changed.event;

  constructor(
    private readonly sessions: Sessions,
    private readonly report: ErrorReporter,
  ) {}

  watch(): Disposable {
    return new Disposable(() => undefined);
  }

  async stat(uri: Uri): Promise<FileStat> {
    const { file } = await this.guard(() => this.find(uri));
    return {
      type: FileType.File,
      size: file.size ?? 0,
      ctime: constantTime,
      mtime: constantTime,
      permissions: FilePermission.Readonly,
    };
  }

  async readFile(uri: Uri): Promise<Uint8Array> {
    return this.guard(async () => {
      const { file, session } = await this.find(uri);
      const size = file.size ?? 0;
      if (size > largest)
        throw new PlatformError('limit', text('{0} is too large to be opened ({1} bytes).', file.name, size));
      return readWhole(session, file);
    });
  }

  readDirectory(uri: Uri): never {
    throw fileError('not-a-folder', uri);
  }

  createDirectory(uri: Uri): never {
    throw fileError('forbidden', uri);
  }

  writeFile(uri: Uri): never {
    throw fileError('forbidden', uri);
  }

  delete(uri: Uri): never {
    throw fileError('forbidden', uri);
  }

  rename(uri: Uri): never {
    throw fileError('forbidden', uri);
  }

  private async find(uri: Uri): Promise<{ session: Session; file: RemoteFile }> {
    const place = readUri(uri);
    if (place === undefined) throw fileError('not-found', uri);
    const { session } = this.sessions.byId(place.connectionId);
    const node = (await session.get([place.ref], AbortSignal.timeout(60_000))).get(place.ref);
    const file = node?.files?.[place.index];
    if (file === undefined) throw new PlatformError('not-found', text('The item is no longer on the server.'));
    return { session, file };
  }

  private async guard<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (isFileError(error)) throw error;
      this.report.note(t('Open'), error);
      const message = this.report.words(error);
      if (isPlatformError(error) && error.kind === 'not-found') throw fileError('not-found', message);
      if (isPlatformError(error) && (error.kind === 'auth' || error.kind === 'forbidden'))
        throw fileError('forbidden', message);
      throw fileError('unavailable', message);
    }
  }
}

/** Longest reading of a file that is opened, in ms. */
const longestReading = 300_000;

/** All of a file. @throws PlatformError when it is too large to be held in memory */
export async function readWhole(session: Session, file: RemoteFile, cancelled?: AbortSignal): Promise<Uint8Array> {
  const late = AbortSignal.timeout(longestReading);
  const parts: Buffer[] = [];
  let length = 0;
  const stream = await session.open(file, undefined, cancelled ? AbortSignal.any([cancelled, late]) : late);
  for await (const part of stream as AsyncIterable<Buffer>) {
    length += part.length;
    if (length > largest) {
      stream.destroy();
      throw new PlatformError('limit', text('{0} is too large to be opened ({1} bytes).', file.name, length));
    }
    parts.push(part);
  }
  return Buffer.concat(parts, length);
}
