import type { Text } from './text';

/** Names a node for good within its connection. Opaque above the platform that made it. */
export type Ref = string;

/** What may be done to a node. Rights differ by dataset type, grant and lock, so each node carries its own set. */
export type Capability =
  | 'create'
  | 'add'
  | 'edit'
  | 'remove'
  | 'delete-permanently'
  | 'move'
  | 'copy'
  | 'upload'
  | 'download'
  | 'export'
  | 'open'
  | 'link'
  | 'web'
  | 'filter'
  | 'results'
  | 'split'
  | 'validity'
  | 'statistics'
  | 'run-model'
  | 'test-service'
  | 'new-service'
  | 'restore'
  | 'find-deleted';

/** Items by annotation status; frames of scenes are counted one by one. */
export interface Counts {
  readonly annotated: number;
  readonly all: number;
  readonly invalid: number;
  /** Objects that were annotated in them, where they were counted. */
  readonly objects?: number;
}

export type FileRole = 'image' | 'point-cloud' | 'camera-config' | 'text' | 'other';

/** Bytes on the platform. `size` in bytes where the platform tells it. `key` finds the bytes again within the session. */
export interface RemoteFile {
  readonly role: FileRole;
  readonly name: string;
  readonly key: string;
  /** Tells apart the files of a node that has several: two cameras give their pictures the same name. */
  readonly folder?: string;
  readonly size?: number;
  readonly mime?: string;
}

/** Somebody's hold on a node that keeps others from changing it. */
export interface Lock {
  readonly holder: string;
}

/** Anything in the tree. */
export interface Node {
  readonly ref: Ref;
  /** The node that lists this one; absent at the roots. */
  readonly parent?: Ref;
  /** The platform's own word: `dataset`, `data`, `scene`, `folder` … Menus go by `can`, never by this. */
  readonly kind: string;
  /** What it holds, in the platform's own word, where that decides what can be done with it. */
  readonly type?: string;
  /** A codicon's name. */
  readonly icon: string;
  readonly name: string;
  /** What is shown for a node that the platform does not name. */
  readonly label?: Text;
  /** A few words beside the name. */
  readonly note?: Text | string;
  /** `#rrggbb`, shown as a swatch instead of the icon. */
  readonly color?: string;
  /** The platform's id, as a person would quote it. */
  readonly id: string;
  readonly expandable: boolean;
  readonly capabilities: ReadonlySet<Capability>;
  readonly counts?: Counts;
  readonly annotated?: boolean;
  readonly lock?: Lock;
  readonly facts?: readonly (readonly [label: Text, value: string | Text])[];
  readonly files?: readonly RemoteFile[];
}
