import * as v from 'valibot';

/** Ids are whole numbers that may pass 2^53, or their digits (EO-6, EO-12): texts from here on. -1 is the root. */
const idSchema = v.pipe(v.union([v.string(), v.number()]), v.transform(String), v.regex(/^-?\d+$/, 'no id'));
const textAnswer = v.nullish(v.string());
const number = v.nullish(v.number());

/** Success is `code` 200; `message` is never looked at (EO-4). */
export const envelopeSchema = v.object({
  code: v.pipe(v.union([v.number(), v.string()]), v.transform(Number), v.integer('no code')),
  message: textAnswer,
  data: v.optional(v.unknown()),
});

/** Nullability is not documented (EO-8, inferred): all but three may be missing. */
export const rowAnswer = v.object({
  id: idSchema,
  fileName: v.string(),
  folder: v.pipe(v.union([v.number(), v.boolean()]), v.transform(Number)),
  fileExtension: textAnswer,
  /** In GB of 1024^3 bytes (EO-9). */
  size: number,
  dirPath: textAnswer,
  parentId: v.nullish(idSchema),
  captureTime: number,
  updateTime: number,
  dataType: number,
  category: number,
  userName: textAnswer,
  bandInfos: v.nullish(v.array(v.unknown())),
});
export type Row = v.InferOutput<typeof rowAnswer>;

export const pageAnswer = v.pipe(
  v.object({ total: number, pages: number, fileVoList: v.nullish(v.array(rowAnswer)) }),
  v.transform(({ total, pages, fileVoList }) => ({ total, pages, list: fileVoList ?? [] })),
);
export type WirePage = v.InferOutput<typeof pageAnswer>;

export const folderInfo = v.object({ allFilesSize: number, filesCount: number });

/** A folder, and the folders in it; the top one of the samples stands for the root (EO-13). */
export interface TreeNode {
  readonly id: string;
  readonly name: string;
  readonly path?: string | null | undefined;
  readonly parentId?: string | null | undefined;
  readonly ctime?: number | null | undefined;
  readonly children?: readonly TreeNode[] | null | undefined;
}
const treeNode: v.GenericSchema<unknown, TreeNode> = v.object({
  id: idSchema,
  name: v.string(),
  path: textAnswer,
  parentId: v.nullish(idSchema),
  ctime: number,
  children: v.nullish(v.array(v.lazy(() => treeNode))),
});
export const treeAnswer = v.pipe(
  v.nullish(v.array(treeNode)),
  v.transform((found) => found ?? []),
);

/** The id of what was made. */
export const createdIdAnswer = idSchema;

/** The rest is passed on unread (EO-23, inferred). */
export const uploadStartAnswer = v.looseObject({ uploadUrl: v.pipe(v.string(), v.minLength(1)) });
export type UploadStart = v.InferOutput<typeof uploadStartAnswer>;

/** Spelt `dateFileId` in the documents (EO-24). */
export const registrationAnswer = v.pipe(
  v.nullish(v.object({ dateFileId: v.nullish(idSchema), dataFileId: v.nullish(idSchema) })),
  v.transform((answer) => answer?.dateFileId ?? answer?.dataFileId ?? undefined),
);

/** An id that was asked for may be missing, and the order is not promised (EO-25, inferred). */
export const linksAnswer = v.pipe(
  v.object({ urlList: v.nullish(v.array(v.object({ dataFileId: idSchema, url: textAnswer, name: textAnswer }))) }),
  v.transform(({ urlList }) => urlList ?? []),
);

/** Changed or not: `false` and nothing at all are failures (EO-26). */
export const renameAnswer = v.pipe(
  v.nullish(v.boolean()),
  v.transform((done) => done === true),
);

/** The id of the copy; nothing, or `false`, when it failed (EO-26). */
export const copyAnswer = v.pipe(
  v.nullish(v.union([idSchema, v.literal(false)])),
  v.transform((createdIdAnswer) => (createdIdAnswer === false ? undefined : (createdIdAnswer ?? undefined))),
);

const blocker = v.object({ id: idSchema, fileName: textAnswer, fileExtension: textAnswer });
export const deletionAnswer = v.array(
  v.object({ success: v.boolean(), dataFileId: idSchema, canNotBeDeletedFiles: v.nullish(v.array(blocker)) }),
);
export type DeletionAnswer = v.InferOutput<typeof deletionAnswer>;
