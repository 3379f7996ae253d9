import * as v from 'valibot';

/** Ids of tasks and recycled items are numbers in the samples, texts in the field tables (SMH-7): texts from here on. */
const idSchema = v.pipe(v.union([v.string(), v.number()]), v.transform(String), v.regex(/^[\w-]+$/, 'no id'));
/** Statuses of items are said to be texts and shown as numbers (SMH-7). */
const status = v.pipe(v.union([v.string(), v.number()]), v.transform(Number), v.integer());
/** Sizes, sums and counts are decimal texts (SMH-7). */
const digits = v.nullish(v.pipe(v.union([v.string(), v.number()]), v.transform(String)));
const textAnswer = v.nullish(v.string());
/** A text, or an integer in older documents; empty at the end (SMH-18). */
const marker = v.nullish(v.pipe(v.union([v.string(), v.number()]), v.transform(String)));
const path = v.nullish(v.array(v.string()));

export const failureAnswer = v.object({ code: v.string(), message: textAnswer, requestId: textAnswer });

/** The field table misspells `expiredIn` (SMH-8), so that only the token is relied on. */
export const tokenAnswer = v.object({ accessToken: v.pipe(v.string(), v.minLength(1)) });

export interface CursorPage<T> {
  readonly rows: readonly T[];
  readonly next: string | undefined;
}

const space = v.object({ spaceId: v.pipe(v.string(), v.minLength(1)), userId: textAnswer, creationTime: textAnswer });
export type Space = v.InferOutput<typeof space>;

export const createdSpace = v.object({ spaceId: space.entries.spaceId });

/** The next page comes as `marker` or `nextMarker`; the older call answered a bare list (SMH-13). */
export const spaceListAnswer: v.GenericSchema<unknown, CursorPage<Space>> = v.union([
  v.pipe(
    v.array(space),
    v.transform((rows) => ({ rows, next: undefined })),
  ),
  v.pipe(
    v.object({ list: v.array(space), nextMarker: marker, marker }),
    v.transform((page) => ({ rows: page.list, next: page.nextMarker ?? page.marker ?? undefined })),
  ),
]);

const facts = {
  type: textAnswer,
  size: digits,
  eTag: textAnswer,
  crc64: digits,
  contentType: textAnswer,
  creationTime: textAnswer,
  modificationTime: textAnswer,
  versionId: digits,
  labels: v.nullish(v.array(v.string())),
};

const entry = v.object({ name: v.string(), ...facts });
export type Entry = v.InferOutput<typeof entry>;

/** What `?info` tells of a file; of a directory it is not documented what comes (SMH-22), so that nothing is required. */
export const infoAnswer = v.object({ ...facts, cosUrl: textAnswer });
export type EntryInfo = v.InferOutput<typeof infoAnswer>;

export const directoryAnswer = markedList(entry);

const recycledItem = v.object({
  recycledItemId: idSchema,
  name: v.string(),
  type: textAnswer,
  originalPath: path,
  size: digits,
  removalTime: textAnswer,
  remainingTime: v.nullish(v.pipe(v.union([v.string(), v.number()]), v.transform(Number))),
});
export type RecycledItem = v.InferOutput<typeof recycledItem>;

export const recycledListAnswer = markedList(recycledItem);
/** Not known beside `cosUrl` (SMH-40): that it answers is all that is used. */
export const recycledInfo = v.object({ name: textAnswer, originalPath: path, type: textAnswer, size: digits });
export type RecycledInfo = v.InferOutput<typeof recycledInfo>;

export const fileCount = v.object({ fileNum: digits, dirNum: digits, recycledFileNum: digits, recycledDirNum: digits });
export type FileCount = v.InferOutput<typeof fileCount>;

/** One item of a batch, a task or a restoring. `code` and `message` of failed deletions may be missing (SMH-32). */
const result = v.object({ status, path, recycledItemId: v.nullish(idSchema), code: textAnswer, message: textAnswer });
export type BatchResult = v.InferOutput<typeof result>;
const results = v.nullish(v.array(result));

/** 200 and 207 bring results, 202 a task; 204 brings nothing (SMH-29, SMH-36). */
export const batchAnswer = v.nullish(v.object({ result: results, taskId: v.nullish(idSchema), path }));
export type BatchAnswer = v.InferOutput<typeof batchAnswer>;

/** Older pages name the id `id`; the newer call names its results after the kind of the task (SMH-36, SMH-37). */
const task = v.pipe(
  v.object({
    taskId: v.nullish(idSchema),
    id: v.nullish(idSchema),
    status,
    result: results,
    batchDeleteResults: results,
  }),
  v.transform((one) => ({
    id: one.taskId ?? one.id ?? '',
    status: one.status,
    results: one.result ?? one.batchDeleteResults ?? [],
  })),
);
export type ServerTask = v.InferOutput<typeof task>;
export const taskListAnswer = v.array(task);

const headers = v.record(v.string(), v.string());

export const uploadStartAnswer = v.object({
  domain: v.pipe(v.string(), v.minLength(1)),
  path: v.pipe(v.string(), v.minLength(1)),
  headers,
  confirmKey: v.pipe(v.string(), v.minLength(1)),
  expiration: textAnswer,
  uploadId: textAnswer,
});
export type UploadStart = v.InferOutput<typeof uploadStartAnswer>;

export const renewAnswer = v.object({ headers, expiration: textAnswer });
export type RenewedHeaders = v.InferOutput<typeof renewAnswer>;

/** `path: null`: the directory is gone (SMH-25). */
export const confirmAnswer = v.object({ path: v.nullable(v.array(v.string())), size: digits, crc64: digits });

export const uploadStatus = v.object({ confirmed: v.boolean(), path });

function markedList<T>(row: v.GenericSchema<unknown, T>): v.GenericSchema<unknown, CursorPage<T>> {
  return v.pipe(
    v.object({ contents: v.array(row), nextMarker: marker }),
    v.transform(({ contents, nextMarker }) => ({ rows: contents, next: nextMarker ?? undefined })),
  );
}
