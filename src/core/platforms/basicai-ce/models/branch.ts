import type { Node } from '../../../model/node';
import type { TreeBranch } from '../browse/browse';
import type { ParsedRef } from '../refs';
import type { ModelCalls } from './calls';
import { modelNode, modelsNode, runNode } from './nodes';
import type { Model } from './wire';

/** Types of datasets that together name every model: each LiDAR type answers with the models for any LiDAR too. */
const types = ['IMAGE', 'LIDAR_FUSION', 'LIDAR_BASIC'];
/** Runs that are listed, newest first. */
const mostRuns = 200;

/** The models of a server, each with its runs. */
export class ModelBranch implements TreeBranch {
  readonly kinds = new Set<ParsedRef['kind']>(['models', 'model', 'run']);

  constructor(private readonly calls: ModelCalls) {}

  async children({ kind, id }: ParsedRef, signal: AbortSignal): Promise<readonly Node[]> {
    if (kind === 'models') return (await allModels(this.calls, signal)).map(modelNode);
    if (kind === 'run') return [];
    return (await this.calls.runs(id, 1, mostRuns, undefined, signal)).list.map(runNode);
  }

  async get(named: readonly ParsedRef[], signal: AbortSignal): Promise<readonly Node[]> {
    const found = await Promise.all(named.map((one) => this.one(one, signal)));
    return found.filter((node) => node !== undefined);
  }

  private async one(named: ParsedRef, signal: AbortSignal): Promise<Node | undefined> {
    const { kind, id, modelId } = named;
    if (kind === 'models') return modelsNode;
    if (modelId !== undefined)
      return (await this.children({ ...named, kind: 'model', id: modelId }, signal)).find((run) => run.id === id);
    const row = await this.calls.info(id, signal);
    return row === null ? undefined : modelNode(row);
  }
}

/** Every model once, by name. */
export async function allModels(calls: ModelCalls, signal: AbortSignal): Promise<Model[]> {
  const lists = await Promise.all(types.map((type) => calls.list(type, signal)));
  const byId = new Map(lists.flat().map((row) => [row.id, row]));
  return [...byId.values()].sort((a, b) => a.name.localeCompare(b.name));
}
