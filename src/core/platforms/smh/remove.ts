import { chunks, groups } from '../../model/lists';
import type { Node, Ref } from '../../model/node';
import { type Outcome, outcomeOf, type Undo } from '../../model/outcome';
import { text, type Text } from '../../model/text';
import { partByPart } from '../deletion';
import type { Deleting, Deletion, Survey } from '../platform';
import { stillThere } from './ask';
import type { Browse } from './browse';
import { type Client, itemsPerBatch, type ToDelete } from './client';
import { isAbsent, isRefusal } from './failures';
import type { Purging } from './purge';
import { plainPath, read, recycledRef } from './refs';
import {
  byPath,
  denied,
  deniedAndListed,
  goneAlready,
  keyOf,
  notDeleted,
  settled,
  succeeded,
  toldAlone,
  toldAndListed,
} from './results';
import type { SpaceRemoval } from './spaces';
import type { Tasks } from './tasks';
import type { Result } from './wire';

/**
 * Deletes files and folders in batches, recycled items for good, and spaces. Answers with 2xx hold failures (section 8), so
 * that each item is judged by itself; whatever is not told as a failure is asked for, and the list decides.
 */
export class Removal implements Deletion {
  constructor(
    private readonly client: Client,
    private readonly browse: Browse,
    private readonly tasks: Tasks,
    private readonly spaces: SpaceRemoval,
    private readonly purging: Purging,
  ) {}

  async survey(refs: readonly Ref[], signal: AbortSignal, permanently = false): Promise<Survey> {
    const found = await this.browse.get(refs, signal);
    const nodes = refs.flatMap((ref) => found.get(ref) ?? []);
    const spaces = await this.spaces.survey(
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

  async run(nodes: readonly Node[], deleting: Deleting, signal: AbortSignal): Promise<Outcome[]> {
    const removePart = (part: readonly Node[]) => this.removePart(part, deleting.permanently === true, signal);
    return partByPart(nodes, parts(nodes), deleting, signal, removePart);
  }

  private removePart(part: readonly Node[], permanently: boolean, signal: AbortSignal): Promise<Outcome[]> {
    const kind = part[0]?.kind;
    if (kind === 'space') return this.spaces.run(part, signal);
    if (kind === 'recycled') return this.purging.run(part, signal);
    return this.removeItems(part, permanently, signal);
  }

  /** Files and folders of one space. The call is sent once; when its answer is lost, the list decides. */
  private async removeItems(part: readonly Node[], permanently: boolean, signal: AbortSignal): Promise<Outcome[]> {
    const space = read(part[0]?.ref ?? '').space;
    const items = part.map(({ ref }): ToDelete => ({
      path: plainPath(read(ref).path),
      ...(permanently && { permanent: true }),
    }));
    let results = new Map<string, Result>();
    let error: unknown;
    try {
      results = byPath(await this.tasks.results(space, await this.client.deleteMany(space, items, signal), signal));
    } catch (reason) {
      error = reason;
    }
    const open = part.filter((node) => needsAsking(results.get(keyOf(read(node.ref).path))));
    const there =
      isRefusal(error) && !isAbsent(error) ? new Set<Ref>(refsOf(open)) : await stillThere(this.browse, refsOf(open));
    return part.map((node) => {
      const result = results.get(keyOf(read(node.ref).path));
      return result ? judged(space, node, result, there?.has(node.ref)) : settled(node, there?.has(node.ref), error);
    });
  }
}

/**
 * Nothing was told of it; or that it is gone, which an answer may say before it is so; or that it is not there, which a
 * folder above it or a space may be the reason of.
 */
function needsAsking(result: Result | undefined): boolean {
  return result === undefined || succeeded(result) || result.status === 404;
}

/** @param there whether it is still listed, of a result that was asked about; undefined when nobody knows */
function judged(space: string, node: Node, result: Result, there: boolean | undefined): Outcome {
  if (result.status === 404) return absent(node, there);
  if (!succeeded(result)) return outcomeOf(node, 'failed', notDeleted(result));
  if (there === undefined) return outcomeOf(node, 'unknown', toldAlone);
  if (there) return outcomeOf(node, 'failed', toldAndListed);
  const id = result.recycledItemId;
  // Nothing promises a way back until the server names one.
  if (id == null) return outcomeOf(node, 'done');
  const undo: Undo = { ref: node.ref, name: node.name, token: recycledRef(space, id) };
  return { ...outcomeOf(node, 'done'), undo };
}

function absent(node: Node, there: boolean | undefined): Outcome {
  if (there === false) return outcomeOf(node, 'skipped', goneAlready);
  return there === true ? outcomeOf(node, 'failed', deniedAndListed) : outcomeOf(node, 'unknown', denied);
}

/** Nodes of one call: files and folders of one space together, as recycled items, and spaces one by one. */
function parts(nodes: readonly Node[]): Node[][] {
  const together = ({ kind, ref }: Node) =>
    `${kind === 'recycled' || kind === 'space' ? kind : 'items'} ${read(ref).space}`;
  return [...groups(nodes, together).values()].flatMap((list) => chunks(list, itemsPerBatch));
}

function refsOf(nodes: readonly Node[]): Ref[] {
  return nodes.map(({ ref }) => ref);
}

function noteOf({ kind, name }: Node): Text[] {
  return kind === 'folder' ? [text('"{0}" goes with all that it holds.', name)] : [];
}

/** Whether the recycle bin is on is not told before something was deleted (section 8). */
function lineOf(nodes: readonly Node[], permanently: boolean): Text[] {
  const toBin = !permanently && nodes.some(({ kind }) => kind === 'folder' || kind === 'file');
  return toBin ? [text('Where the library has its recycle bin switched off, nothing brings them back.')] : [];
}
