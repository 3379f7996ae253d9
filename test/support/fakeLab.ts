import type { Connection } from '../../src/core/model/connection';
import type { Node, Ref, Capability } from '../../src/core/model/node';
import { outcomeOf } from '../../src/core/model/outcome';
import { text } from '../../src/core/model/text';
import type { Action, Session } from '../../src/core/contract';
import { Documents } from '../../src/editor/api/documents';
import type { ParentElement, NodeElement, TreeElement } from '../../src/editor/tree/elements';
import { ChannelLog } from '../../src/editor/api/log';
import { OutcomeNotifier } from '../../src/editor/api/outcomes';
import { ErrorReporter } from '../../src/editor/api/report';
import type { Services } from '../../src/editor/services';

/** A connection whose server keeps nodes in memory: what is deleted is gone from `rows`, and nothing else is. */
export class FakeLab {
  readonly rows = new Map<Ref, Node>();
  /** Objects of datasets; one that is not in it cannot be counted. */
  readonly objects = new Map<Ref, number>();
  readonly element: TreeElement & { type: 'connection' };

  constructor(readonly connection: Connection) {
    this.element = { type: 'connection', connection };
  }

  /** A row of the tree for something that the server has. */
  add(name: string, kind: string, more: Partial<Node> = {}, above: ParentElement = this.element): NodeElement {
    const node: Node = {
      ref: `${kind}/${this.connection.id}/${name}`,
      ...(above.type === 'node' && { parent: above.node.ref }),
      kind,
      icon: 'file',
      name,
      id: name,
      expandable: false,
      capabilities: new Set<Capability>(['remove', 'download']),
      ...more,
    };
    this.rows.set(node.ref, node);
    return { type: 'node', connection: this.connection, node, parentElement: above };
  }

  dataset(name: string, all = 0, annotated = 0, objects: number | null = 0): NodeElement {
    const row = this.add(name, 'dataset', { expandable: true, counts: { all, annotated, invalid: 0 } });
    if (objects !== null) this.objects.set(row.node.ref, objects);
    return row;
  }

  names(): string[] {
    return [...this.rows.values()].map(({ name }) => name);
  }

  session(): Session {
    const get = async (refs: readonly Ref[]) =>
      new Map(refs.flatMap((ref) => this.rows.get(ref) ?? []).map((node) => [node.ref, node]));
    const one = {
      get,
      actions: [this.removal('class'), this.removal('model')],
      remove: {
        preview: async (refs: readonly Ref[]) => {
          const nodes = refs.flatMap((ref) => this.rows.get(ref) ?? []);
          return {
            nodes,
            gone: refs.filter((ref) => !this.rows.has(ref)),
            items: nodes.reduce((sum, node) => sum + (node.counts?.all ?? 1), 0),
            annotated: nodes.filter((node) => node.annotated).length,
            objects: this.objects,
            locked: nodes.filter((node) => node.lock).map(({ ref }) => ref),
            blockers: [],
          };
        },
        run: async (nodes: readonly Node[]) => nodes.map((node) => this.drop(node)),
      },
    };
    return one as never;
  }

  private removal(kind: string): Action {
    return {
      id: `${kind}.remove`,
      title: text('Delete classes'),
      capability: 'remove',
      appliesTo: (nodes) => nodes.length > 0 && nodes.every((node) => node.kind === kind),
      plan: async (nodes) => ({
        question: {
          message: text('Delete "{0}"?', nodes[0]!.name),
          detail: text('{0}. This cannot be undone.', nodes.map(({ name }) => name).join(', ')),
          button: text('Delete'),
        },
        run: async () => ({ message: text('{0} deleted'), outcomes: nodes.map((node) => this.drop(node)) }),
      }),
    };
  }

  private drop(node: Node) {
    this.rows.delete(node.ref);
    for (const { ref, parent } of [...this.rows.values()]) if (parent === node.ref) this.rows.delete(ref);
    return outcomeOf(node, 'done');
  }
}

/** As much of the app as commands need, over such connections, with a selection that a test sets. */
export function fakeServices(labs: readonly FakeLab[], selection: TreeElement[] = []): Services {
  const log = new ChannelLog();
  const report = new ErrorReporter(log);
  const documents = new Documents();
  const sessions = new Map(labs.map((lab) => [lab.connection.id, lab.session()]));
  return {
    log,
    report,
    documents,
    outcomes: new OutcomeNotifier(report, documents),
    sessions: { open: ({ id }: Connection) => sessions.get(id), all: () => labs.map(({ connection }) => connection) },
    datasetTree: { selection: () => selection, refresh: () => undefined, filter: () => ({ query: {}, message: '' }) },
  } as never;
}
