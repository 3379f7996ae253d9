import type { Readable } from 'node:stream';
import type { Node, Ref } from '../model/node';
import type { Text } from '../model/text';

/** Bytes to be sent: a file of this machine, or one of a platform. */
export interface Source {
  /** File name with its extension. */
  readonly name: string;
  /** Where it is, for messages. */
  readonly place: string;
  /** Bytes. */
  readonly size: number;
  /** Opens all of it, exactly `size` bytes; the stream fails when there are fewer. */
  open(): Readable;
  /** All of it in memory. */
  read(signal: AbortSignal | undefined): Promise<Uint8Array>;
}

/** One thing that will be listed after the upload. */
export interface UnitItem {
  /** As it will be listed. */
  readonly name: string;
  /** As it is sent, with its extension. */
  readonly fileName: string;
  readonly size: number;
  /** Absent for what lies inside an archive that is sent as it is. */
  readonly source?: Source;
}

/** What is sent as one piece: a file, or an archive of many. */
export interface Unit {
  readonly id: string;
  readonly target: Ref;
  readonly how: 'single' | 'pack' | 'archive';
  /** The name under which the bytes are sent. */
  readonly fileName: string;
  readonly items: readonly UnitItem[];
  /** Bytes on the wire. */
  readonly bytes: number;
  /** The archive itself when it is sent as it is. */
  readonly archive?: Source;
}

/** Proof that the bytes were stored and registered. */
export interface Receipt {
  readonly unit: Unit;
  /** The platform's name of the job. */
  readonly job: string;
  /** MD5 of the bytes, in hex. */
  readonly md5: string;
}

/** What became of one item of a unit. */
export interface Arrived {
  readonly item: UnitItem;
  readonly ref?: Ref;
  readonly reason?: Text;
}

/** What a target takes, as data. Extensions in lower case with their dot. */
export interface UploadRules {
  readonly singles: ReadonlySet<string>;
  readonly archives: ReadonlySet<string>;
  /** From this many files on they travel as one archive. */
  readonly packFrom: number;
  /** The name that a single file is sent under: what the platform cannot take is replaced. */
  safeName(fileName: string): string;
  /** The name under which a file will be listed. */
  listedName(fileName: string): string;
  /** What is wrong with an archive's list of paths; the items in it otherwise. */
  layout(paths: readonly string[]): ArchiveLayout;
}

export interface ArchiveLayout {
  readonly problems: readonly Text[];
  /** Entry path → the name of the item it becomes; paths that are ignored are absent. */
  readonly items: ReadonlyMap<string, string>;
}

/** Tells how far the bytes, then the items, have come. */
export interface UploadReport {
  bytes(moved: number): void;
  /** The server's own progress, in items. */
  ingested(done: number, of: number | undefined): void;
  /** The server's words about partial success. */
  warned(said: Text): void;
}

export interface Upload {
  rules(target: Node): UploadRules | undefined;
  /** Which of these names are listed below the target already. */
  taken(target: Ref, names: readonly string[], signal: AbortSignal): Promise<Map<string, Ref>>;
  /** Groups checked items into what is sent as one piece. */
  units(target: Ref, items: readonly UnitItem[]): Unit[];
  /** Remembers what is listed, so that `settle` can tell new from old. */
  before(target: Ref, units: readonly Unit[], signal: AbortSignal): Promise<Baseline>;
  /** Sends the bytes and registers them. */
  send(unit: Unit, report: UploadReport, signal: AbortSignal): Promise<Receipt>;
  /** Follows the server until it is done with it. @throws PlatformError when it failed or stands still */
  follow(receipt: Receipt, report: UploadReport, signal: AbortSignal): Promise<void>;
  /** Compares what was sent with what is listed now. */
  settle(unit: Unit, baseline: Baseline, signal: AbortSignal): Promise<Arrived[]>;
}

/** Refs that were listed before the upload. */
export interface Baseline {
  has(ref: Ref): boolean;
}
