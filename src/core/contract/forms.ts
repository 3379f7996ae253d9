import type { Choice, Field, Values } from '../model/form';
import type { Node } from '../model/node';
import type { Text } from '../model/text';

/** What a list can be narrowed and ordered by. Absent parts are not offered. */
export interface Facets {
  readonly name: boolean;
  readonly statuses: readonly Choice[];
  readonly splits: readonly Choice[];
  readonly created: boolean;
  readonly sorts: readonly Choice[];
}

/** What a person may make below one parent. */
export interface CreateForm {
  readonly title: Text;
  /** The command that it stands behind. */
  readonly makes: 'dataset' | 'folder' | 'space';
  readonly fields: readonly Field[];
  /** The values that make something pictures can be uploaded to. */
  readonly forUpload?: Values;
  /** What is wrong with the values as the server sees them (a name that is taken), by field. */
  check(values: Values, signal: AbortSignal): Promise<{ field: string; message: Text } | undefined>;
  run(values: Values, signal: AbortSignal): Promise<Node>;
}

export interface EditForm {
  fields(node: Node): readonly Field[];
  check(node: Node, values: Values, signal: AbortSignal): Promise<{ field: string; message: Text } | undefined>;
  run(node: Node, values: Values, signal: AbortSignal): Promise<void>;
}
