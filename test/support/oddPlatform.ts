import { Readable } from 'node:stream';
import type { Node, Ref } from '../../src/core/model/node';
import type { Outcome } from '../../src/core/model/outcome';
import { text } from '../../src/core/model/text';
import type { Platform, Session, UploadSource, UnitItem } from '../../src/core/contract';
import { passthroughLayout } from '../../src/core/transfer/plan/passthroughLayout';

/** Boxes of one shelf, by their label, with what is in them. */
type Shelf = Map<string, Buffer>;

const boxesPerPage = 3;
const refuse = (): never => {
  throw new TypeError('not asked here');
};

/**
 * A platform that no server has: a warehouse of shelves and boxes, whose lists go by marker, with an empty page in their
 * middle. Nothing of it stands in `src`: whatever works with it goes by the contract alone.
 */
export class OddWarehouse {
  readonly shelves = new Map<string, Shelf>();
  /** Labels that cannot be taken away, with what the keeper says. */
  readonly glued = new Map<string, string>();

  readonly platform: Platform = {
    info: {
      id: 'odd-warehouse',
      name: 'Odd Warehouse',
      detail: text('Boxes'),
      docs: 'https://warehouse.test/',
      maturity: 'inferred',
      pagination: 'cursor',
      urlField: { id: 'url', label: text('Address') },
      signInMethods: [{ id: 'word', label: text('A word'), detail: text('A word'), fields: [] }],
    },
    baseUrl: (url) => url,
    signIn: async (_method, values) => ({ secret: values.word ?? '' }),
    open: () => this.session(),
  };

  private session(): Session {
    return {
      verify: async () => ({ name: 'the keeper' }),
      children: async (parent, _query, at) => {
        const nodes = parent === undefined ? this.shelfNodes() : this.boxNodes(parent);
        const after = at && 'after' in at ? at.after : '';
        // Between the first page and the rest comes one with nothing on it.
        if (after === 'gap') return { items: [], next: String(boxesPerPage) };
        const from = after === '' ? 0 : Number(after);
        const items = nodes.slice(from, from + boxesPerPage);
        if (from + boxesPerPage >= nodes.length) return { items };
        return { items, next: from === 0 ? 'gap' : String(from + boxesPerPage) };
      },
      get: async (refs) => new Map(refs.flatMap((ref) => this.find(ref) ?? []).map((node) => [node.ref, node])),
      walk: (parent) => one(this.boxNodes(parent)),
      open: async (file) => {
        const [shelf = '', label = ''] = file.key.split('>');
        return Readable.from([this.shelves.get(shelf)?.get(label) ?? refuse()], { objectMode: false });
      },
      facets: () => ({ name: false, statuses: [], splits: [], created: false, sorts: [] }),
      remove: {
        preview: async (refs) => {
          const nodes = refs.flatMap((ref) => this.find(ref) ?? []);
          const gone = refs.filter((ref) => this.find(ref) === undefined);
          return { nodes, gone, items: nodes.length, annotated: 0, locked: [], blockers: [] };
        },
        run: async (nodes) => nodes.map((node) => this.takeAway(node)),
      },
      upload: {
        rules: () => ({
          singleFiles: 'any',
          archives: new Set(),
          looseFiles: new Set(),
          archiveThreshold: Infinity,
          pathSeparator: 'folder',
          conflicts: ['skip', 'rename'],
          safeName: (name) => name,
          listedName: (name) => name,
          layout: passthroughLayout,
          check: async () => ({}),
        }),
        taken: async (target, names) => {
          const shelf = this.shelves.get(target.slice('shelf:'.length));
          return new Map(names.filter((name) => shelf?.has(name) === true).map((name) => [name, `${target}>${name}`]));
        },
        resultKinds: async () => [],
        units: (target, items) =>
          items.map((item, n) => ({
            id: `box-${n}`,
            target,
            kind: 'single',
            fileName: item.fileName,
            items: [item],
            bytes: item.size,
          })),
        captureBaseline: async () => new Set<Ref>(),
        send: async (unit) => {
          for (const item of unit.items) await this.put(unit.target, item);
          return { unit, jobId: unit.id, md5: '' };
        },
        waitForIngest: async () => undefined,
        verify: async (unit) => unit.items.map((item) => ({ item, ref: `${unit.target}>${item.name}` })),
      },
      close: () => undefined,
    };
  }

  private shelfNodes(): Node[] {
    return [...this.shelves.keys()].map((name) => ({
      ref: `shelf:${name}`,
      kind: 'shelf',
      icon: 'layers',
      name,
      id: name,
      expandable: true,
      capabilities: new Set(['upload']),
    }));
  }

  private boxNodes(parent: Ref): Node[] {
    const shelf = parent.slice('shelf:'.length);
    return [...(this.shelves.get(shelf) ?? [])].map(([label, bytes]) => ({
      ref: `${parent}>${label}`,
      parent,
      kind: 'box',
      icon: 'package',
      name: label,
      id: label,
      expandable: false,
      capabilities: new Set(['remove', 'open']),
      files: [{ role: 'other', name: label, key: `${shelf}>${label}`, size: bytes.length }],
    }));
  }

  private find(ref: Ref): Node | undefined {
    const [shelf = ''] = ref.split('>');
    return [...this.shelfNodes(), ...this.boxNodes(shelf)].find((node) => node.ref === ref);
  }

  private async put(target: Ref, item: UnitItem): Promise<void> {
    const source: UploadSource = item.source ?? refuse();
    this.shelves.get(target.slice('shelf:'.length))?.set(item.name, Buffer.from(await source.read(undefined)));
  }

  private takeAway({ ref, name, parent = '' }: Node): Outcome {
    const message = this.glued.get(name);
    if (message !== undefined) return { ref, name, status: 'failed', reason: text('It sticks.') };
    this.shelves.get(parent.slice('shelf:'.length))?.delete(name);
    return { ref, name, status: 'done' };
  }
}

async function* one(nodes: readonly Node[]): AsyncGenerator<readonly Node[]> {
  yield nodes;
}
