import * as v from 'valibot';

/** Ids are whole numbers that may pass 2^53, or their digits: texts from here on. */
export const idSchema = v.pipe(v.union([v.string(), v.number()]), v.transform(String), v.regex(/^\d+$/, 'no id'));

/** Guaranteed with HTTP 200 alone. `code` is an open text that is compared without case (CLOUD-2). */
export const envelopeSchema = v.object({
  code: v.string(),
  message: v.optional(v.nullable(v.string())),
  data: v.optional(v.unknown()),
});

/** A dataset: all but `id` and `name` may be missing (CLOUD-12). */
export const datasetAnswer = v.object({
  id: idSchema,
  name: v.string(),
  type: v.optional(v.string(), ''),
  description: v.nullish(v.string()),
  itemCount: v.nullish(v.number()),
  dataCount: v.nullish(v.number()),
  createdAt: v.nullish(v.string()),
});
export type Dataset = v.InferOutput<typeof datasetAnswer>;

/** Creating answers the dataset, or its bare id (CLOUD-12). */
export const createdDatasetAnswer = v.union([
  idSchema,
  v.pipe(
    v.object({ id: idSchema }),
    v.transform((made) => made.id),
  ),
]);

/** A list with its total on the first page alone (CLOUD-7). */
export function pageAnswer<T>(row: v.GenericSchema<unknown, T>) {
  return v.object({
    list: v.array(row),
    total: v.nullish(v.pipe(v.union([v.string(), v.number()]), v.transform(Number))),
  });
}

/** A bare list, or one in an object: both readings of a documented word (CLOUD-11, inferred). */
export function listOf<T>(row: v.GenericSchema<unknown, T>): v.GenericSchema<unknown, readonly T[]> {
  return v.union([
    v.array(row),
    v.pipe(
      v.object({ list: v.array(row) }),
      v.transform(({ list }) => list),
    ),
  ]);
}

/** Keys of the vendor's export format (CLOUD-16). */
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

/** An item of a level (CLOUD-16). */
export const itemAnswer = v.object({
  id: idSchema,
  parentId: v.nullish(idSchema),
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
export type Item = v.InferOutput<typeof itemAnswer>;

/** `preSignedUrl` is documented, the rest inferred (CLOUD-22). */
export const presignAnswer = v.object({
  preSignedUrl: v.string(),
  filename: v.nullish(v.string()),
  path: v.nullish(v.string()),
});
export type PresignedUpload = v.InferOutput<typeof presignAnswer>;

/** One entry for each data that was added, in their order (CLOUD-27). */
export const addDataAnswer = v.union([
  v.pipe(
    v.object({ id: idSchema }),
    v.transform((made) => made.id),
  ),
  idSchema,
]);

/** A source of results (CLOUD-11). */
export const sourceAnswer = v.object({
  sourceId: idSchema,
  sourceType: v.nullish(v.string()),
  sourceName: v.nullish(v.string()),
});

const value = v.object({ name: v.nullish(v.string()), alias: v.nullish(v.string()), value: v.optional(v.unknown()) });

/** The export format (CLOUD-18); the open-source sibling calls instances `objects`. */
const instance = v.object({
  id: v.nullish(v.string()),
  type: v.nullish(v.string()),
  trackId: v.nullish(v.string()),
  className: v.nullish(v.string()),
  classValues: v.nullish(v.array(value)),
  modelConfidence: v.nullish(v.number()),
  contour: v.nullish(v.record(v.string(), v.unknown())),
});

export const resultAnswer = v.object({
  dataId: idSchema,
  sourceId: v.nullish(idSchema),
  sourceType: v.nullish(v.string()),
  sourceName: v.nullish(v.string()),
  classificationValues: v.nullish(v.array(v.object({ values: v.nullish(v.array(value)) }))),
  instances: v.nullish(v.array(instance)),
  objects: v.nullish(v.array(instance)),
});
export type SourceResult = v.InferOutput<typeof resultAnswer>;
