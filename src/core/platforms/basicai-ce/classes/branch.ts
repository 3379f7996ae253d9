import type { Node } from '../../../model/node';
import type { TreeBranch } from '../browse/browse';
import type { ParsedRef } from '../refs';
import type { ClassCalls } from './calls';
import { classesNode, classificationNode, classNode } from './nodes';

const byName = (a: Node, b: Node) => a.name.localeCompare(b.name) || a.ref.localeCompare(b.ref);

/** The classes of a dataset, then its classifications, each by name: the server lists them in no order (CE-15). */
export class ClassBranch implements TreeBranch {
  readonly kinds = new Set<ParsedRef['kind']>(['classes', 'class', 'classification']);

  constructor(private readonly calls: ClassCalls) {}

  async children({ kind, datasetId }: ParsedRef, signal: AbortSignal): Promise<readonly Node[]> {
    if (kind !== 'classes') return [];
    const [classes, classifications] = await Promise.all([
      this.calls.classes(datasetId, signal),
      this.calls.classifications(datasetId, signal),
    ]);
    return [
      ...classes.map((row) => classNode(datasetId, row)).sort(byName),
      ...classifications.map((row) => classificationNode(datasetId, row)).sort(byName),
    ];
  }

  async get(named: readonly ParsedRef[], signal: AbortSignal): Promise<readonly Node[]> {
    const found: Node[] = [];
    for (const datasetId of new Set(named.map((one) => one.datasetId))) {
      const holder = classesNode(datasetId);
      const wanted = new Set(named.filter((one) => one.datasetId === datasetId).map((one) => `${one.kind}/${one.id}`));
      if (wanted.has(`classes/${datasetId}`)) found.push(holder);
      if ([...wanted].every((one) => one.startsWith('classes/'))) continue;
      const all = await this.children({ kind: 'classes', datasetId, id: datasetId }, signal);
      found.push(...all.filter((node) => wanted.has(`${node.kind}/${node.id}`)));
    }
    return found;
  }
}
