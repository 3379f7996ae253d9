import type { Readable } from 'node:stream';
import type { Choice } from '../model/form';
import type { Node, Ref } from '../model/node';
import type { Text } from '../model/text';
import type { SourceState } from '../net/http';

/** Where an entry lies in a zip. Bytes. */
export interface ZipLocation {
  /** As it is shown. */
  readonly name: string;
  /** As the archive has it. */
  readonly rawName: Uint8Array;
  /** Offset of its local header. */
  readonly header: number;
  /** 0 for stored, 8 for deflated. */
  readonly method: number;
  readonly packed: number;
  readonly size: number;
  readonly crc32: number;
}

/** Where bytes lie on this machine: a file, or an entry of an archive. Plain data, so that a thread can be told. */
export interface FileLocation {
  readonly path: string;
  readonly zip?: ZipLocation;
}

/** Bytes to be sent: a file of this machine, or one of a platform. */
export interface UploadSource {
  /** File name with its extension. */
  readonly name: string;
  /** Where it is, for messages. */
  readonly place: string;
  /** Bytes. */
  readonly size: number;
  /** Opens all of it, exactly `size` bytes; the stream fails when there are fewer. */
  open(): Readable;
  /** All of it in memory. @throws PlatformError of kind `invalid` past 32 MiB */
  read(signal: AbortSignal | undefined): Promise<Uint8Array>;
  /** Absent for bytes that are in memory only. */
  readonly location?: FileLocation;
  /** Absent for what cannot change. */
  state?(): Promise<SourceState>;
}

/** A file with its place in an archive. */
export interface ArchiveFile {
  /** With `/`. */
  readonly path: string;
  readonly source: UploadSource;
}

/** One thing that will be listed after the upload. */
export interface UnitItem {
  /** As it will be listed; a frame with its scene before it: `scene_a/000`. */
  readonly name: string;
  /** As it is sent, with its extension. */
  readonly fileName: string;
  readonly size: number;
  /** Its file, or the first of them. Absent for what lies inside an archive that is sent as it is. */
  readonly source?: UploadSource;
  /** The place of its file in the archive that is written; without one the platform chooses. */
  readonly path?: string;
  /** Its other files: further views, cameras, results. */
  readonly beside?: readonly ArchiveFile[];
  /** Objects that its result files bring. */
  readonly objects?: number;
  /** What has its name now and is replaced by it, as the person chose. */
  readonly replaces?: Ref;
  /** Reads and checks its files anew, when they changed since. Absent for what cannot be read again. */
  fresh?(signal: AbortSignal): Promise<FreshItem>;
}

/** An item as its files are now, or why they must not be sent any more. */
export type FreshItem =
  { readonly problem: Text } | { readonly item: Pick<UnitItem, 'size' | 'source' | 'beside' | 'objects'> };

/** What to do with an item whose name is taken. */
export type NameConflict = 'skip' | 'rename' | 'replace';

/** What is sent as one piece: a file, or an archive of many. */
export interface UploadUnit {
  readonly id: string;
  readonly target: Ref;
  readonly kind: 'single' | 'pack' | 'archive';
  /** The name under which the bytes are sent. */
  readonly fileName: string;
  readonly items: readonly UnitItem[];
  /** Bytes on the wire. */
  readonly bytes: number;
  /** The archive itself when it is sent as it is. */
  readonly archive?: UploadSource;
  /** As what its result files are taken: a value of `resultKinds`. They are left unread without. */
  readonly results?: string;
}

/** Proof that the bytes were stored and registered. */
export interface UploadReceipt {
  readonly unit: UploadUnit;
  /** The platform's name of the job. */
  readonly jobId: string;
  /** MD5 of the bytes, in hex. */
  readonly md5: string;
}

/** What became of one item of a unit. */
export interface ItemResult {
  readonly item: UnitItem;
  readonly ref?: Ref;
  readonly reason?: Text;
  /** Objects that are listed for it; absent when none were sent. */
  readonly objects?: number;
}

/** What a file of a tree holds. */
export type ClassifiedKind = 'file' | 'picture' | 'point-cloud' | 'camera-config' | 'dialogue' | 'results';

/** A file of a tree with its part in the layout. */
export interface ClassifiedFile {
  /** Where it is in the tree, with `/`. */
  readonly path: string;
  /** Where it stands in the archive that is written. */
  readonly to: string;
  /** The item that it belongs to, as it will be listed. */
  readonly item: string;
  readonly kind: ClassifiedKind;
  /** Whether it makes the item; others only join it. */
  readonly lead: boolean;
}

/** Something about a path that a person should know. */
export interface LayoutRemark {
  readonly path: string;
  readonly message: Text;
}

/** What a tree of paths becomes: a folder of this machine, or an archive. */
export interface UploadLayout {
  readonly files: readonly ClassifiedFile[];
  /** Because of these nothing of it can be sent. */
  readonly problems: readonly LayoutRemark[];
  /** What is in it and will not be listed. */
  readonly left: readonly LayoutRemark[];
  /** Files of different folders that would become one item: of `files`, all but the first of each. */
  readonly alike?: readonly ClassifiedFile[];
}

