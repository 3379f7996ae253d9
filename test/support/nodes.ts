import type { Connection } from '../../src/core/model/connection';
import type { Node, Capability } from '../../src/core/model/node';
import type { ParentElement, NodeElement } from '../../src/editor/tree/elements';

export const connection: Connection = {
  id: 'lab',
  platform: 'basicai-ce',
  name: 'Lab',
  url: 'http://lab.test:8190/api',
};

export function dataNode(id: number, more: Partial<Node> = {}): Node {
  return {
    ref: `data/1/${id}`,
    parent: 'dataset/1',
    kind: 'data',
    icon: 'file',
    name: `picture ${id}`,
    id: String(id),
    expandable: false,
    capabilities: new Set<Capability>(['remove']),
    ...more,
  };
}

export function datasetNode(name: string, annotated: number, all = 50): Node {
  return {
    ...dataNode(1),
    ref: `dataset/${name}`,
    kind: 'dataset',
    name,
    counts: { annotated, all, invalid: 0 },
    expandable: true,
  };
}

export function element(node: Node, above: ParentElement = { type: 'connection', connection }): NodeElement {
  return { type: 'node', connection, node, parentElement: above };
}
