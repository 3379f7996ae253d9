import { lookUp } from '../../../model/lookUp';
import { chunk, groupBy } from '../../../model/lists';
import type { Node, Ref } from '../../../model/node';
import { type Outcome, outcomeOf } from '../../../model/outcome';
import { text, type Text } from '../../../model/text';
import { isCancelled, isPlatformError } from '../../../net/errors';
import { deleteInBatches } from '../../shared/deleteInBatches';
import type { DeletionOptions, Deletion, DeletionPreview } from '../../../contract';
import type { CeBrowse } from '../browse/browse';
import { type CeClient, idsPerQuery } from '../api/client';
import { lockRecords } from './locks';
import { dataNode } from '../nodes';
import { parseRef, type ParsedRef } from '../refs';

/** Ids in one `deleteBatch`. The server sets no limit; ten thousand take 1.3 s (CE-22). */
const idsPerDelete = 1_000;

const goneAlready = text('Already deleted.');
const stillListed = text('The server still lists it.');
const notAnswered = text('The server did not say what became of it.');

/** Deletes datasets and data. The server's word is never enough: what became of each is settled by asking. */
export class CeDeletion implements Deletion {
  constructor(
    private readonly client: CeClient,
    private readonly browse: CeBrowse,
  ) {}

  async preview(refs: readonly Ref[], signal: AbortSignal): Promise<DeletionPreview> {
    const found = await this.browse.get(refs, signal);
    const nodes = refs.flatMap((ref) => found.get(ref) ?? []);
    const frames = await this.framesOf(nodes, signal);
    const holders = holdersOf(nodes, frames);
    const datasetIds = nodes.filter((node) => holders.has(node.ref)).map((node) => parseRef(node.ref).datasetId);
    const records = await lockRecords(this.client, datasetIds, signal);
    return {
      nodes,
      gone: refs.filter((ref) => !found.has(ref)),
      items: nodes.reduce((sum, node) => sum + (node.counts?.all ?? frames.get(node.ref)?.length ?? 1), 0),
      annotated: nodes.reduce((sum, node) => sum + annotatedIn(node, frames.get(node.ref)), 0),
      objects: new Map(
        nodes.flatMap(({ ref, counts }) => (counts?.objects === undefined ? [] : [[ref, counts.objects]])),
      ),
      locked: [...holders.keys()],
      blockers: records.map((record) => ({
        ...record,
        refs: [...holders].flatMap(([ref, who]) => (who.has(record.holder) ? [ref] : [])),
      })),
    };
  }

  async run(nodes: readonly Node[], deleting: DeletionOptions, signal: AbortSignal): Promise<Outcome[]> {
    const held = await this.release(deleting, signal);
    if (held) return nodes.map((node) => outcomeOf(node, 'not-started', held));
    return deleteInBatches(nodes, parts(nodes), deleting, signal, (part) => this.removePart(part, signal));
  }

  /** Why the blockers could not be released, so that nothing is to be deleted. */
  private async release({ release }: DeletionOptions, signal: AbortSignal): Promise<Text | undefined> {
    if (release.length === 0 || signal.aborted) return undefined;
    try {
      const ids = release.map((blocker) => blocker.id);
      await this.client.unlock(ids, signal);
      return undefined;
    } catch (error) {
      return reasonOf(error);
    }
  }

  private removePart(part: readonly Node[], signal: AbortSignal): Promise<Outcome[]> {
    const [first] = part;
    if (first === undefined) return Promise.resolve([]);
    return first.kind === 'dataset' ? this.removeDataset(first, signal) : this.removeData(part, signal);
  }

  private async removeDataset(node: Node, signal: AbortSignal): Promise<Outcome[]> {
    try {
      await this.client.deleteDataset(node.id, signal);
      return [outcomeOf(node, 'done')];
    } catch (error) {
      if (isPlatformError(error) && error.kind === 'not-found') return [outcomeOf(node, 'skipped', goneAlready)];
      if (answered(error)) return [outcomeOf(node, 'failed', error.message)];
      return this.settleDataset(node, error);
    }
  }

  /** The answer did not come: whether the dataset is gone is asked apart from the signal that may have ended the call. */
  private async settleDataset(node: Node, error: unknown): Promise<Outcome[]> {
    const remaining = await this.ask((signal) => this.browse.get([node.ref], signal));
    if (remaining === undefined) return [outcomeOf(node, 'unknown', reasonOf(error))];
    return [
      remaining.has(node.ref)
        ? outcomeOf(node, isCancelled(error) ? 'not-started' : 'failed', reasonOf(error))
        : outcomeOf(node, 'done'),
    ];
  }

