import type { ClassCalls } from '../classes';
import type { ModelCalls } from '../models/calls';

/** What an import of results may refer to: the classes of a dataset, and the models that fit its type. */
export interface References {
  readonly classes: Pick<ClassCalls, 'classes'>;
  readonly models: Pick<ModelCalls, 'list'>;
}

/** The ids by which objects are linked to classes. */
export async function fetchClassIds(
  { classes }: Pick<References, 'classes'>,
  datasetId: string,
  signal: AbortSignal,
): Promise<ReadonlySet<string>> {
  return new Set((await classes.classes(datasetId, signal)).map((one) => one.id));
}
