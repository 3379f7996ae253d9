// What the tables of data hold: rows, their files, and what a list of them is asked for by.

export const itemTypes = ['SINGLE_DATA', 'SCENE'] as const;
export const annotationStatuses = ['ANNOTATED', 'NOT_ANNOTATED', 'INVALID'] as const;
export const splitTypes = ['TRAINING', 'VALIDATION', 'TEST', 'NOT_SPLIT'] as const;
export type ItemType = (typeof itemTypes)[number];
export type AnnotationStatus = (typeof annotationStatuses)[number];
export type SplitType = (typeof splitTypes)[number];

/** A folder of files, or with no name a single file: what a datum is made of. */
export interface ContentNode {
  name: string | null;
  files: number[];
}

/** One row of data: a picture, a frame, a scene, a dialogue. */
export interface DataRow {
  id: number;
  datasetId: number;
  name: string;
  orderName: string;
  content: ContentNode[];
  type: ItemType;
  parentId: number;
  status: 'VALID' | 'INVALID';
  annotationStatus: AnnotationStatus;
  splitType: SplitType;
  deleted: boolean;
  createdAt: number;
}

/** What changes in rows; what is left out stays. */
export interface Change {
  deleted?: boolean;
  status?: DataRow['status'];
  annotationStatus?: AnnotationStatus;
  splitType?: SplitType;
}

/** What a list of data is filtered and sorted by. */
export interface Filter {
  datasetId: number;
  parentId: number;
  ids?: number[] | undefined;
  name?: string | undefined;
  from?: number | undefined;
  to?: number | undefined;
  annotationStatus?: AnnotationStatus | undefined;
  splitType?: SplitType | undefined;
  sort: 'NAME' | 'CREATED_AT';
  direction: 'ASC' | 'DESC';
}

export type FileKind = 'file' | 'imageFile' | 'pcdFile';

/** A file of a datum. A picture's three thumbnails have the three ids after its own. */
export interface FileRow {
  id: number;
  name: string;
  path: string;
  zipPath: string | null;
  type: string | null;
  size: number;
  kind: FileKind;
  width: number | null;
  height: number | null;
}

/** Longest side in pixels: large 800, medium 400, small 200. */
export const thumbnailSizes = ['large', 'medium', 'small'] as const;
