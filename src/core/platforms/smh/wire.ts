import * as v from 'valibot';

/** Ids of tasks and recycled items are numbers in the samples, texts in the field tables (sections 8 and 9): texts from here on. */
const id = v.pipe(v.union([v.string(), v.number()]), v.transform(String), v.regex(/^[\w-]+$/, 'no id'));
/** Statuses of items are said to be texts and shown as numbers (section 8). */
const status = v.pipe(v.union([v.string(), v.number()]), v.transform(Number), v.integer());
/** Sizes, sums and counts are decimal texts (section 3). */
const digits = v.nullish(v.pipe(v.union([v.string(), v.number()]), v.transform(String)));
const said = v.nullish(v.string());
/** A text, or an integer in older documents; empty at the end (section 6.1). */
const marker = v.nullish(v.pipe(v.union([v.string(), v.number()]), v.transform(String)));
const path = v.nullish(v.array(v.string()));

export const failure = v.object({ code: v.string(), message: said, requestId: said });

/** The field table misspells `expiredIn` (section 4.1), so that only the token is relied on. */
export const token = v.object({ accessToken: v.pipe(v.string(), v.minLength(1)) });

export interface Marked<T> {
  readonly rows: readonly T[];
  readonly next: string | undefined;
}

const space = v.object({ spaceId: v.pipe(v.string(), v.minLength(1)), userId: said, creationTime: said });
export type Space = v.InferOutput<typeof space>;

export const createdSpace = v.object({ spaceId: space.entries.spaceId });

/** The next page comes as `marker` or `nextMarker`; the older call answered a bare list (section 5, UNKNOWN which holds). */
export const spaces: v.GenericSchema<unknown, Marked<Space>> = v.union([
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
  type: said,
  size: digits,
  eTag: said,
  crc64: digits,
  contentType: said,
  creationTime: said,
  modificationTime: said,
  versionId: digits,
  labels: v.nullish(v.array(v.string())),
};

const entry = v.object({ name: v.string(), ...facts });
export type Entry = v.InferOutput<typeof entry>;

/** What `?info` tells of a file; of a directory it is not documented what comes (section 6.2), so that nothing is required. */
export const info = v.object({ ...facts, cosUrl: said });
export type Info = v.InferOutput<typeof info>;

export const directory = markedList(entry);

const recycledItem = v.object({
  recycledItemId: id,
  name: v.string(),
  type: said,
  originalPath: path,
  size: digits,
  removalTime: said,
  remainingTime: v.nullish(v.pipe(v.union([v.string(), v.number()]), v.transform(Number))),
});
export type RecycledItem = v.InferOutput<typeof recycledItem>;

export const recycled = markedList(recycledItem);
/** UNKNOWN beside `cosUrl` (section 10): that it answers is all that is used. */
export const recycledInfo = v.object({ name: said, originalPath: path, type: said, size: digits });
export type RecycledInfo = v.InferOutput<typeof recycledInfo>;

export const fileCount = v.object({ fileNum: digits, dirNum: digits, recycledFileNum: digits, recycledDirNum: digits });
export type FileCount = v.InferOutput<typeof fileCount>;

/** One item of a batch, a task or a restoring. `code` and `message` of failed deletions are UNKNOWN (section 8): optional. */
const result = v.object({ status, path, recycledItemId: v.nullish(id), code: said, message: said });
export type Result = v.InferOutput<typeof result>;
const results = v.nullish(v.array(result));

/** 200 and 207 bring results, 202 a task; 204 brings nothing (sections 6 to 10). */
export const batch = v.nullish(v.object({ result: results, taskId: v.nullish(id), path }));
export type Batch = v.InferOutput<typeof batch>;

/** Older pages name the id `id`; the newer call names its results after the kind of the task (section 9). */
const task = v.pipe(
  v.object({ taskId: v.nullish(id), id: v.nullish(id), status, result: results, batchDeleteResults: results }),
  v.transform((one) => ({
    id: one.taskId ?? one.id ?? '',
    status: one.status,
    results: one.result ?? one.batchDeleteResults ?? [],
  })),
);
export type Task = v.InferOutput<typeof task>;
export const tasks = v.array(task);

const headers = v.record(v.string(), v.string());

export const begun = v.object({
  domain: v.pipe(v.string(), v.minLength(1)),
  path: v.pipe(v.string(), v.minLength(1)),
  headers,
  confirmKey: v.pipe(v.string(), v.minLength(1)),
  expiration: said,
  uploadId: said,
});
export type Begun = v.InferOutput<typeof begun>;

export const renewed = v.object({ headers, expiration: said });
export type Renewed = v.InferOutput<typeof renewed>;

/** `path: null`: the directory is gone (section 7.2). */
export const confirmed = v.object({ path: v.nullable(v.array(v.string())), size: digits, crc64: digits });

export const uploadStatus = v.object({ confirmed: v.boolean(), path });

function markedList<T>(row: v.GenericSchema<unknown, T>): v.GenericSchema<unknown, Marked<T>> {
  return v.pipe(
    v.object({ contents: v.array(row), nextMarker: marker }),
    v.transform(({ contents, nextMarker }) => ({ rows: contents, next: nextMarker ?? undefined })),
  );
}
