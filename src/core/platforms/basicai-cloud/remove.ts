import { chunk, groupBy } from '../../model/lists';
import type { Node, Ref } from '../../model/node';
import { type Outcome, outcomeOf } from '../../model/outcome';
import { text, type Text } from '../../model/text';
import { isCancelled, isPlatformError } from '../../net/errors';
import type { SessionContext } from '../../net/sessionContext';
import type { DeletionOptions, Deletion, DeletionPreview } from '../../contract';
import { type CloudBrowse, rowsOf } from './browse/browse';
import type { CloudClient } from './api/client';
import { idsPerCall } from './limits';
import { kindOf } from './nodes';
import { childPlace, holderRef, type ParsedRef, type ItemPlace, parseRef } from './refs';
import { itemsIn } from './api/walk';

const goneAlready = text('Already deleted.');
const stillListed = text('The server still lists it.');
const notAnswered = text('The server did not say what became of it.');

/** Whether a removal takes effect at once is not documented: what is still listed is asked for again so often, each time later, in ms. */
const retryDelaysMs = [0, 500, 1_000, 2_000, 4_000, 8_000];
/** Longest wait for an answer about what became of something, in ms. */
const askTimeoutMs = 60_000;

/** What was sent, and how its call ended. */
interface Open {
  readonly node: Node;
  readonly error: unknown;
}

interface StoredItem {
  /** What is settled without asking. */
  readonly settled: readonly Outcome[];
  readonly open: readonly Open[];
}

/** Deletes datasets, batches, scenes and data. OK is no proof of each id (CLOUD-30): all are asked for again. */
export class CloudDeletion implements Deletion {
  constructor(
    private readonly client: CloudClient,
    private readonly browse: CloudBrowse,
    private readonly context: Pick<SessionContext, 'clock'>,
  ) {}

  async preview(refs: readonly Ref[], signal: AbortSignal): Promise<DeletionPreview> {
    const found = await this.browse.get(refs, signal);
    const nodes = refs.flatMap((ref) => found.get(ref) ?? []);
    const notes: Text[] = [];
    let items = 0;
    for (const node of nodes) {
      const held =
        node.expandable && node.kind !== 'dataset'
          ? (await itemsIn(this.client, childPlace(parseRef(node.ref)), signal)).length
          : 0;
      items += node.kind === 'scene' && held > 0 ? held : 1;
      if (node.kind === 'scene') notes.push(text('"{0}" will be deleted with its {1} frames.', node.name, held));
      if (node.kind === 'batch' && held > 0)
        notes.push(text('"{0}" will be emptied first: {1} items will be deleted with it.', node.name, held));
      if (node.kind === 'dataset') notes.push(text('"{0}" will be deleted with everything in it.', node.name));
    }
    return {
      nodes,
      gone: refs.filter((ref) => !found.has(ref)),
      items,
      annotated: nodes.filter((node) => node.annotated).length,
      locked: [],
      blockers: [],
      notes: [...notes, text('This cannot be undone.')],
      typed: nodes.filter((node) => node.kind === 'dataset').map((node) => node.name),
    };
  }

  async run(nodes: readonly Node[], { report }: DeletionOptions, signal: AbortSignal): Promise<Outcome[]> {
    const outcomes = new Map<Ref, Outcome>();
    for (const place of places(nodes)) {
      const sent = await this.sendAll(place, (count) => report?.(outcomes.size + count), signal);
      for (const one of [...sent.settled, ...(await this.settle(sent.open))]) outcomes.set(one.ref, one);
      report?.(outcomes.size);
    }
    return nodes.flatMap(({ ref }) => outcomes.get(ref) ?? []);
  }

  /** Sends call by call. What became of it is asked once for a whole place: each asking walks through all that it holds. */
  private async sendAll(
    place: readonly Node[],
    report: (count: number) => void,
    signal: AbortSignal,
  ): Promise<StoredItem> {
    const [settled, open]: [Outcome[], Open[]] = [[], []];
    for (const part of chunk(place, idsPerCall)) {
      if (signal.aborted) {
        settled.push(...part.map((node) => outcomeOf(node, 'not-started')));
        continue;
      }
      const error = await this.attempt(() => this.send(part, signal));
      if (part.length > 1 && isAbsent(error)) {
        const again = await this.withoutGone(part, signal);
        settled.push(...again.settled);
        open.push(...again.open);
      } else open.push(...part.map((node) => ({ node, error })));
      report(settled.length + open.length);
    }
    return { settled, open };
  }

