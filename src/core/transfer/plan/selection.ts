import type { UploadSource } from '../../contract';
import type { ClassifiedTree } from './classify';
import type { Issue } from './issue';
import type { FileTree } from './tree';

/** What a person selected: files, and folders as trees. */
export interface UploadSelection {
  readonly sources: readonly UploadSource[];
  readonly trees: readonly FileTree[];
}

/** A selection sorted by what the target takes. Nothing is read yet but lists of paths. */
export interface ClassifiedSelection {
  readonly singleFiles: readonly UploadSource[];
  readonly classified: readonly ClassifiedTree[];
  readonly issues: readonly Issue[];
  /** Whether there are result files, so that it must be asked as what they are taken. */
  readonly results: boolean;
  close(): Promise<void>;
}
