import type { Node, Ref } from '../model/node';
import type { Query } from '../model/page';
import type { Text } from '../model/text';
import type { OpenedObject } from '../net/store/open';

export type { OpenedObject } from '../net/store/open';

/** One file of a download. */
export interface DownloadPart {
  /** In the platform's own layout, with `/`, below the folder of its root. */
  readonly path: string;
  /** The item that it belongs to. */
  readonly item: { readonly ref: Ref; readonly id: string; readonly name: string };
  /** Names these bytes for good: what was fetched for another key is never continued or taken for this. */
  readonly key: string;
  /** Bytes, where the platform tells them beforehand. */
  readonly size?: number;
  /** More bytes than this are refused, where their number is not known. */
  readonly most?: number;
  /**
   * The bytes from an offset on. Asked for an offset other than 0, it answers with exactly the rest of that version.
   * @param version what an earlier answer told; without it nothing is continued
   * @throws PlatformError of kind `protocol` when the server does not continue
   */
  open(from: number, signal: AbortSignal, version?: string): Promise<OpenedObject>;
}

export interface DownloadBatch {
  readonly parts: readonly DownloadPart[];
  /** What the person should know of what does not come, or comes otherwise. */
  readonly notes?: readonly Text[];
}

/** What goes into one folder: a whole container, or some of its items. */
export interface DownloadRoot {
  readonly ref: Ref;
  /** The container's name. */
  readonly name: string;
  /** Absent for the whole container. */
  readonly nodes?: readonly Node[];
}

export interface DownloadWhat {
  /** Whether annotation results come along. */
  readonly results: boolean;
}

export interface Download {
  /** What the folders of a path are: the platform's own layout around the files of an item, or those that people made. */
  readonly folders: 'layout' | 'kept';
  /** Sorts a selection into what goes into one folder each. */
  roots(nodes: readonly Node[], signal: AbortSignal): Promise<DownloadRoot[]>;
  /** Every file, each once, batch by batch. The query narrows whole containers only. */
  plan(root: DownloadRoot, query: Query, what: DownloadWhat, signal: AbortSignal): AsyncIterable<DownloadBatch>;
}
