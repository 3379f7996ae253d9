import { text, type Text } from '../../../model/text';
import { isCancelled, isPlatformError } from '../../../net/errors';
import type { SessionContext } from '../../../net/sessionContext';
import { withOrigin } from '../../../net/hosts/urls';
import type { UploadSource, UnitItem } from '../../../contract';
import { fileOf } from './dialogues';
import { type DialogueLine, readDialogue } from '../layout';
import type { ListedRow } from '../browse/listed';
import { readPath } from '../restore/living';

const anothersContent = text('The server lists it with the content of another dialogue.');

/** Compares dialogues with what is listed of them: the server writes files of its own, so sizes tell nothing. */
export class SentDialogues {
  private readonly sent = new WeakMap<UploadSource, Promise<readonly (readonly DialogueLine[])[]>>();

  constructor(
    private readonly context: SessionContext,
    private readonly origin: string,
  ) {}

  /** What is wrong with the listed file; undefined when it is what was sent, or when nothing can be compared. */
  async difference({ name, source }: UnitItem, row: ListedRow, signal: AbortSignal): Promise<Text | undefined> {
    const [listed] = row.files.values();
    if (source === undefined || listed === undefined) return undefined;
    const expected = (await this.pathsOf(source, signal))[fileOf(name).n - 1];
    try {
      const found = await readPath(this.context, withOrigin(listed.url, this.origin), signal);
      return found && expected && sameLines(found, expected) ? undefined : anothersContent;
    } catch (error) {
      if (isCancelled(error) || !isPlatformError(error)) throw error;
      return error.userMessage;
    }
  }

  private pathsOf(source: UploadSource, signal: AbortSignal): Promise<readonly (readonly DialogueLine[])[]> {
    const known = this.sent.get(source);
    if (known) return known;
    const reading = pathsIn(source, signal);
    this.sent.set(source, reading);
    reading.catch(() => this.sent.delete(source));
    return reading;
  }
}

async function pathsIn(source: UploadSource, signal: AbortSignal): Promise<readonly (readonly DialogueLine[])[]> {
  const content = Buffer.from(await source.read(signal)).toString('utf8');
  return readDialogue(JSON.parse(content.replace(/^\ufeff/, '')))?.paths ?? [];
}

function sameLines(one: readonly DialogueLine[], other: readonly DialogueLine[]): boolean {
  return JSON.stringify(one.map(plain)) === JSON.stringify(other.map(plain));
}

function plain({ id, parentId, text: words, role }: DialogueLine) {
  return [id, parentId ?? null, words, role];
}
