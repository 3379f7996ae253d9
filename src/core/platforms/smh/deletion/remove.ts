import { chunk, groupBy } from '../../../model/lists';
import type { Node, Ref } from '../../../model/node';
import { type Outcome, outcomeOf, type UndoToken } from '../../../model/outcome';
import { text, type Text } from '../../../model/text';
import { deleteInBatches } from '../../shared/deleteInBatches';
import type { DeletionOptions, Deletion, DeletionPreview } from '../../../contract';
import { stillThere } from '../api/ask';
import type { SmhBrowse } from '../browse/browse';
import { type SmhClient, itemsPerBatch, type ToDelete } from '../api/client';
import { isAbsent, isRefusal } from '../api/failures';
import type { RecycleBinDeletion } from './purge';
import { plainPath, parseRef, recycledRef } from '../refs';
import {
  byPath,
  unaskableText,
  deniedAndListed,
  goneAlready,
  keyOf,
  notDeleted,
  outcomeByAsking,
  isSuccess,
  goneByStatusText,
  doneButListedText,
} from '../api/results';
import type { SpaceRemoval } from './spaces';
import type { TaskPoller } from '../api/tasks';
import type { BatchResult } from '../api/wire';

/**
 * Deletes files and folders in batches, recycled items for good, and spaces. Answers with 2xx hold failures (SMH-29),
 * so that each item is judged by itself; whatever is not told as a failure is asked for, and the list decides.
 */
export class SmhDeletion implements Deletion {
  constructor(
    private readonly client: SmhClient,
    private readonly browse: SmhBrowse,
    private readonly tasks: TaskPoller,
    private readonly spaces: SpaceRemoval,
    private readonly purging: RecycleBinDeletion,
  ) {}

  async preview(refs: readonly Ref[], signal: AbortSignal, permanently = false): Promise<DeletionPreview> {
    const found = await this.browse.get(refs, signal);
    const nodes = refs.flatMap((ref) => found.get(ref) ?? []);
    const spaces = await this.spaces.preview(
      nodes.filter(({ kind }) => kind === 'space'),
      signal,
    );
    return {
      nodes,
      gone: refs.filter((ref) => !found.has(ref)),
      items: nodes.length,
      annotated: 0,
      locked: [],
      blockers: [],
      notes: [...nodes.flatMap(noteOf), ...spaces.notes, ...lineOf(nodes, permanently)],
      ...(spaces.typed.length > 0 && { typed: spaces.typed }),
    };
  }

  async run(nodes: readonly Node[], deleting: DeletionOptions, signal: AbortSignal): Promise<Outcome[]> {
    const removePart = (part: readonly Node[]) => this.removePart(part, deleting.permanently === true, signal);
    return deleteInBatches(nodes, parts(nodes), deleting, signal, removePart);
  }

  private removePart(part: readonly Node[], permanently: boolean, signal: AbortSignal): Promise<Outcome[]> {
    const kind = part[0]?.kind;
    if (kind === 'space') return this.spaces.run(part, signal);
    if (kind === 'recycled') return this.purging.run(part, signal);
    return this.removeItems(part, permanently, signal);
  }

  /** Files and folders of one space. The call is sent once; when its answer is lost, the list decides. */
  private async removeItems(part: readonly Node[], permanently: boolean, signal: AbortSignal): Promise<Outcome[]> {
    const space = parseRef(part[0]?.ref ?? '').space;
    const items = part.map(({ ref }): ToDelete => ({
      path: plainPath(parseRef(ref).path),
      ...(permanently && { permanent: true }),
    }));
    let results = new Map<string, BatchResult>();
    let error: unknown;
    try {
      results = byPath(await this.tasks.results(space, await this.client.deleteMany(space, items, signal), signal));
    } catch (reason) {
      error = reason;
    }
    const open = part.filter((node) => needsAsking(results.get(keyOf(parseRef(node.ref).path))));
    const there =
      isRefusal(error) && !isAbsent(error) ? new Set<Ref>(refsOf(open)) : await stillThere(this.browse, refsOf(open));
    return part.map((node) => {
      const result = results.get(keyOf(parseRef(node.ref).path));
      return result
        ? judged(space, node, result, there?.has(node.ref))
        : outcomeByAsking(node, there?.has(node.ref), error);
    });
  }
}

/**
 * Nothing was told of it; or that it is gone, which an answer may say before it is so; or that it is not there, which a
 * folder above it or a space may be the reason of.
 */
function needsAsking(result: BatchResult | undefined): boolean {
  return result === undefined || isSuccess(result) || result.status === 404;
}

/** @param there whether it is still listed, of a result that was asked about; undefined when nobody knows */
function judged(space: string, node: Node, result: BatchResult, there: boolean | undefined): Outcome {
  if (result.status === 404) return absent(node, there);
  if (!isSuccess(result)) return outcomeOf(node, 'failed', notDeleted(result));
  if (there === undefined) return outcomeOf(node, 'unknown', goneByStatusText);
  if (there) return outcomeOf(node, 'failed', doneButListedText);
  const id = result.recycledItemId;
  // Nothing promises a way back until the server names one.
  if (id == null) return outcomeOf(node, 'done');
  const undo: UndoToken = { ref: node.ref, name: node.name, token: recycledRef(space, id) };
  return { ...outcomeOf(node, 'done'), undo };
}

function absent(node: Node, there: boolean | undefined): Outcome {
  if (there === false) return outcomeOf(node, 'skipped', goneAlready);
  return there === true ? outcomeOf(node, 'failed', deniedAndListed) : outcomeOf(node, 'unknown', unaskableText);
}

/** Nodes of one call: files and folders of one space together, as recycled items, and spaces one by one. */
function parts(nodes: readonly Node[]): Node[][] {
  const together = ({ kind, ref }: Node) =>
    `${kind === 'recycled' || kind === 'space' ? kind : 'items'} ${parseRef(ref).space}`;
  return [...groupBy(nodes, together).values()].flatMap((list) => chunk(list, itemsPerBatch));
}

function refsOf(nodes: readonly Node[]): Ref[] {
  return nodes.map(({ ref }) => ref);
}

function noteOf({ kind, name }: Node): Text[] {
  return kind === 'folder' ? [text('"{0}" will be deleted with everything in it.', name)] : [];
}

/** Whether the recycle bin is on is not told before something was deleted (SMH-35). */
function lineOf(nodes: readonly Node[], permanently: boolean): Text[] {
  const toBin = !permanently && nodes.some(({ kind }) => kind === 'folder' || kind === 'file');
  return toBin ? [text("If the library's recycle bin is turned off, this cannot be undone.")] : [];
}
