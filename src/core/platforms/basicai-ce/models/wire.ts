/** Models and their runs on the wire (wire reference, section 12; scenarios 11 and 12). */
import * as v from 'valibot';
import { count, id, maybeNumber, maybeText } from '../wire';

const modelClass = v.object({ name: v.nullish(v.string(), ''), code: v.nullish(v.string(), '') });

export const model = v.object({
  id,
  name: v.string(),
  version: maybeText,
  description: maybeText,
  datasetType: maybeText,
  modelCode: maybeText,
  url: maybeText,
  classes: v.nullish(v.array(modelClass), []),
});
export type Model = v.InferOutput<typeof model>;

export const runRecord = v.object({
  id,
  modelId: id,
  datasetId: id,
  datasetName: maybeText,
  runNo: v.nullish(v.string(), ''),
  status: v.string(),
  dataCount: count,
  errorReason: maybeText,
  completionRate: maybeNumber,
  createdAt: maybeText,
});
export type RunRecord = v.InferOutput<typeof runRecord>;

const modelResult = v.object({
  code: maybeText,
  message: maybeText,
  objects: v.nullish(v.array(v.record(v.string(), v.unknown())), []),
});

/** Nulls until something is finished. */
export const annotated = v.object({
  modelDataResults: v.nullish(v.array(v.object({ dataId: id, modelResult: v.nullish(modelResult) })), []),
});
export type Annotated = v.InferOutput<typeof annotated>;
