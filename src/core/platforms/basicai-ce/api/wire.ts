/**
 * What BasicAI CE puts on the wire (Xtreme1 v0.9; docs/platforms/basicai-ce.md and recorded exchanges). Schemas are
 * strict about the fields used and tolerant of all others. Ids come as numbers and as texts; here they are texts.
 */
import * as v from 'valibot';

export const idSchema = v.pipe(
  v.union([v.string(), v.pipe(v.number(), v.safeInteger())]),
  v.transform((value) => String(value)),
  v.regex(/^-?\d+$/),
);
export const countSchema = v.nullish(v.number(), 0);
export const maybeText = v.pipe(
  v.nullish(v.string()),
  v.transform((value) => value ?? undefined),
);
export const maybeNumber = v.pipe(
  v.nullish(v.number()),
  v.transform((value) => value ?? undefined),
);

export const envelopeSchema = v.object({ code: v.string(), message: v.nullish(v.string(), ''), data: v.unknown() });

/** A list that is null is empty; an answer without one is none of this server. */
export const pageAnswer = <T extends v.GenericSchema>(row: T) =>
  v.object({
    total: countSchema,
    list: v.pipe(
      v.nullable(v.array(row)),
      v.transform((list) => list ?? []),
    ),
  });

export const userAnswer = v.object({ id: idSchema, username: v.string(), nickname: maybeText });
export const loginAnswer = v.object({ token: v.string(), user: userAnswer });
export const apiToken = v.nullable(v.object({ id: idSchema, token: v.string(), expireAt: maybeText }));

/** A dataset. Counts are null for an empty one and absent from `info`; both read as 0 (CE-12). */
export const datasetAnswer = v.object({
  id: idSchema,
  name: v.string(),
  type: v.string(),
  description: maybeText,
  annotatedCount: countSchema,
  notAnnotatedCount: countSchema,
  invalidCount: countSchema,
  itemCount: countSchema,
});
export type Dataset = v.InferOutput<typeof datasetAnswer>;

/** Times do not occur on datasets and data: no endpoint returns them (CE-14). */
export const statusCounts = v.object({
  annotatedCount: countSchema,
  notAnnotatedCount: countSchema,
  invalidCount: countSchema,
  itemCount: countSchema,
  objectCount: countSchema,
});

export const classCounts = v.object({
  toolTypeUnits: v.nullish(v.array(v.object({ toolType: maybeText, objectAmount: countSchema })), []),
  classUnits: v.nullish(v.array(v.object({ toolType: maybeText, name: v.string(), objectAmount: countSchema })), []),
});

const file = v.object({
  id: idSchema,
  name: v.string(),
  originalName: maybeText,
  path: maybeText,
  type: maybeText,
  size: maybeNumber,
  url: v.string(),
  extraInfo: v.nullish(v.record(v.string(), v.unknown())),
});
export type WireFile = v.InferOutput<typeof file>;

export interface ContentNode {
  readonly name: string;
  readonly file?: WireFile | null | undefined;
  readonly files?: readonly ContentNode[] | null | undefined;
}
const contentNode: v.GenericSchema<unknown, ContentNode> = v.object({
  name: v.string(),
  file: v.nullish(file),
  files: v.nullish(v.array(v.lazy(() => contentNode))),
});

/** One annotation unit: a single item, a scene (no content of its own) or a frame of a scene. */
export const dataAnswer = v.object({
  id: idSchema,
  datasetId: idSchema,
  name: v.string(),
  type: v.picklist(['SINGLE_DATA', 'SCENE']),
  parentId: v.pipe(
    v.nullish(v.union([v.string(), v.number()]), 0),
    v.transform((value) => String(value)),
  ),
  status: maybeText,
  annotationStatus: maybeText,
  splitType: maybeText,
  lockedBy: maybeText,
  content: v.nullish(v.array(contentNode), []),
});
export type Data = v.InferOutput<typeof dataAnswer>;

export const dataStatus = v.object({
  id: idSchema,
  datasetId: idSchema,
  name: v.string(),
  status: maybeText,
  annotationStatus: maybeText,
});
export type DataStatus = v.InferOutput<typeof dataStatus>;

export const idsByScene = v.record(v.string(), v.array(idSchema));

export const lockRecord = v.object({ recordId: idSchema, lockedNum: countSchema, lockedBy: maybeText });
export type LockRecord = v.InferOutput<typeof lockRecord>;

export const presignAnswer = v.object({ accessUrl: v.string(), presignedUrl: v.string() });

export const uploadRecord = v.object({
  serialNumber: idSchema,
  errorMessage: maybeText,
  totalFileSize: maybeNumber,
  downloadedFileSize: maybeNumber,
  totalDataNum: maybeNumber,
  parsedDataNum: maybeNumber,
  status: v.string(),
});
export type UploadRecord = v.InferOutput<typeof uploadRecord>;

const resultFile = v.object({ filename: v.string(), url: v.string() });
export type ResultFile = v.InferOutput<typeof resultFile>;

/** A file that is not there is `{}`. */
const noneOr = <T extends v.GenericSchema>(schema: T) =>
  v.pipe(
    v.nullish(v.union([v.strictObject({}), schema])),
    v.transform((value) => (value && Object.keys(value).length > 0 ? (value as v.InferOutput<T>) : undefined)),
  );

/** `getDataAndResult`: absent parts are left out by the server; deleted data are answered too (CE-53). */
export const dataAndResult = v.object({
  data: v.array(
    v.object({
      dataId: idSchema,
      name: v.string(),
      type: maybeText,
      images: v.nullish(v.array(resultFile)),
      lidarPointClouds: v.nullish(v.array(resultFile)),
      cameraConfig: noneOr(resultFile),
      cameraImages: v.nullish(v.array(resultFile)),
      texts: v.nullish(v.array(resultFile)),
    }),
  ),
  results: v.array(v.looseObject({ dataId: idSchema })),
});
export type DataAndResult = v.InferOutput<typeof dataAndResult>;

const free = v.nullish(v.record(v.string(), v.unknown()), {});

/** `classAttributes` and `classificationAttributes` are free JSON of whoever wrote them (CE-59, CE-60). */
const annotatedObject = v.object({
  id: v.optional(idSchema),
  classId: v.pipe(
    v.nullish(idSchema),
    v.transform((value) => value ?? undefined),
  ),
  classAttributes: free,
  sourceId: v.pipe(
    v.nullish(idSchema),
    v.transform((value) => value ?? undefined),
  ),
});
export type AnnotatedObject = v.InferOutput<typeof annotatedObject>;

export const dataAnnotations = v.object({
  dataId: idSchema,
  classificationValues: v.nullish(
    v.array(
      v.object({
        classificationId: v.pipe(
          v.nullish(idSchema),
          v.transform((value) => value ?? undefined),
        ),
        classificationAttributes: free,
      }),
    ),
    [],
  ),
  objects: v.nullish(v.array(annotatedObject), []),
});
export type DataAnnotations = v.InferOutput<typeof dataAnnotations>;

export const runsWithResults = v.pipe(
  v.nullish(
    v.array(
      v.object({
        modelName: v.nullish(v.string(), ''),
        runRecords: v.nullish(v.array(v.object({ id: idSchema, runNo: v.nullish(v.string(), '') })), []),
      }),
    ),
  ),
  v.transform((list) => list ?? []),
);

export const exportRecord = v.object({
  serialNumber: idSchema,
  fileName: v.string(),
  status: v.string(),
  generatedNum: maybeNumber,
  totalNum: maybeNumber,
  filePath: maybeText,
});
export type ExportRecord = v.InferOutput<typeof exportRecord>;
