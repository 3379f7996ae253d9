import * as v from 'valibot';
import { groupBy } from '../../../model/lists';
import type { Node } from '../../../model/node';
import { type Outcome, outcomeOf, type UndoToken } from '../../../model/outcome';
import { text, type Text } from '../../../model/text';
import { isCancelled } from '../../../net/errors';
import type { UndoDeletion } from '../../../contract';
import type { ModelArtsBrowse } from '../browse/browse';
import { namesIn, walkForNames } from '../browse/listed';
import { isText, nameOf, pathOf } from '../nodes';
import { reasonOf } from './outcomes';
import { parseRef, readKey } from '../refs';
import type { ObsSync } from '../sync';
import type { Sample } from '../api/wire';

/** What a removed sample is found again by: its dataset, its name, and where its file lies in OBS. */
const token = v.object({ dataset: v.string(), name: v.string(), path: v.optional(v.string()) });
type Token = v.InferOutput<typeof token>;

/** Longest wait for an answer about what is listed, in ms. */
const askTimeoutMs = 60_000;

/** A way back for a sample whose file stays; undefined where a sync lists no files: texts stand in a file together. */
export function undoOf({ ref, name, type = '', files }: Node): UndoToken | undefined {
  const [file] = files ?? [];
  if (file === undefined || isText(type)) return undefined;
  const { path } = readKey(file.key);
  const kept: Token = { dataset: parseRef(ref).datasetId, name, ...(path !== undefined && { path }) };
  return { ref, name, token: JSON.stringify(kept) };
}

/** Brings removed samples back by a sync: it lists the files that lie in OBS again, with new ids (MA-54, inferred). */
export class SyncUndo implements UndoDeletion {
  constructor(
    private readonly browse: ModelArtsBrowse,
    private readonly sync: ObsSync,
  ) {}

  async run(undos: readonly UndoToken[], signal: AbortSignal): Promise<Outcome[]> {
    const wanted = undos.map((undo) => ({ undo, kept: readToken(undo.token) }));
    const outcomes = new Map<UndoToken, Outcome>();
    for (const [datasetId, part] of groupBy(wanted, ({ kept }) => kept.dataset))
      for (const one of await this.inDataset(datasetId, part, signal)) outcomes.set(one.undo, one.outcome);
    return undos.map((undo) => outcomes.get(undo) ?? outcomeOf(undo, 'unknown'));
  }

  /** Whatever becomes of the sync, the list tells what is back; the asking outlives a cancellation. */
  private async inDataset(
    datasetId: string,
    part: readonly Wanted[],
    signal: AbortSignal,
  ): Promise<{ undo: UndoToken; outcome: Outcome }[]> {
    const all = (status: Outcome['status'], reason?: Text) =>
      part.map(({ undo }) => ({ undo, outcome: outcomeOf(undo, status, reason) }));
    if (signal.aborted) return all('not-started');
    let problem: Text = text('The sync did not list it again.');
    try {
      if ((await this.listed(datasetId, part, namesIn, signal)).size < part.length)
        await this.sync.run(datasetId, () => undefined, signal);
    } catch (error) {
      problem = isCancelled(error) ? text('Cancelled before the server had read the files.') : reasonOf(error);
    }
    try {
      const asking = AbortSignal.timeout(askTimeoutMs);
      const found = await this.listed(datasetId, part, namesIn, asking);
      const back = found.size < part.length ? await this.listed(datasetId, part, wholly, asking) : found;
      return part.map(({ undo }) => ({
        undo,
        outcome: back.has(undo) ? outcomeOf(undo, 'done') : outcomeOf(undo, 'failed', problem),
      }));
    } catch (error) {
      return all('unknown', reasonOf(error));
    }
  }

  /** Those whose names are listed, with their files where they were. */
  private async listed(
    datasetId: string,
    part: readonly Wanted[],
    find: typeof namesIn,
    signal: AbortSignal,
  ): Promise<Set<UndoToken>> {
    const names = part.map(({ kept }) => kept.name);
    const rows = await find(this.browse, datasetId, names, signal);
    const isBack = ({ kept }: Wanted) => {
      const row = rows.get(kept.name);
      return row !== undefined && isSame(row, kept);
    };
    return new Set(part.filter(isBack).map(({ undo }) => undo));
  }
}

interface Wanted {
  readonly undo: UndoToken;
  readonly kept: Token;
}

/** By where it lies when both are known; links may leave it out. */
function isSame(row: Sample, { name, path }: Token): boolean {
  const own = pathOf(row);
  return nameOf(row) === name && (own === undefined || path === undefined || own === path);
}

const wholly: typeof namesIn = (browse, datasetId, names, signal) =>
  walkForNames(browse, datasetId, new Set(names), signal);

/** @throws TypeError for a token that this platform did not make */
function readToken(kept: string): Token {
  const parsed = v.safeParse(token, JSON.parse(kept));
  if (parsed.success) return parsed.output;
  throw new TypeError('not a way back of this platform');
}
