import { text, type Text } from '../../model/text';
import { isCancelled, isPlatformError } from '../../net/errors';
import type { Kit } from '../../net/kit';
import { withOrigin } from '../../net/urls';
import type { Source, UnitItem } from '../platform';
import { fileOf } from './dialogues';
import { type Line, readDialogue } from './layout';
import type { ListedRow } from './listed';
import { readPath } from './restore/living';

const anothersContent = text('The server lists it with the content of another dialogue.');

/** Compares dialogues with what is listed of them: the server writes files of its own, so sizes tell nothing. */
export class SentDialogues {
  private readonly sent = new WeakMap<Source, Promise<readonly (readonly Line[])[]>>();

  constructor(
    private readonly kit: Kit,
    private readonly origin: string,
  ) {}

  /** What is wrong with the listed file; undefined when it is what was sent, or when nothing can be compared. */
  async difference({ name, source }: UnitItem, row: ListedRow, signal: AbortSignal): Promise<Text | undefined> {
    const [listed] = row.files.values();
    if (source === undefined || listed === undefined) return undefined;
    const expected = (await this.pathsOf(source, signal))[fileOf(name).n - 1];
    try {
      const found = await readPath(this.kit, withOrigin(listed.url, this.origin), signal);
      return found && expected && sameLines(found, expected) ? undefined : anothersContent;
    } catch (error) {
      if (isCancelled(error) || !isPlatformError(error)) throw error;
      return error.said;
    }
  }

  private pathsOf(source: Source, signal: AbortSignal): Promise<readonly (readonly Line[])[]> {
    const known = this.sent.get(source);
    if (known) return known;
    const reading = pathsIn(source, signal);
    this.sent.set(source, reading);
    reading.catch(() => this.sent.delete(source));
    return reading;
  }
}

async function pathsIn(source: Source, signal: AbortSignal): Promise<readonly (readonly Line[])[]> {
  const content = Buffer.from(await source.read(signal)).toString('utf8');
  return readDialogue(JSON.parse(content.replace(/^\ufeff/, '')))?.paths ?? [];
}

function sameLines(one: readonly Line[], other: readonly Line[]): boolean {
  return JSON.stringify(one.map(plain)) === JSON.stringify(other.map(plain));
}

function plain({ id, parentId, text: said, role }: Line) {
  return [id, parentId ?? null, said, role];
}
