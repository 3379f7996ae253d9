import type { Readable } from 'node:stream';
import type { Connection } from '../model/connection';
import type { Choice, Field, Values } from '../model/form';
import type { Node, Ref, RemoteFile } from '../model/node';
import type { Outcome } from '../model/outcome';
import type { At, Page, Query } from '../model/page';
import type { Text } from '../model/text';
import type { Kit } from '../net/kit';
import type { Range } from '../net/store/open';
import type { Action } from './action';
import type { Annotations } from './annotations';
import type { Deletion, Undoing } from './deletion';
import type { Download } from './download';
import type { Exports } from './exports';
import type { Probe } from './probe';
import type { Relocation } from './relocation';
import type { Restoration } from './restoration';
import type { ResultClasses } from './resultClasses';
import type { Upload } from './upload';

export type { Range } from '../net/store/open';
export type { Action, Deed, Done, Question, Section, TextDocument } from './action';
export type { Annotations } from './annotations';
export type { Deletion, Survey, Blocker, Deleting, Undoing } from './deletion';
export type { Download, DownloadBatch, DownloadPart, DownloadRoot, Opened } from './download';
export type { Exported, ExportFormat, Exports, ExportSelection, ExportSource, ExportVerdict } from './exports';
export type { Probe, ProbeStep } from './probe';
export type { Relocation } from './relocation';
export type { ResultClass, ResultClasses } from './resultClasses';
export type { Comeback, Keepsake, Kept, KeptFile, Restoration, Restored, Unkept } from './restoration';
export type {
  Arrived,
  Baseline,
  Conflict,
  LaidFile,
  LaidKind,
  Layout,
  Placed,
  Receipt,
  Remark,
  Source,
  Unit,
  UnitItem,
  Upload,
  UploadReport,
  UploadRules,
  Verdict,
} from './upload';

/** How well a platform's wire is known: tried on a server, read in its documents, or guessed from them. */
export type Maturity = 'verified' | 'documented' | 'inferred';

/** One way to prove who one is, as data: the wizard and the settings are one piece of code for all platforms. */
export interface SignInWay {
  readonly id: string;
  readonly label: Text;
  readonly detail: Text;
  readonly fields: readonly Field[];
}

export interface PlatformInfo {
  readonly id: string;
  readonly name: string;
  readonly detail: Text;
  /** The platform's own documentation. */
  readonly docs: string;
  readonly maturity: Maturity;
  readonly urlField: Field;
  /** What else a connection needs, asked after its URL and kept in the settings: nothing secret. */
  readonly fields?: readonly Field[];
  readonly ways: readonly SignInWay[];
  /** Whether it keeps files of every kind, and not only those of annotation. */
  readonly anyFile?: boolean;
  /** `counted` lists are asked by offset, `marked` ones by the cursor of the page before. */
  readonly lists: 'counted' | 'marked';
}

/** What a list can be narrowed and ordered by. Absent parts are not offered. */
export interface Facets {
  readonly name: boolean;
  readonly statuses: readonly Choice[];
  readonly splits: readonly Choice[];
  readonly created: boolean;
  readonly sorts: readonly Choice[];
}

/** What signing in gave: the secret to keep, and what the person should know about it. */
export interface SignedIn {
  readonly secret: string;
  readonly note?: Text;
}

export interface Account {
  readonly name: string;
}

export interface Platform {
  readonly info: PlatformInfo;
  /** Completes what a person typed as base URL into the one of the API. */
  baseUrl(url: string): string;
  /**
   * Where the secret of a connection is sent beside its URL: a sign-in host, a store that takes the same keys. A secret is
   * bound to all of them, so that no later change of an option leads it elsewhere.
   */
  secretHosts?(connection: Connection): readonly string[];
  /** Turns a filled form into a secret. @throws PlatformError */
  signIn(way: string, values: Values, connection: Connection, kit: Kit, signal: AbortSignal): Promise<SignedIn>;
  open(connection: Connection, credentials: Credentials, kit: Kit): Session;
}

/** The secret of one connection. One that the server refused is asked for once, however many requests failed. */
export interface Credentials {
  /** @throws PlatformError of kind `auth` when there is none and none was given */
  get(signal: AbortSignal | undefined): Promise<string>;
  /** Called with the secret that was refused; answers with another one. @throws PlatformError of kind `auth` */
  refresh(refused: string, signal: AbortSignal | undefined): Promise<string>;
}

/** What a person may make below one parent. */
export interface Creation {
  readonly title: Text;
  /** The command that it stands behind. */
  readonly makes: 'dataset' | 'folder' | 'space';
  readonly fields: readonly Field[];
  /** The values that make something pictures can be uploaded to. */
  readonly forUpload?: Values;
  /** What is wrong with the values as the server sees them (a name that is taken), by field. */
  check(values: Values, signal: AbortSignal): Promise<{ field: string; said: Text } | undefined>;
  run(values: Values, signal: AbortSignal): Promise<Node>;
}

export interface Edition {
  fields(node: Node): readonly Field[];
  check(node: Node, values: Values, signal: AbortSignal): Promise<{ field: string; said: Text } | undefined>;
  run(node: Node, values: Values, signal: AbortSignal): Promise<void>;
}

/**
 * A connection at work. A facet says *how* a thing is done; it is present or absent and never throws "not supported".
 * Every method throws `PlatformError` or `Cancelled`, nothing else.
 */
export interface Session {
  verify(signal: AbortSignal): Promise<Account>;
  /** The children of a node, or the roots. Counted platforms answer `total`. */
  children(parent: Ref | undefined, query: Query, at: At | undefined, signal: AbortSignal): Promise<Page<Node>>;
  /** Nodes that stand above a list and are not counted in it: classes, models, what was deleted. Known without asking. */
  pinned?(parent: Node | undefined): readonly Node[];
  /** Fresh nodes. One that is missing from the map is gone. */
  get(refs: readonly Ref[], signal: AbortSignal): Promise<Map<Ref, Node>>;
  /** Everything below a parent, once, in any order, by the cheapest way that the platform has. */
  walk(parent: Ref, query: Query, signal: AbortSignal): AsyncIterable<readonly Node[]>;
  open(file: RemoteFile, range: Range | undefined, signal: AbortSignal): Promise<Readable>;
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
  create?(parent: Node | undefined): Creation | undefined;
  readonly edit?: Edition;
  readonly remove?: Deletion;
  readonly undo?: Undoing;
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

export type { Outcome };
