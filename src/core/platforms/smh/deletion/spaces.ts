import type { Node, Ref } from '../../../model/node';
import { type Outcome, outcomeOf } from '../../../model/outcome';
import { text, type Text } from '../../../model/text';
import { throwIfCancelled, isPlatformError } from '../../../net/errors';
import { stillThere } from '../api/ask';
import type { SmhBrowse } from '../browse/browse';
import type { SmhClient } from '../api/client';
import { isAbsent } from '../api/failures';
import { parseRef } from '../refs';
import { goneAlready, outcomeByAsking } from '../api/results';
import type { FileCount } from '../api/wire';

/** Deletes spaces. One that holds something goes by force, and only after its name was typed (SMH-14). */
export class SpaceRemoval {
  /** Spaces whose names must be typed before they are deleted. */
  private readonly full = new Set<Ref>();

  constructor(
    private readonly client: SmhClient,
    private readonly browse: SmhBrowse,
  ) {}

  async preview(nodes: readonly Node[], signal: AbortSignal): Promise<{ notes: Text[]; typed: string[] }> {
    const notes: Text[] = [];
    const typed: string[] = [];
    for (const node of nodes) {
      const count = await this.countOf(node, signal);
      if (count !== undefined && isEmpty(count)) {
        this.full.delete(node.ref);
        notes.push(text('"{0}" is empty.', node.name));
        continue;
      }
      this.full.add(node.ref);
      typed.push(node.name);
      notes.push(noteOf(node, count));
    }
    return { notes, typed };
  }

  async run(nodes: readonly Node[], signal: AbortSignal): Promise<Outcome[]> {
    const outcomes: Outcome[] = [];
    for (const node of nodes)
      outcomes.push(signal.aborted ? outcomeOf(node, 'not-started') : await this.remove(node, signal));
    return outcomes;
  }

  private async remove(node: Node, signal: AbortSignal): Promise<Outcome> {
    let error: unknown;
    try {
      throwIfCancelled(signal);
      await this.client.removeSpace(parseRef(node.ref).space, this.full.has(node.ref), signal);
    } catch (reason) {
      error = reason;
    }
    if (isAbsent(error)) return outcomeOf(node, 'skipped', goneAlready);
    return outcomeByAsking(node, (await stillThere(this.browse, [node.ref]))?.has(node.ref), error);
  }

  /** Undefined when the server does not tell: such a space is taken for a full one. */
  private async countOf({ ref }: Node, signal: AbortSignal): Promise<FileCount | undefined> {
    try {
      return await this.client.fileCount(parseRef(ref).space, signal);
    } catch (error) {
      if (!isPlatformError(error)) throw error;
      return undefined;
    }
  }
}

function isEmpty({ fileNum, dirNum, recycledFileNum, recycledDirNum }: FileCount): boolean {
  return [fileNum, dirNum, recycledFileNum ?? '0', recycledDirNum ?? '0'].every((count) => count === '0');
}

function noteOf({ name }: Node, count: FileCount | undefined): Text {
  if (count === undefined) return text('"{0}" will be deleted with everything in it.', name);
  return text(
    '"{0}" will be deleted with {1} files, {2} folders, and its recycle bin.',
    name,
    count.fileNum ?? '?',
    count.dirNum ?? '?',
  );
}
