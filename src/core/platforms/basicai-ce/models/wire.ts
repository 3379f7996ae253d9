/** Models and their runs on the wire (recorded 11 and 12). */
import * as v from 'valibot';
import { countSchema, idSchema, maybeNumber, maybeText } from '../api/wire';

const modelClass = v.object({ name: v.nullish(v.string(), ''), code: v.nullish(v.string(), '') });

export const modelAnswer = v.object({
  id: idSchema,
  name: v.string(),
  version: maybeText,
  description: maybeText,
  datasetType: maybeText,
  modelCode: maybeText,
  url: maybeText,
  classes: v.nullish(v.array(modelClass), []),
});
export type Model = v.InferOutput<typeof modelAnswer>;

export const runRecord = v.object({
  id: idSchema,
  modelId: idSchema,
  datasetId: idSchema,
  datasetName: maybeText,
  runNo: v.nullish(v.string(), ''),
  status: v.string(),
  dataCount: countSchema,
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
export const modelResultsAnswer = v.object({
  modelDataResults: v.nullish(v.array(v.object({ dataId: idSchema, modelResult: v.nullish(modelResult) })), []),
});
export type ModelResults = v.InferOutput<typeof modelResultsAnswer>;
