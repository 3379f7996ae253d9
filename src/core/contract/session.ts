import type { Readable } from 'node:stream';
import type { Node, Ref, RemoteFile } from '../model/node';
import type { Page, PagePosition, Query } from '../model/page';
import type { ByteRange } from '../net/store/open';
import type { Action } from './action';
import type { Annotations } from './annotations';
import type { Deletion, UndoDeletion } from './deletion';
import type { Download } from './download';
import type { Exports } from './exports';
import type { CreateForm, EditForm, Facets } from './forms';
import type { Probe } from './probe';
import type { Relocation } from './relocation';
import type { Restoration } from './restoration';
import type { ResultClasses } from './resultClasses';
import type { Upload } from './upload';

export interface Account {
  readonly name: string;
}

/**
 * A connection at work. A facet says *how* a thing is done; it is present or absent and never throws "not supported".
 * Every method throws `PlatformError` or `Cancelled`, nothing else.
 */
export interface Session {
  verify(signal: AbortSignal): Promise<Account>;
  /** The children of a node, or the roots. Those with offset pagination answer `total`. */
  children(
    parent: Ref | undefined,
    query: Query,
    at: PagePosition | undefined,
    signal: AbortSignal,
  ): Promise<Page<Node>>;
  /** Nodes that stand above a list and are not counted in it: classes, models, what was deleted. Known without asking. */
  fixedChildren?(parent: Node | undefined): readonly Node[];
  /** Fresh nodes. One that is missing from the map is gone. */
  get(refs: readonly Ref[], signal: AbortSignal): Promise<Map<Ref, Node>>;
  /** Everything below a parent, once, in any order, by the cheapest way that the platform has. */
  walk(parent: Ref, query: Query, signal: AbortSignal): AsyncIterable<readonly Node[]>;
  open(file: RemoteFile, range: ByteRange | undefined, signal: AbortSignal): Promise<Readable>;
  facets(parent: Node | undefined): Facets;
  /** A link to the bytes that works for a while without a key. */
  link?(file: RemoteFile, signal: AbortSignal): Promise<string>;
  /** The platform's own page about a node. */
  page?(node: Node): string;
  /** What a person means by an id or a link; several when an id means several things. */
  locate?(words: string, signal: AbortSignal): Promise<Node[]>;
  /** What the connection itself is as a node, where things can be put straight below it. */
  readonly root?: Node;
  /** What may be made below a node, or below the connection; undefined where nothing may. Known without asking. */
  create?(parent: Node | undefined): CreateForm | undefined;
  readonly edit?: EditForm;
  readonly remove?: Deletion;
  readonly undo?: UndoDeletion;
  readonly relocate?: Relocation;
  readonly upload?: Upload;
  readonly restore?: Restoration;
  readonly annotations?: Annotations;
  /** How results that are copied keep their classes; absent where result files name classes by nothing but their names. */
  readonly resultClasses?: ResultClasses;
  readonly download?: Download;
  readonly exports?: Exports;
  readonly actions?: readonly Action[];
  readonly probe?: Probe;
  close(): void;
}
