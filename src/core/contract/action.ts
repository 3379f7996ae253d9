import type { Field, Values } from '../model/form';
import type { Node, Capability } from '../model/node';
import type { Outcome } from '../model/outcome';
import type { Text } from '../model/text';

/** Something that a platform can do with nodes beyond browsing and moving bytes, as data: one runner serves them all. */
export interface Action {
  readonly id: string;
  readonly title: Text;
  /** The verb of the command that runs it. Without one it stands under More Actions. */
  readonly capability?: Capability;
  readonly appliesTo: (nodes: readonly Node[]) => boolean;
  /** What the person must say first. Choices may come from the server. */
  readonly fields?: (nodes: readonly Node[], signal: AbortSignal) => Promise<readonly Field[]>;
  /** Every field has a usual value: they are shown in one list, with what was entered last. */
  readonly inList?: true;
  /** Looks at what would be done and changes nothing; undefined when there is nothing to do. */
  plan(nodes: readonly Node[], values: Values, signal: AbortSignal): Promise<ActionPlan | undefined>;
}

/** What an action is about to do. */
export interface ActionPlan {
  /** Asked in one modal before it is done. Without one it is done at once. */
  readonly question?: ActionQuestion;
  run(report: ProgressReport, signal: AbortSignal): Promise<ActionResult>;
}

export interface ActionQuestion {
  readonly message: Text;
  readonly detail?: Text;
  readonly button: Text;
  /** Nothing is lost by it, so that Enter may confirm it. */
  readonly harmless?: true;
}

/** Told how many of how many steps are done. */
export type ProgressReport = (done: number, of: number) => void;

/** What was done. */
export interface ActionResult {
  /** One sentence; with outcomes, what the done ones are called: `{0} deleted`. A document may speak for itself. */
  readonly message?: Text;
  readonly outcomes?: readonly Outcome[];
  readonly document?: TextDocument;
  /** Lists anywhere in the connection may have changed, not only those of the nodes and around them. */
  readonly everywhere?: boolean;
  /** A file of this machine to open in the editor. */
  readonly open?: string;
  /** The id of another action that does what this one could not. */
  readonly instead?: string;
}

/** Something to read. */
export interface TextDocument {
  /** With its extension, by which the editor knows its language. */
  readonly name: string;
  readonly content: string | readonly DocumentSection[];
}

/** Facts under a heading, written as a table in the person's language. */
export interface DocumentSection {
  readonly title: Text;
  readonly columns: readonly Text[];
  readonly rows: readonly (readonly (Text | string)[])[];
}
