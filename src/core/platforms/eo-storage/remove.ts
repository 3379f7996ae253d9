import { chunk } from '../../model/lists';
import type { Node, Ref } from '../../model/node';
import { type Outcome, outcomeOf } from '../../model/outcome';
import { text, type Text } from '../../model/text';
import { isPlatformError } from '../../net/errors';
import { deleteInBatches } from '../shared/deleteInBatches';
import type { DeletionOptions, Deletion, DeletionPreview } from '../../contract';
import type { EoBrowse } from './browse/browse';
import type { EoClient } from './api/client';
import { idsPerCall } from './limits';
import { displayName } from './nodes';
import { dirRef, fileRef, parseRef } from './refs';
import { goneAlready, isRefusal, outcomeByAsking, noAnswerText, stillListed, stillThere } from './results';
import { FolderTree } from './browse/tree';
import type { DeletionAnswer } from './api/wire';

type Result = DeletionAnswer[number];

/** Deletes files and folders for good. `code` 200 may hold failures (EO-28): each id is judged by itself. */
export class EoDeletion implements Deletion {
  constructor(
    private readonly client: EoClient,
    private readonly browse: EoBrowse,
  ) {}

  async preview(refs: readonly Ref[], signal: AbortSignal): Promise<DeletionPreview> {
    const found = await this.browse.get(refs, signal);
    const nodes = refs.flatMap((ref) => found.get(ref) ?? []);
    const folders = nodes.filter(({ kind }) => kind === 'folder');
    return {
      nodes,
      gone: refs.filter((ref) => !found.has(ref)),
      items: nodes.length,
      annotated: 0,
      locked: [],
      blockers: [],
      notes: [...(await this.notesOf(folders, signal)), text('This cannot be undone.')],
    };
  }

  async run(nodes: readonly Node[], deleting: DeletionOptions, signal: AbortSignal): Promise<Outcome[]> {
    return deleteInBatches(nodes, chunk(nodes, idsPerCall), deleting, signal, (part) => this.removePart(part, signal));
  }

  private async removePart(part: readonly Node[], signal: AbortSignal): Promise<Outcome[]> {
    const first = await this.attempt(part, signal);
    const there = await stillThere(this.browse, part);
    const left = part.filter(
      (node) => answeredState(first.results.get(node.id)) === 'nothing' && there?.has(node.ref) === true,
    );
    // One id that is gone may have refused them all: the others go once more.
    if (isRefusal(first.error) && left.length > 0 && left.length < part.length && !signal.aborted)
      return this.withoutGone(part, left, signal);
    return part.map((node) => judged(node, first.results.get(node.id), there?.has(node.ref), first.error));
  }

  private async withoutGone(part: readonly Node[], left: readonly Node[], signal: AbortSignal): Promise<Outcome[]> {
    const again = new Map((await this.removePart(left, signal)).map((one) => [one.ref, one]));
    return part.map((node) => again.get(node.ref) ?? outcomeOf(node, 'skipped', goneAlready));
  }

  private async attempt(
    part: readonly Node[],
    signal: AbortSignal,
  ): Promise<{ results: Map<string, Result>; error?: unknown }> {
    try {
      const answers = await this.client.remove(
        part.map(({ id }) => id),
        signal,
      );
      return { results: new Map(answers.map((one) => [one.dataFileId, one])) };
    } catch (error) {
      return { results: new Map(), error };
    }
  }

  /** What a folder holds, as the server counts it; a folder that cannot be counted goes all the same. */
  private async notesOf(folders: readonly Node[], signal: AbortSignal): Promise<Text[]> {
    if (folders.length === 0) return [];
    const tree = await FolderTree.read(this.client, signal);
    return Promise.all(
      folders.map(async ({ ref, name }) => {
        try {
          const { filesCount, allFilesSize } = await this.client.folderInfo(
            tree.get(parseRef(ref).id)?.path ?? '',
            signal,
          );
          return text(
            '"{0}" will be deleted with {1} files ({2} GB).',
            name,
            filesCount ?? '?',
            (allFilesSize ?? 0).toFixed(2),
          );
        } catch (error) {
          if (!isPlatformError(error)) throw error;
          return text('"{0}" will be deleted with everything in it.', name);
        }
      }),
    );
  }
}

/** What a result says of its item: a failure without a cause says nothing, since the item may have been gone. */
function answeredState(result: Result | undefined): 'nothing' | 'deleted' | 'kept' {
  if ((result?.canNotBeDeletedFiles ?? []).length > 0) return 'kept';
  return result?.success === true ? 'deleted' : 'nothing';
}

/** The list decides; what the answer says gives the reason. Files that keep an item are told even beside a success. */
function judged(node: Node, result: Result | undefined, there: boolean | undefined, error: unknown): Outcome {
  if (result === undefined) return outcomeByAsking(node, there, error);
  const cause = answeredState(result);
  if (there === false && cause !== 'kept')
    return cause === 'deleted' ? outcomeOf(node, 'done') : outcomeOf(node, 'skipped', goneAlready);
  if (cause === 'deleted')
    return there === true ? outcomeOf(node, 'failed', stillListed) : outcomeOf(node, 'unknown', noAnswerText);
  if (cause === 'nothing') return outcomeOf(node, 'failed', text('The server did not delete it and gave no reason.'));
  const blocking = result.canNotBeDeletedFiles ?? [];
  // Why is not told; files that are bound to metadata or a dataset are likely (EO-28, inferred).
  return {
    ...outcomeOf(node, 'failed', text('The server keeps it: files of it may be bound to metadata or a dataset.')),
    blockers: blocking.map((one) => ({
      ref: one.id === node.id && node.kind === 'folder' ? dirRef(one.id) : fileRef(one.id),
      name: displayName({ fileName: one.fileName ?? one.id, fileExtension: one.fileExtension }),
    })),
  };
}
