import { lookUp } from '../../../model/lookUp';
import { chunk, groupBy } from '../../../model/lists';
import type { Node, Ref } from '../../../model/node';
import { type Outcome, outcomeOf, type UndoToken } from '../../../model/outcome';
import { text, type Text } from '../../../model/text';
import type { Action, UndoDeletion } from '../../../contract';
import { stillThere } from '../api/ask';
import type { SmhBrowse } from '../browse/browse';
import type { SmhClient } from '../api/client';
import { hasCode, isRefusal } from '../api/failures';
import { recycledPerCall } from './purge';
import { parseRef } from '../refs';
import { reasonOf, isSuccess } from '../api/results';
import type { TaskPoller } from '../api/tasks';
import type { BatchResult } from '../api/wire';

type RestorePlace = 'originalPath' | 'fallbackToRoot';

/** Something in a recycle bin, and under which ref and name it is told about. */
interface Recycled {
  readonly ref: Ref;
  readonly name: string;
  /** Its ref in the bin. */
  readonly token: Ref;
}

const taken = text('Another item now has its old place. Rename or remove it, then restore again.');
const homeless = text(
  'Its folder is gone. "Restore to the Root" in the recycle bin brings it to the top of the space.',
);
const notInBin = text('It is no longer in the recycle bin.');
const reasons: Readonly<Record<string, Text>> = {
  SameNameDirectoryOrFileExists: taken,
  PathConflict: taken,
  DirectoryNotFound: homeless,
  SourceFileNotFound: text('Its bytes are no longer kept.'),
  RecycledItemNotFound: notInBin,
};

/** Brings back what is in a recycle bin (SMH-41). */
export class SmhUndo implements UndoDeletion {
  constructor(
    private readonly client: SmhClient,
    private readonly browse: SmhBrowse,
    private readonly tasks: TaskPoller,
  ) {}

  run(undos: readonly UndoToken[], signal: AbortSignal): Promise<Outcome[]> {
    return this.restore(undos, 'originalPath', signal);
  }

  readonly actions: readonly Action[] = [
    { ...this.action('restore-recycled', text('Restore'), 'originalPath'), capability: 'restore' },
    this.action('restore-recycled-to-root', text('Restore to the Root'), 'fallbackToRoot'),
  ];

  private action(id: string, title: Text, place: RestorePlace): Action {
    return {
      id,
      title,
      appliesTo: (nodes) => nodes.length > 0 && nodes.every(({ kind }) => kind === 'recycled'),
      plan: async (nodes: readonly Node[]) => ({
        run: async (_report, signal) => ({
          message: text('{0} restored'),
          everywhere: true,
          outcomes: await this.restore(
            nodes.map(({ ref, name }) => ({ ref, name, token: ref })),
            place,
            signal,
          ),
        }),
      }),
    };
  }

  private async restore(items: readonly Recycled[], place: RestorePlace, signal: AbortSignal): Promise<Outcome[]> {
    const found = new Map<Recycled, Outcome>();
    for (const [space, own] of groupBy(items, ({ token }) => parseRef(token).space))
      for (const part of chunk(own, recycledPerCall))
        for (const [item, outcome] of await this.restorePart(space, part, place, signal)) found.set(item, outcome);
    return items.flatMap((item) => found.get(item) ?? []);
  }

  private async restorePart(
    space: string,
    part: readonly Recycled[],
    place: RestorePlace,
    signal: AbortSignal,
  ): Promise<[Recycled, Outcome][]> {
    if (signal.aborted) return part.map((item) => [item, outcomeOf(item, 'not-started')]);
    const ids = part.map(({ token }) => parseRef(token).id);
    let results: readonly BatchResult[] = [];
    let error: unknown;
    try {
      results = await this.tasks.results(space, await this.client.restore(space, ids, place, signal), signal);
    } catch (reason) {
      error = reason;
    }
    const byId = new Map(results.flatMap((one) => (one.recycledItemId ? [[one.recycledItemId, one] as const] : [])));
    const silent = part.filter(({ token }) => !byId.has(parseRef(token).id));
    const binned = await stillThere(
      this.browse,
      silent.map(({ token }) => token),
    );
    return part.map((item) => {
      const result = byId.get(parseRef(item.token).id);
      return [item, result ? judged(item, result) : left(item, binned?.has(item.token), error)];
    });
  }
}

function judged(item: Recycled, result: BatchResult): Outcome {
  if (isSuccess(result)) return outcomeOf(item, 'done');
  return outcomeOf(
    item,
    'failed',
    lookUp(reasons, result.code ?? '') ?? (result.status === 409 ? taken : reasonOf(result)),
  );
}

/** What is no longer in the bin was brought back, unless the server said that it was not there to begin with. */
function left(item: Recycled, binned: boolean | undefined, error: unknown): Outcome {
  if (hasCode(error, 'RecycledItemNotFound')) return outcomeOf(item, 'failed', notInBin);
  if (isRefusal(error)) return outcomeOf(item, 'failed', lookUp(reasons, error.facts.code ?? '') ?? error.userMessage);
  if (binned === false) return outcomeOf(item, 'done');
  if (binned === undefined) return outcomeOf(item, 'unknown', text('The server did not say what became of it.'));
  return error === undefined
    ? outcomeOf(item, 'failed', text('It is still in the recycle bin.'))
    : outcomeOf(item, 'unknown', text('No response was received; it is still in the recycle bin.'));
}
