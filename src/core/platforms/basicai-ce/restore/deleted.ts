import { groupBy } from '../../../model/lists';
import type { Node, Ref, RemoteFile, Capability } from '../../../model/node';
import { parentPathOf, lastOf } from '../../../model/paths';
import { text, type Text } from '../../../model/text';
import { PlatformError } from '../../../net/errors';
import type { SessionContext } from '../../../net/sessionContext';
import { withOrigin } from '../../../net/hosts/urls';
import type { Action, DeletionSnapshot } from '../../../contract';
import type { TreeBranch } from '../browse/browse';
import type { CeClient } from '../api/client';
import { iconOf } from '../nodes';
import { datasetRef, deletedRef, lostRef, lostSceneRef, type ParsedRef, parseRef } from '../refs';
import { storedSize } from './original';
import { type ScanResult, scanDeleted } from './scan';
import { type StoredResults, storedData } from './stored';

/** Keys of files of deleted data begin with this: it is no id. */
const keyPrefix = 'deleted/';
const dataCapabilities: readonly Capability[] = ['open', 'link', 'restore'];

/** Data that were deleted and are still stored, as far as they were looked for. Remembered as long as the session. */
export class DeletedBranch implements TreeBranch {
  readonly kinds = new Set<ParsedRef['kind']>(['deleted', 'lost', 'lost-scene']);
  /** Dataset → id → what was found. */
  private readonly found = new Map<string, Map<string, StoredResults>>();

  constructor(
    private readonly client: CeClient,
    private readonly context: SessionContext,
    private readonly origin: string,
  ) {}

  /** Looks for deleted data of one dataset. */
  action(): Action {
    return {
      id: 'findDeleted',
      title: text('Find deleted items'),
      capability: 'find-deleted',
      appliesTo: ([node, ...more]) => node?.kind === 'dataset' && more.length === 0,
      plan: ([node]) =>
        Promise.resolve(
          node && {
            run: async (report, signal) => {
              const scanned = await scanDeleted(this.client, node.id, report, signal);
              this.found.set(node.id, new Map(scanned.found.map((one) => [one.id, one])));
              return { message: found(scanned, node.type) };
            },
          },
        ),
    };
  }

  /** The node that holds what was found; none before something was. */
  fixedChildren(dataset: Node): readonly Node[] {
    const count = this.found.get(dataset.id)?.size ?? 0;
    return count === 0 ? [] : [this.holder(dataset.id)];
  }

  children({ kind, datasetId, id }: ParsedRef): Promise<readonly Node[]> {
    const all = [...(this.found.get(datasetId)?.values() ?? [])];
    if (kind === 'lost-scene') {
      const parent = lostSceneRef(datasetId, id);
      const frames = this.framesOf(datasetId, id).map((one) => ({ ...lostNode(one), parent }));
      return Promise.resolve(frames.sort(byName));
    }
    const scenes = [...groupBy(all, (one) => one.scene)].flatMap(([scene, frames]) =>
      scene === undefined ? [] : sceneNode(scene, frames),
    );
    const single = all.filter((one) => one.scene === undefined).map(lostNode);
    return Promise.resolve([...scenes.sort(byName), ...single.sort(byName)]);
  }

  async get(named: readonly ParsedRef[], signal: AbortSignal): Promise<readonly Node[]> {
    const nodes: Node[] = [];
    for (const { kind, datasetId, id } of named) {
      if (kind === 'deleted' && this.found.has(datasetId)) nodes.push(this.holder(datasetId));
      const frames = kind === 'lost-scene' ? this.framesOf(datasetId, id) : [];
      if (frames[0]?.scene !== undefined) nodes.push(sceneNode(frames[0].scene, frames));
      const own = kind === 'lost' ? this.found.get(datasetId)?.get(id) : undefined;
      if (own) nodes.push(await this.sized(own, signal));
    }
    return nodes;
  }

  /** What brings the nodes among these back that were found here. Sizes and results are told by nobody. */
  snapshots(nodes: readonly Node[]): DeletionSnapshot[] {
    return nodes.flatMap(({ ref, kind, name }): DeletionSnapshot[] => {
      if (kind === 'deleted') return this.snapshots(this.below(parseRef(ref).datasetId));
      const { datasetId, id } = this.kinds.has(kind as ParsedRef['kind']) ? parseRef(ref) : { datasetId: '', id: '' };
      if (kind === 'lost') return [this.found.get(datasetId)?.get(id)].flatMap((one) => (one ? snapshotOf(one) : []));
      if (kind !== 'lost-scene') return [];
      const frames = this.framesOf(datasetId, id).map(snapshotOf);
      return [{ ...bare(ref, datasetId, name), scene: name, frames }];
    });
  }

