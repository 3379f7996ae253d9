import * as v from 'valibot';

/** Ids are whole numbers that may pass 2^53, or their digits (section 2): texts from here on. -1 is the root. */
const id = v.pipe(v.union([v.string(), v.number()]), v.transform(String), v.regex(/^-?\d+$/, 'no id'));
const said = v.nullish(v.string());
const number = v.nullish(v.number());

/** Success is `code` 200; `message` is never looked at (section 2). */
export const envelope = v.object({
  code: v.pipe(v.union([v.number(), v.string()]), v.transform(Number), v.integer('no code')),
  message: said,
  data: v.optional(v.unknown()),
});

/** Nullability is not documented (section 4, INFERRED): all but three may be missing. */
export const row = v.object({
  id,
  fileName: v.string(),
  folder: v.pipe(v.union([v.number(), v.boolean()]), v.transform(Number)),
  fileExtension: said,
  /** In GB of 1024^3 bytes (INFERRED). */
  size: number,
  dirPath: said,
  parentId: v.nullish(id),
  captureTime: number,
  updateTime: number,
  dataType: number,
  category: number,
  userName: said,
  bandInfos: v.nullish(v.array(v.unknown())),
});
export type Row = v.InferOutput<typeof row>;

export const page = v.pipe(
  v.object({ total: number, pages: number, fileVoList: v.nullish(v.array(row)) }),
  v.transform(({ total, pages, fileVoList }) => ({ total, pages, list: fileVoList ?? [] })),
);
export type WirePage = v.InferOutput<typeof page>;

export const folderInfo = v.object({ allFilesSize: number, filesCount: number });

/** A folder, and the folders in it; the top one of the samples stands for the root (section 4, traps). */
export interface TreeNode {
  readonly id: string;
  readonly name: string;
  readonly path?: string | null | undefined;
  readonly parentId?: string | null | undefined;
  readonly ctime?: number | null | undefined;
  readonly children?: readonly TreeNode[] | null | undefined;
}
const treeNode: v.GenericSchema<unknown, TreeNode> = v.object({
  id,
  name: v.string(),
  path: said,
  parentId: v.nullish(id),
  ctime: number,
  children: v.nullish(v.array(v.lazy(() => treeNode))),
});
export const tree = v.pipe(
  v.nullish(v.array(treeNode)),
  v.transform((found) => found ?? []),
);

/** The id of what was made. */
export const made = id;

/** The rest is passed on unread (section 5, INFERRED). */
export const begun = v.looseObject({ uploadUrl: v.pipe(v.string(), v.minLength(1)) });
export type Begun = v.InferOutput<typeof begun>;

/** Spelt `dateFileId` in the documents (section 4, traps). */
export const arrived = v.pipe(
  v.nullish(v.object({ dateFileId: v.nullish(id), dataFileId: v.nullish(id) })),
  v.transform((answer) => answer?.dateFileId ?? answer?.dataFileId ?? undefined),
);

/** An id that was asked for may be missing, and the order is not promised (section 5, INFERRED). */
export const links = v.pipe(
  v.object({ urlList: v.nullish(v.array(v.object({ dataFileId: id, url: said, name: said }))) }),
  v.transform(({ urlList }) => urlList ?? []),
);

/** Changed or not: `false` and nothing at all are failures (section 4, traps). */
export const changed = v.pipe(
  v.nullish(v.boolean()),
  v.transform((done) => done === true),
);

/** The id of the copy; nothing, or `false`, when it failed (section 4, traps). */
export const copied = v.pipe(
  v.nullish(v.union([id, v.literal(false)])),
  v.transform((made) => (made === false ? undefined : (made ?? undefined))),
);

const blocker = v.object({ id, fileName: said, fileExtension: said });
export const deletions = v.array(
  v.object({ success: v.boolean(), dataFileId: id, canNotBeDeletedFiles: v.nullish(v.array(blocker)) }),
);
export type Deletions = v.InferOutput<typeof deletions>;
