import * as v from 'valibot';

/** Ids are opaque (section 5): texts from here on, whatever they come as. */
export const id = v.pipe(v.union([v.string(), v.number()]), v.transform(String), v.minLength(1));

const count = v.nullish(v.number());
const words = v.nullish(v.string());

const dataSource = v.object({ data_type: count, data_path: words });

/** Section 6.1. Counters are optional. */
export const dataset = v.object({
  dataset_id: id,
  dataset_name: v.string(),
  dataset_type: v.number(),
  status: count,
  data_sources: v.nullish(v.array(dataSource)),
  work_path: words,
  description: words,
  create_time: count,
  update_time: count,
  current_version_name: words,
  total_sample_count: count,
  annotated_sample_count: count,
  unconfirmed_sample_count: count,
});
export type Dataset = v.InferOutput<typeof dataset>;

/** `total_number` is said not to pass 100, so lists never end by it alone (section 6.1). */
export const datasets = v.object({ total_number: count, datasets: v.array(dataset) });

/** Section 6.3. The dataset is made behind the answer. */
export const created = v.object({ dataset_id: id });

/** Section 6.4. UNKNOWN: the words of `status`. */
export const syncStatus = v.object({
  status: words,
  task_id: words,
  update_time: count,
  add_sample_count: count,
  deleted_sample_count: count,
  total_sample_count: count,
  error_code: words,
  error_msg: words,
});
export type SyncStatus = v.InferOutput<typeof syncStatus>;

/** An object, or one written as JSON, which occurs in manifests (section 9). */
const property = v.union([v.record(v.string(), v.unknown()), v.string()]);

export const label = v.object({
  name: words,
  type: count,
  score: v.nullish(v.union([v.number(), v.string()])),
  annotated_by: words,
  property: v.nullish(property),
});
export type Label = v.InferOutput<typeof label>;

/** Section 7.1. Name, folder and size are absent from the examples. */
export const sample = v.object({
  sample_id: id,
  sample_type: count,
  sample_name: words,
  sample_dir: words,
  sample_size: count,
  sample_time: count,
  sample_status: words,
  annotated_by: words,
  source: words,
  labels: v.nullish(v.array(label)),
});
export type Sample = v.InferOutput<typeof sample>;

export const samples = v.object({ sample_count: v.number(), samples: v.array(sample) });

/** How one entry of a batch ended (sections 7.3, 7.4). Of added samples `info` looks like the new id (INFERRED). */
const result = v.object({
  success: v.nullish(v.boolean()),
  error_code: words,
  error_msg: words,
  info: words,
});
export type Result = v.InferOutput<typeof result>;

/** Status 200 is no success: `success` and each result tell (section 7.4). `results` may be missing. */
export const batch = v.object({
  success: v.nullish(v.boolean()),
  error_code: words,
  error_msg: words,
  results: v.nullish(v.array(result)),
});
export type Batch = v.InferOutput<typeof batch>;

const labelCount = v.object({ name: words, type: count, count, sample_count: count });

/** Section 7.2. */
export const stats = v.object({
  label_stats: v.nullish(v.array(labelCount)),
  sample_stats: v.nullish(v.record(v.string(), v.unknown())),
});
export type Stats = v.InferOutput<typeof stats>;

const labelKind = v.object({ name: words, type: count, property: v.nullish(property) });

/** Section 8. */
export const labels = v.object({ total_number: count, labels: v.array(labelKind) });
export type LabelKind = v.InferOutput<typeof labelKind>;

/** An object of which nothing is used: it is asked for when a platform is checked. */
export const anything = v.record(v.string(), v.unknown());
