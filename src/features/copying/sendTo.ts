import type { Connection } from '../../core/model/connection';
import type { Node } from '../../core/model/node';
import type { Outcome } from '../../core/model/outcome';
import type { UploadRules } from '../../core/platforms/platform';
import type { Finding } from '../../core/transfer/finding';
import type { Selection } from '../../core/transfer/plan';

/** What is sent on, with what became of the rest on its way here. */
export interface Arriving extends Selection {
  readonly findings: readonly Finding[];
  readonly settled: readonly Outcome[];
  release(): Promise<void>;
}

/** The upload, given by the app: it asks for a selection once it knows what the target takes. */
export type SendTo = (
  connection: Connection,
  node: Node,
  select: (rules: UploadRules) => Promise<Arriving>,
) => Promise<void>;
