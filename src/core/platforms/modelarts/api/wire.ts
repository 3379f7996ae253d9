import * as v from 'valibot';

/** Ids are opaque (MA-21): texts from here on, whatever they come as. */
export const idSchema = v.pipe(v.union([v.string(), v.number()]), v.transform(String), v.minLength(1));

const countSchema = v.nullish(v.number());
const words = v.nullish(v.string());

const dataSource = v.object({ data_type: countSchema, data_path: words });

/** A dataset as it is listed. Counters are optional. */
export const datasetAnswer = v.object({
  dataset_id: idSchema,
  dataset_name: v.string(),
  dataset_type: v.number(),
  status: countSchema,
  data_sources: v.nullish(v.array(dataSource)),
  work_path: words,
  description: words,
  create_time: countSchema,
  update_time: countSchema,
  current_version_name: words,
  total_sample_count: countSchema,
  annotated_sample_count: countSchema,
  unconfirmed_sample_count: countSchema,
});
export type Dataset = v.InferOutput<typeof datasetAnswer>;

/** `total_number` is said not to pass 100, so lists never end by it alone (MA-24). */
export const datasetListAnswer = v.object({ total_number: countSchema, datasets: v.array(datasetAnswer) });

/** The dataset is made behind the answer (MA-29). */
export const createdDatasetAnswer = v.object({ dataset_id: idSchema });

/** How far a sync is. What words `status` has is not known (MA-33). */
export const syncStatus = v.object({
  status: words,
  task_id: words,
  update_time: countSchema,
  add_sample_count: countSchema,
  deleted_sample_count: countSchema,
  total_sample_count: countSchema,
  error_code: words,
  error_msg: words,
});
export type SyncStatus = v.InferOutput<typeof syncStatus>;

/** An object, or one written as JSON, which occurs in manifests (MA-40). */
const property = v.union([v.record(v.string(), v.unknown()), v.string()]);

export const labelAnswer = v.object({
  name: words,
  type: countSchema,
  score: v.nullish(v.union([v.number(), v.string()])),
  annotated_by: words,
  property: v.nullish(property),
});
export type Label = v.InferOutput<typeof labelAnswer>;

/** A sample. Name, folder and size are absent from the examples (MA-35). */
export const sampleAnswer = v.object({
  sample_id: idSchema,
  sample_type: countSchema,
  sample_name: words,
  sample_dir: words,
  sample_size: countSchema,
  sample_time: countSchema,
  sample_status: words,
  annotated_by: words,
  source: words,
  labels: v.nullish(v.array(labelAnswer)),
});
export type Sample = v.InferOutput<typeof sampleAnswer>;

export const sampleListAnswer = v.object({ sample_count: v.number(), samples: v.array(sampleAnswer) });

/** How one entry of a batch ended (MA-51). Of added samples `info` looks like the new id (MA-45). */
const resultAnswer = v.object({
  success: v.nullish(v.boolean()),
  error_code: words,
  error_msg: words,
  info: words,
});
export type BatchResult = v.InferOutput<typeof resultAnswer>;

/** Status 200 is no success: `success` and each result tell (MA-51). `results` may be missing. */
export const batchAnswer = v.object({
  success: v.nullish(v.boolean()),
  error_code: words,
  error_msg: words,
  results: v.nullish(v.array(resultAnswer)),
});
export type BatchAnswer = v.InferOutput<typeof batchAnswer>;

const labelCount = v.object({ name: words, type: countSchema, count: countSchema, sample_count: countSchema });

/** How many samples there are of each state and label (MA-43). */
export const statsAnswer = v.object({
  label_stats: v.nullish(v.array(labelCount)),
  sample_stats: v.nullish(v.record(v.string(), v.unknown())),
});
export type DatasetStats = v.InferOutput<typeof statsAnswer>;

const labelKind = v.object({ name: words, type: countSchema, property: v.nullish(property) });

/** The labels of a dataset. */
export const labelListAnswer = v.object({ total_number: countSchema, labels: v.array(labelKind) });
export type LabelKind = v.InferOutput<typeof labelKind>;

/** An object of which nothing is used: it is asked for when a platform is checked. */
export const looseAnswer = v.record(v.string(), v.unknown());
