import type { Query } from '../model/page';
import type { Text } from '../model/text';
import type { DownloadPart, DownloadRoot } from './download';

/** A form in which a platform gives annotations. */
export interface ExportFormat {
  readonly id: string;
  readonly label: Text;
  readonly detail: Text;
}

/** Whose annotations an export can hold: people's, or those of a model's run. */
export interface ExportSource {
  readonly id: string;
  readonly label: Text;
  /** Whether it is meant when nobody says otherwise. */
  readonly usual: boolean;
}

export interface ExportSelection {
  readonly root: DownloadRoot;
  readonly query: Query;
  /** The query in words, for messages; empty when it leaves nothing out. */
  readonly description: string;
  readonly format: string;
  /** Ids of sources, at least one. */
  readonly sources: readonly string[];
}

export interface ExportReport {
  /** How many items the server has written; only a sign of life where it counts wrongly. */
  generated(done: number, of: number | undefined): void;
}

/** What a finished export consists of. */
export interface ExportArchive {
  /** The server's archives, ready to be fetched. */
  readonly archives: readonly DownloadPart[];
  /** Items that should be in them. */
  readonly items: number;
  /** Compares the files of all archives, by their paths in them, with what is listed. */
  compare(paths: readonly string[]): ExportVerdict;
}

export interface ExportVerdict {
  /** Items that are listed and not in the archives. */
  readonly missing: readonly string[];
  /** Files in the archives that belong to no listed item. */
  readonly unexpected: readonly string[];
  /** Items that have results in them. */
  readonly results: number;
}

export interface Exports {
  formats(root: DownloadRoot, signal: AbortSignal): Promise<readonly ExportFormat[]>;
  sources(root: DownloadRoot, signal: AbortSignal): Promise<readonly ExportSource[]>;
  /**
   * Lets the server export, and waits for it. A selection of nothing is refused before anything is sent.
   * @throws PlatformError when it failed or stands still, with what is known of it
   */
  run(selection: ExportSelection, report: ExportReport, signal: AbortSignal): Promise<ExportArchive>;
}
