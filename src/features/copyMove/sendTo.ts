import type { Connection } from '../../core/model/connection';
import type { Node } from '../../core/model/node';
import type { Outcome } from '../../core/model/outcome';
import type { UploadRules } from '../../core/contract';
import type { Issue } from '../../core/transfer/plan/issue';
import type { UploadSelection } from '../../core/transfer/plan/selection';

/** What is sent on, with what became of the rest on its way here. */
export interface StagedSelection extends UploadSelection {
  readonly issues: readonly Issue[];
  readonly settled: readonly Outcome[];
  release(): Promise<void>;
}

/** The upload, given by the app: it asks for a selection once it knows what the target takes. */
export type SendTo = (
  connection: Connection,
  node: Node,
  select: (rules: UploadRules) => Promise<StagedSelection>,
) => Promise<void>;
