import { chunk } from '../../model/lists';
import type { Node, Ref } from '../../model/node';
import { type Outcome, outcomeOf } from '../../model/outcome';
import { text } from '../../model/text';
import { isPlatformError } from '../../net/errors';
import type { NameConflict, Relocation } from '../../contract';
import { stillThere } from './api/ask';
import type { SmhBrowse } from './browse/browse';
import { type SmhClient, itemsPerBatch, type ConflictStrategy } from './api/client';
import { isRefusal } from './api/failures';
import { dirRef, fileRef, plainPath, parseRef } from './refs';
import { byPath, keyOf, reasonOf, isSuccess } from './api/results';
import type { TaskPoller } from './api/tasks';
import type { BatchAnswer, BatchResult } from './api/wire';

type How = 'move' | 'copy';

const strategies: Readonly<Record<NameConflict, ConflictStrategy>> = {
  skip: 'ask',
  rename: 'rename',
  replace: 'overwrite',
};

const nameTaken = text('An item with this name already exists.');

/** Moves and copies within a space: one by its own call, many by a batch (SMH-23, SMH-29). */
export class SmhRelocation implements Relocation {
  readonly conflicts: readonly NameConflict[] = ['skip', 'rename', 'replace'];

  constructor(
    private readonly client: SmhClient,
    private readonly browse: SmhBrowse,
    private readonly tasks: TaskPoller,
  ) {}

  /** No call names two spaces. */
  refuses(_how: How, nodes: readonly Node[], target: Node): boolean {
    const to = parseRef(target.ref);
    if (to.kind !== 'space' && to.kind !== 'dir') return true;
    return nodes.some(({ ref, parent }) => {
      const from = parseRef(ref);
      const inside = from.kind === 'dir' && from.path.every((name, n) => to.path[n] === name);
      return (
        (from.kind !== 'file' && from.kind !== 'dir') || from.space !== to.space || inside || parent === target.ref
      );
    });
  }

  async run(
    how: How,
    nodes: readonly Node[],
    target: Node,
    conflict: NameConflict,
    signal: AbortSignal,
  ): Promise<Outcome[]> {
    const outcomes: Outcome[] = [];
    for (const part of chunk(nodes, itemsPerBatch))
      outcomes.push(
        ...(signal.aborted
          ? part.map((node) => outcomeOf(node, 'not-started'))
          : await this.relocate(how, part, target, conflict, signal)),
      );
    return outcomes;
  }

  private async relocate(
    how: How,
    part: readonly Node[],
    target: Node,
    conflict: NameConflict,
    signal: AbortSignal,
  ): Promise<Outcome[]> {
    const { space } = parseRef(target.ref);
    let results: readonly BatchResult[] = [];
    let error: unknown;
    let concurrency = false;
    try {
      const answer = await this.send(how, part, target, strategies[conflict], signal);
      concurrency = part.length === 1 && answer?.taskId == null && answer?.result == null;
      results = await this.tasks.results(space, answer, signal);
    } catch (reason) {
      error = reason;
    }
    if (concurrency) return part.map((node) => outcomeOf(node, 'done'));
    const byPathResults = byPath(results);
    const named = (node: Node) =>
      byPathResults.get(keyOf(pathBelow(target, node))) ?? byPathResults.get(keyOf(parseRef(node.ref).path));
    const spare = spareOf(part, results, named);
    const resultOf = (node: Node) => named(node) ?? spare;
    const silent = part.filter((node) => resultOf(node) === undefined);
    const asked = how === 'move' ? silent.map(({ ref }) => ref) : silent.map((node) => refBelow(target, node));
    const there = isRefusal(error) ? undefined : await stillThere(this.browse, asked);
    return part.map((node) => {
      const result = resultOf(node);
      if (result) return judged(node, result);
      return how === 'move'
        ? leftOfMove(node, there?.has(node.ref), error)
        : leftOfCopy(node, conflict === 'skip' ? there?.has(refBelow(target, node)) : undefined, error);
    });
  }

  private send(
    how: How,
    part: readonly Node[],
    target: Node,
    strategy: ConflictStrategy,
    signal: AbortSignal,
  ): Promise<BatchAnswer> {
    const { space } = parseRef(target.ref);
    const [first] = part;
    if (first && part.length === 1) {
      const { kind, path } = parseRef(first.ref);
      const one = {
        kind: kind === 'dir' ? 'directory' : 'file',
        space,
        path,
        to: pathBelow(target, first),
        strategy,
      } as const;
      return this.client.relocate(how === 'move' ? 'from' : 'copyFrom', one, signal);
    }
    const items = part.map((node) => ({
      [how === 'move' ? 'from' : 'copyFrom']: plainPath(parseRef(node.ref).path),
      to: plainPath(pathBelow(target, node)),
      conflictResolutionStrategy: strategy,
    }));
    return this.client.relocateMany(how, space, items, signal);
  }
}

function pathBelow(target: Node, node: Node): string[] {
  return [...parseRef(target.ref).path, node.name];
}

function refBelow(target: Node, node: Node): Ref {
  const { space } = parseRef(target.ref);
  return (node.kind === 'folder' ? dirRef : fileRef)(space, pathBelow(target, node));
}

/**
 * What was renamed is told under its new name (SMH-34), which nothing here knows: the results that are left over stand
 * for the nodes that are left over, when they are as many and all alike.
 */
function spareOf(
  part: readonly Node[],
  results: readonly BatchResult[],
  named: (node: Node) => BatchResult | undefined,
): BatchResult | undefined {
  const claimed = new Set(part.map(named));
  const spare = results.filter((one) => !claimed.has(one));
  const silent = part.filter((node) => named(node) === undefined);
  const [first] = spare;
  return spare.length === silent.length && spare.every(({ status }) => status === first?.status) ? first : undefined;
}

function judged(node: Node, result: BatchResult): Outcome {
  if (isSuccess(result)) return outcomeOf(node, 'done');
  return result.status === 409 ? outcomeOf(node, 'skipped', nameTaken) : outcomeOf(node, 'failed', reasonOf(result));
}

/** What has left its old place was moved. */
function leftOfMove(node: Node, there: boolean | undefined, error: unknown): Outcome {
  return there === false ? outcomeOf(node, 'done') : undecided(node, error);
}

/** What is at its new place was copied, where nothing was before. */
function leftOfCopy(node: Node, there: boolean | undefined, error: unknown): Outcome {
  return there === true ? outcomeOf(node, 'done') : undecided(node, error);
}

function undecided(node: Node, error: unknown): Outcome {
  if (isRefusal(error) && error.kind === 'conflict') return outcomeOf(node, 'skipped', nameTaken);
  if (isRefusal(error)) return outcomeOf(node, 'failed', error.userMessage);
  return outcomeOf(
    node,
    'unknown',
    isPlatformError(error) ? error.userMessage : text('The server did not say what became of it.'),
  );
}