  /** One unknown id makes the server refuse the whole call, so those that are gone are told and the others sent again. */
  private async withoutGone(part: readonly Node[], signal: AbortSignal): Promise<StoredItem> {
    const remaining = await this.findRemaining(part).catch(() => undefined);
    const left = part.filter((node) => remaining?.has(node.ref) !== false);
    const settled = part
      .filter((node) => remaining?.has(node.ref) === false)
      .map((node) => outcomeOf(node, 'skipped', goneAlready));
    if (left.length === 0) return { settled, open: [] };
    const error = await this.attempt(() => this.send(left, signal));
    return { settled, open: left.map((node) => ({ node, error })) };
  }

  private async send(part: readonly Node[], signal: AbortSignal): Promise<void> {
    const [first] = part.map(({ ref }) => parseRef(ref));
    if (first === undefined) return;
    const ids = part.map((node) => node.id);
    if (first.kind === 'dataset')
      return ids.length > 1 ? this.client.deleteDatasets(ids, signal) : this.client.deleteDataset(first.id, signal);
    if (first.kind === 'scene') return this.client.removeScene(first.datasetId, first.id, signal);
    if (first.kind === 'batch') return this.removeBatch(first, signal);
    if (ids.length > 1) return this.client.batchRemoveData(first.datasetId, ids, signal);
    return this.client.removeData(first.datasetId, first.id, signal);
  }

  /** The server removes empty batches only; the person agreed to what is in it. */
  private async removeBatch(batch: ParsedRef, signal: AbortSignal): Promise<void> {
    const place = childPlace(batch);
    const held = await itemsIn(this.client, place, signal);
    const byKind = groupBy(held, kindOf);
    for (const { id } of byKind.get('scene') ?? []) await this.client.removeScene(batch.datasetId, id, signal);
    for (const part of chunk(byKind.get('data') ?? [], idsPerCall))
      await this.client.batchRemoveData(
        batch.datasetId,
        part.map(({ id }) => id),
        signal,
      );
    await this.client.removeBatch(batch.datasetId, batch.id, signal);
  }

  private async attempt(work: () => Promise<void>): Promise<unknown> {
    try {
      await work();
      return undefined;
    } catch (error) {
      return error;
    }
  }

  /** What is still listed after all this time was not removed; the asking outlives a cancellation. */
  private async settle(sent: readonly Open[]): Promise<Outcome[]> {
    if (sent.length === 0) return [];
    let remaining: Set<Ref> | undefined;
    for (const pause of retryDelaysMs) {
      if (pause > 0) await this.context.clock.sleep(pause);
      remaining = await this.findRemaining(sent.map(({ node }) => node)).catch(() => undefined);
      // Of what was refused nothing goes later.
      if (remaining !== undefined && !sent.some(({ node, error }) => error === undefined && remaining?.has(node.ref)))
        break;
      if (sent.every(({ error }) => error !== undefined)) break;
    }
    return sent.map(({ node, error }) => {
      if (remaining === undefined) return outcomeOf(node, 'unknown', reasonOf(error));
      if (!remaining.has(node.ref))
        return isAbsent(error) ? outcomeOf(node, 'skipped', goneAlready) : outcomeOf(node, 'done');
      if (isCancelled(error)) return outcomeOf(node, 'not-started');
      return outcomeOf(node, 'failed', error === undefined ? stillListed : reasonOf(error));
    });
  }

  private async findRemaining(part: readonly Node[]): Promise<Set<Ref>> {
    const signal = AbortSignal.timeout(askTimeoutMs);
    const [first] = part;
    if (first?.kind === 'dataset')
      return new Set(
        (
          await this.browse.get(
            part.map(({ ref }) => ref),
            signal,
          )
        ).keys(),
      );
    const place: ItemPlace = parseRef(first?.ref ?? '');
    const rows = await rowsOf(
      this.client,
      place,
      part.map(({ id }) => id),
      signal,
    );
    return new Set(part.filter(({ id }) => rows.has(id)).map(({ ref }) => ref));
  }
}

/** Nodes that are asked for together: datasets, the data of one place; scenes and batches one by one. */
function places(nodes: readonly Node[]): Node[][] {
  const together = (node: Node) => {
    if (node.kind === 'dataset') return 'datasets';
    return node.kind === 'data' ? holderRef(parseRef(node.ref)) : node.ref;
  };
  return [...groupBy(nodes, together).values()];
}

function isAbsent(error: unknown): boolean {
  return isPlatformError(error) && error.kind === 'not-found' && error.facts.code !== undefined;
}

function reasonOf(error: unknown): Text {
  return isPlatformError(error) ? error.userMessage : notAnswered;
}