  /** These came back, or are to be told no more. */
  forget(refs: readonly Ref[]): void {
    for (const { kind, datasetId, id } of refs.map(parseRef)) {
      const ids = kind === 'lost-scene' ? this.framesOf(datasetId, id).map((one) => one.id) : [id];
      for (const one of ids) this.found.get(datasetId)?.delete(one);
    }
  }

  holds({ key }: RemoteFile): boolean {
    return key.startsWith(keyPrefix);
  }

  /** A fresh link to a file of a deleted datum. */
  async link(file: RemoteFile, signal: AbortSignal): Promise<string> {
    const [, datasetId = '', id = '', ...path] = file.key.split('/');
    const { found: stored } = await storedData(this.client, datasetId, [id], signal);
    const found = stored[0]?.files.find((one) => one.path === path.join('/'));
    if (!found) throw new PlatformError('not-found', text('{0} is no longer on the server.', file.name));
    return withOrigin(found.url, this.origin);
  }

  private below(datasetId: string): Node[] {
    const all = [...(this.found.get(datasetId)?.values() ?? [])];
    return [...groupBy(all, (one) => one.scene)].flatMap(([scene, frames]) =>
      scene === undefined ? frames.map(lostNode) : sceneNode(scene, frames),
    );
  }

  /** A scene is known by the id of one of its frames. */
  private framesOf(datasetId: string, id: string): StoredResults[] {
    const all = this.found.get(datasetId);
    const scene = all?.get(id)?.scene;
    return scene === undefined ? [] : [...(all?.values() ?? [])].filter((one) => one.scene === scene);
  }

  private holder(datasetId: string): Node {
    return {
      ref: deletedRef(datasetId),
      parent: datasetRef(datasetId),
      kind: 'deleted',
      icon: 'trash',
      name: 'Deleted',
      label: text('Deleted'),
      note: String(this.found.get(datasetId)?.size ?? 0),
      id: datasetId,
      expandable: true,
      capabilities: new Set<Capability>(['restore']),
    };
  }

  /** With the sizes of its files, which only the store tells. */
  private async sized(one: StoredResults, signal: AbortSignal): Promise<Node> {
    const node = lostNode(one);
    const files = await Promise.all(
      (node.files ?? []).map(async (file, n): Promise<RemoteFile> => {
        const url = one.files[n]?.url;
        const size =
          url === undefined ? undefined : await storedSize(this.context, withOrigin(url, this.origin), signal);
        return size === undefined ? file : { ...file, size };
      }),
    );
    return { ...node, files };
  }
}

/** Ids that are named in a message. */
const mostNamed = 20;

function found({ found: all, unread }: ScanResult, type: string | undefined): Text {
  if (type === 'TEXT' && all.length === 0)
    return text('The server does not list deleted dialogues. Items deleted here can still be restored.');
  if (unread.length === 0) return text('Deleted items that are still stored: {0}', all.length);
  return text(
    'Deleted items that are still stored: {0}. The server failed on {1} IDs, such as those of deleted scenes: {2}',
    all.length,
    unread.length,
    unread.slice(0, mostNamed).join(', ') + (unread.length > mostNamed ? ', …' : ''),
  );
}

const byName = (a: Node, b: Node) => a.name.localeCompare(b.name, undefined, { numeric: true });

function lostNode(one: StoredResults): Node {
  const files = one.files.map(({ path, role }): RemoteFile => ({
    role,
    name: lastOf(path),
    key: `${keyPrefix}${one.datasetId}/${one.id}/${path}`,
    ...(one.files.length > 1 && { folder: parentPathOf(path) }),
  }));
  return {
    ref: lostRef(one.datasetId, one.id),
    parent: deletedRef(one.datasetId),
    kind: 'lost',
    icon: iconOf(files),
    name: one.name,
    id: one.id,
    expandable: false,
    capabilities: new Set(dataCapabilities),
    files,
  };
}

function sceneNode(scene: string, frames: readonly StoredResults[]): Node {
  const id = String(Math.min(...frames.map((one) => Number(one.id))));
  const datasetId = frames[0]?.datasetId ?? '';
  return {
    ref: lostSceneRef(datasetId, id),
    parent: deletedRef(datasetId),
    kind: 'lost-scene',
    icon: 'device-camera-video',
    name: lastOf(scene),
    note: String(frames.length),
    id,
    expandable: true,
    capabilities: new Set<Capability>(['restore']),
  };
}

function snapshotOf(one: StoredResults): DeletionSnapshot {
  return {
    ...bare(lostRef(one.datasetId, one.id), one.datasetId, one.name),
    fileName: lastOf(one.files[0]?.path ?? one.name),
    files: one.files.map(({ path }) => ({ path })),
    ...(one.scene !== undefined && { scene: lastOf(one.scene) }),
  };
}

function bare(ref: Ref, datasetId: string, name: string): DeletionSnapshot {
  return {
    ref,
    parent: datasetRef(datasetId),
    name,
    fileName: name,
    size: 0,
    annotated: false,
    results: [],
    files: [],
  };
}