/** What the content of a file says. */
export interface FileValidation {
  /** Why it must not be sent. */
  readonly problem?: Text;
  /** What the server will leave out of it, or what is odd about it. */
  readonly remarks?: readonly Text[];
  /** The items that it becomes, where one file gives several. */
  readonly items?: readonly string[];
  /** Objects in it that will arrive. */
  readonly objects?: number;
  /** What a text is written in when it is not UTF-8, as which it is sent then. */
  readonly encoding?: string;
}

/** What a target takes, as data. Extensions in lower case with their dot. */
export interface UploadRules {
  /** Files that are taken one by one. */
  readonly singleFiles: ReadonlySet<string> | 'any';
  readonly archives: ReadonlySet<string>;
  /** Files that make an item without a layout around them; the layout is then made for them. */
  readonly looseFiles: ReadonlySet<string>;
  /** From this many files on they travel as one archive. */
  readonly archiveThreshold: number;
  /** What a `/` in the name of an item stands for: a frame in its scene, or a file in its folder. */
  readonly pathSeparator: 'scene' | 'folder';
  /** What can be done with names that are taken, in the order in which it is offered. */
  readonly conflicts: readonly NameConflict[];
  /** The name that a single file is sent under: what the platform cannot take is replaced. */
  safeName(fileName: string): string;
  /** The name under which a file will be listed. */
  listedName(fileName: string): string;
  /** The same text for names of items that the platform takes for one; without it they are compared without case. */
  nameKey?(name: string): string;
  /** Sorts a tree's files. One that is `written` here can give loose files their folder; an archive is sent as it is. */
  layout(paths: readonly string[], how: 'written' | 'as-is'): UploadLayout;
  /** Whether an archive of these files would not arrive whole as it is, so that it is written anew. */
  repacks?(files: readonly ClassifiedFile[]): boolean;
  /** Judges the content of a file. Bytes that cannot be read are thrown as `PlatformError`. */
  check(file: ClassifiedFile, source: UploadSource, checks: FileChecks, signal: AbortSignal): Promise<FileValidation>;
}

/** Tells how far the bytes, then the items, have come. */
export interface UploadReport {
  bytes(moved: number): void;
  /** The server's own progress, in items. */
  ingested(done: number, of: number | undefined): void;
  /** The server's words about partial success. */
  warned(message: Text): void;
  /**
   * Told just before the platform is asked to take in what was stored: however the request ends, it may have been carried
   * out, and only the list tells what arrived.
   */
  registering?(): void;
  /** Why nothing moves for now, such as the uploads of others; undefined when it moves again. */
  waits?(why: Text | undefined): void;
}

export interface Upload {
  /** Units on their way at once; few where archives are sent, which gain little from company. */
  concurrency?(units: readonly UploadUnit[]): number;
  rules(target: Node): UploadRules | undefined;
  /** Which of these names are listed below the target already; in a scene that is listed all are. */
  taken(target: Ref, names: readonly string[], signal: AbortSignal): Promise<Map<string, Ref>>;
  /** As what result files in an upload can be taken; empty where they are never read. */
  resultKinds(target: Node, signal: AbortSignal): Promise<readonly Choice[]>;
  /**
   * Groups checked items into what is sent as one piece.
   * @param archiveBytes largest archive that is written, unless what belongs together has more
   */
  units(target: Ref, items: readonly UnitItem[], results?: string, archiveBytes?: number): UploadUnit[];
  /** Remembers what is listed, so that `settle` can tell new from old. */
  captureBaseline(target: Ref, units: readonly UploadUnit[], signal: AbortSignal): Promise<UploadBaseline>;
  /** Sends the bytes and registers them. */
  send(unit: UploadUnit, report: UploadReport, signal: AbortSignal): Promise<UploadReceipt>;
  /** Follows the server until it is done with it. @throws PlatformError when it failed or stands still */
  waitForIngest(receipt: UploadReceipt, report: UploadReport, signal: AbortSignal): Promise<void>;
  /**
   * Compares what was sent with what is listed now.
   * @param patience ms for which what is missing is asked for again while nothing more is listed; a moment without
   */
  verify(
    unit: UploadUnit,
    baseline: UploadBaseline,
    signal: AbortSignal,
    retryDelaysMs?: number,
  ): Promise<ItemResult[]>;
}

/** Refs that were listed before the upload. */
export interface UploadBaseline {
  has(ref: Ref): boolean;
}

/** What the content of a file is looked at as. */
export type CheckKind = 'picture' | 'cloud';

/** Looks at the content of files before they are sent. */
export interface FileChecks {
  /** @throws PlatformError of kind `invalid` when the bytes cannot be read */
  check(kind: CheckKind, source: UploadSource, signal: AbortSignal): Promise<FileValidation>;
  dispose(): void;
}