  /** One batch of one dataset. One lock refuses all of it, so the locked are named and the others sent again. */
  private async removeData(part: readonly Node[], signal: AbortSignal): Promise<Outcome[]> {
    const error = await this.send(part, signal);
    if (!isPlatformError(error) || error.facts.code !== 'DATASET_DATA_OTHERS_ANNOTATING')
      return this.settleData(part, error);
    const locked = (await this.ask((asking) => this.lockedAmong(part, asking))) ?? new Map<Ref, string>();
    const free = part.filter((node) => !locked.has(node.ref));
    const refused = part.flatMap((node) => {
      const holder = locked.get(node.ref);
      return holder === undefined ? [] : [outcomeOf(node, 'failed', text('Locked by {0}.', holder))];
    });
    // Nothing was found locked although the server said so: all failed for that reason.
    if (refused.length === 0) return part.map((node) => outcomeOf(node, 'failed', error.userMessage));
    if (free.length === 0) return refused;
    return [...refused, ...(await this.settleData(free, await this.send(free, signal)))];
  }

  private async send(part: readonly Node[], signal: AbortSignal): Promise<unknown> {
    const datasetId = parseRef(part[0]?.ref ?? '').datasetId;
    try {
      await this.client.deleteData(
        datasetId,
        part.map((node) => node.id),
        signal,
      );
      return undefined;
    } catch (error) {
      return error;
    }
  }

  /** Unknown and foreign ids are ignored in silence (CE-70), so each id is asked for again. */
  private async settleData(part: readonly Node[], error: unknown): Promise<Outcome[]> {
    if (isPlatformError(error) && error.facts.code === 'DATA_NOT_FOUND')
      return part.map((node) => outcomeOf(node, 'skipped', goneAlready));
    const remaining = await this.ask((signal) => this.findRemaining(part, signal));
    return part.map((node) => {
      if (remaining === undefined)
        return outcomeOf(node, 'unknown', error === undefined ? notAnswered : reasonOf(error));
      if (!remaining.has(node.id)) return outcomeOf(node, 'done');
      return isCancelled(error)
        ? outcomeOf(node, 'not-started')
        : outcomeOf(node, 'failed', error === undefined ? stillListed : reasonOf(error));
    });
  }

  private async findRemaining(part: readonly Node[], signal: AbortSignal): Promise<Set<string>> {
    const remaining = new Set<string>();
    const ids = part.map((node) => node.id);
    for (const some of chunk(ids, idsPerQuery))
      for (const row of await this.client.statusByIds(some, signal)) remaining.add(row.id);
    return remaining;
  }

  private async ask<T>(question: (signal: AbortSignal) => Promise<T>): Promise<T | undefined> {
    try {
      return await question(AbortSignal.timeout(30_000));
    } catch {
      return undefined;
    }
  }

  private async lockedAmong(part: readonly Node[], signal: AbortSignal): Promise<Map<Ref, string>> {
    const refs = part.map((node) => node.ref);
    const now = await this.browse.get(refs, signal);
    const nodes = [...now.values()];
    const holders = holdersOf(nodes, await this.framesOf(nodes, signal));
    return new Map([...holders].map(([ref, who]) => [ref, [...who].join(', ')]));
  }

  /** Frames by scene: a locked frame keeps its whole scene. */
  private async framesOf(nodes: readonly Node[], signal: AbortSignal): Promise<Map<Ref, Node[]>> {
    const frames = new Map<Ref, Node[]>();
    for (const scene of nodes.filter((node) => node.kind === 'scene')) {
      const byScene = await this.client.frameIds(parseRef(scene.ref).datasetId, [scene.id], signal);
      const rows: Node[] = [];
      for (const ids of chunk(lookUp(byScene, scene.id) ?? [], idsPerQuery))
        rows.push(...(await this.client.dataWithLocks(ids, signal)).map(dataNode));
      frames.set(scene.ref, rows);
    }
    return frames;
  }
}

/** Nodes of one call: datasets go one by one, data by dataset in batches. */
function parts(nodes: readonly Node[]): Node[][] {
  const together = ({ ref }: Node) => {
    const named: ParsedRef = parseRef(ref);
    return named.kind === 'dataset' ? ref : named.datasetId;
  };
  return [...groupBy(nodes, together).values()].flatMap((list) => chunk(list, idsPerDelete));
}

function holdersOf(nodes: readonly Node[], frames: ReadonlyMap<Ref, readonly Node[]>): Map<Ref, Set<string>> {
  const holders = new Map<Ref, Set<string>>();
  for (const node of nodes) {
    const who = [node, ...(frames.get(node.ref) ?? [])].flatMap((one) => one.lock?.holder ?? []);
    if (who.length > 0) holders.set(node.ref, new Set(who));
  }
  return holders;
}

function annotatedIn(node: Node, frames: readonly Node[] | undefined): number {
  if (node.counts) return node.counts.annotated;
  return frames ? frames.filter((frame) => frame.annotated).length : Number(node.annotated === true);
}

/** Whether the server answered, so that what it refused was surely not done. */
function answered(error: unknown): error is { message: Text } {
  return (
    isPlatformError(error) && error.kind !== 'network' && error.kind !== 'unavailable' && error.kind !== 'protocol'
  );
}

function reasonOf(error: unknown): Text {
  return isPlatformError(error) ? error.userMessage : notAnswered;
}
