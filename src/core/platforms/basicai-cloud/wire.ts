import * as v from 'valibot';

/** Ids are whole numbers that may pass 2^53, or their digits: texts from here on. */
export const id = v.pipe(v.union([v.string(), v.number()]), v.transform(String), v.regex(/^\d+$/, 'no id'));

/** Guaranteed with HTTP 200 alone. `code` is an open text that is compared without case (section 1). */
export const envelope = v.object({
  code: v.string(),
  message: v.optional(v.nullable(v.string())),
  data: v.optional(v.unknown()),
});

/** INFERRED (section 3.1): all but `id` and `name` may be missing. */
export const dataset = v.object({
  id,
  name: v.string(),
  type: v.optional(v.string(), ''),
  description: v.nullish(v.string()),
  itemCount: v.nullish(v.number()),
  dataCount: v.nullish(v.number()),
  createdAt: v.nullish(v.string()),
});
export type Dataset = v.InferOutput<typeof dataset>;

/** INFERRED (section 3.1): creating answers the dataset, or its bare id. */
export const created = v.union([
  id,
  v.pipe(
    v.object({ id }),
    v.transform((made) => made.id),
  ),
]);

/** A list with its total on the first page alone (section 1). */
export function page<T>(row: v.GenericSchema<unknown, T>) {
  return v.object({
    list: v.array(row),
    total: v.nullish(v.pipe(v.union([v.string(), v.number()]), v.transform(Number))),
  });
}

/** A bare list, or one in an object: both readings of a documented word (sections 3.1, 3.4; INFERRED). */
export function listOf<T>(row: v.GenericSchema<unknown, T>): v.GenericSchema<unknown, readonly T[]> {
  return v.union([
    v.array(row),
    v.pipe(
      v.object({ list: v.array(row) }),
      v.transform(({ list }) => list),
    ),
  ]);
}

/** Keys of the vendor's export format (section 3.3). */
const file = v.object({
  filename: v.string(),
  deviceName: v.nullish(v.string()),
  url: v.nullish(v.string()),
  zipPath: v.nullish(v.string()),
  size: v.nullish(v.number()),
  width: v.nullish(v.number()),
  height: v.nullish(v.number()),
});
export type WireFile = v.InferOutput<typeof file>;

/** INFERRED (section 3.3). */
export const item = v.object({
  id,
  parentId: v.nullish(id),
  type: v.string(),
  name: v.string(),
  itemCount: v.nullish(v.number()),
  cameraImages: v.nullish(v.array(file)),
  lidarPointClouds: v.nullish(v.array(file)),
  radarPointClouds: v.nullish(v.array(file)),
  cameraConfig: v.nullish(file),
  lidarConfig: v.nullish(file),
  annotationStatus: v.nullish(v.string()),
  validity: v.nullish(v.string()),
  createdAt: v.nullish(v.string()),
});
export type Item = v.InferOutput<typeof item>;

/** `preSignedUrl` is documented, the rest INFERRED (section 3.2). */
export const presigned = v.object({
  preSignedUrl: v.string(),
  filename: v.nullish(v.string()),
  path: v.nullish(v.string()),
});
export type Presigned = v.InferOutput<typeof presigned>;

/** INFERRED (section 3.3): one entry for each data that was added, in their order. */
export const added = v.union([
  v.pipe(
    v.object({ id }),
    v.transform((made) => made.id),
  ),
  id,
]);

/** INFERRED (section 3.4). */
export const source = v.object({
  sourceId: id,
  sourceType: v.nullish(v.string()),
  sourceName: v.nullish(v.string()),
});

const value = v.object({ name: v.nullish(v.string()), alias: v.nullish(v.string()), value: v.optional(v.unknown()) });

/** The export format (section 3.4); the open-source sibling calls instances `objects`. */
const instance = v.object({
  id: v.nullish(v.string()),
  type: v.nullish(v.string()),
  trackId: v.nullish(v.string()),
  className: v.nullish(v.string()),
  classValues: v.nullish(v.array(value)),
  modelConfidence: v.nullish(v.number()),
  contour: v.nullish(v.record(v.string(), v.unknown())),
});

export const result = v.object({
  dataId: id,
  sourceId: v.nullish(id),
  sourceType: v.nullish(v.string()),
  sourceName: v.nullish(v.string()),
  classificationValues: v.nullish(v.array(v.object({ values: v.nullish(v.array(value)) }))),
  instances: v.nullish(v.array(instance)),
  objects: v.nullish(v.array(instance)),
});
export type Result = v.InferOutput<typeof result>;
