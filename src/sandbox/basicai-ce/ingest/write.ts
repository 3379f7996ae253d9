import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { pictureSize } from '../../pictures/inspect';
import type { Size } from '../../pictures/size';
import type { StoredObject } from '../../store/objects';
import type { App } from '../app';
import { addData, hasName } from '../data/data';
import { addFile, thumbnailPath } from '../data/files';
import { extension, isPictureName, mimeOf } from '../naming';
import type { Item } from './layout';
import { readResult, type ImportedResult } from './results';
import { lastOf } from './unpacked';
import { thumbnailSizes, type ContentNode, type FileKind } from '../data/model';

/** Where the items of an upload go. `sourceId` is set when results shall be read: -1 or a model run. */
export interface Target {
  app: App;
  datasetId: number;
  userId: number;
  /** Key prefix of this upload's objects. */
  folder: string;
  sourceId: number | undefined;
  classes: ReadonlyMap<number, string>;
}

export function newTarget(app: App, datasetId: number, userId: number, sourceId: number | undefined): Target {
  const classes = app.rows.all(
    "SELECT id, name FROM class WHERE owner = 'DATASET' AND owner_id = ?",
    [datasetId],
    (row) => [row.num('id'), row.text('name')] as const,
  );
  return {
    app,
    datasetId,
    userId,
    folder: `${userId}/${datasetId}/${randomUUID().replace(/-/g, '')}`,
    sourceId,
    classes: new Map(classes),
  };
}

/** What went wrong with an item and is told in the record. */
export type Note = string;

interface Ready {
  item: Item;
  files: {
    folder: string;
    name: string;
    path: string;
    zipPath: string | null;
    kind: FileKind;
    size: Size | undefined;
    object: StoredObject;
  }[];
  result: ImportedResult | undefined;
}

/** Thrown when a picture does not decode: its whole batch is lost (CE-36). */
export class Undecodable extends Error {}

/** Stores a batch of at most five items that share a parent, in one transaction. */
export async function writeBatch(target: Target, parentId: number, items: readonly Item[]): Promise<Note[]> {
  const sizes = await Promise.all(
    items.flatMap((item) => item.parts.map((part) => measure(part.piece.path, part.piece.landed.file))),
  );
  const ready: Ready[] = [];
  for (const item of items) ready.push(await prepare(target, item, sizes));
  return target.app.rows.transaction(() => ready.flatMap((one) => store(target, parentId, one)));
}

async function measure(path: string, file: string): Promise<Size | undefined> {
  if (!isPictureName(path)) return undefined;
  const size = pictureSize(await readFile(file));
  if (!size) throw new Undecodable(path);
  return size;
}

async function prepare(target: Target, item: Item, sizes: (Size | undefined)[]): Promise<Ready> {
  const files: Ready['files'] = [];
  for (const { folder, piece } of item.parts) {
    const path = `${target.folder}/${piece.path}`;
    const object = await target.app.objects.keep(path, piece.landed, mimeOf(piece.path));
    files.push({
      folder,
      name: lastOf(piece.path),
      path,
      zipPath: piece.zipPath,
      kind: kindOf(path),
      size: sizes.shift(),
      object,
    });
  }
  const read = item.result && target.sourceId !== undefined;
  const text = read && item.result ? await readFile(item.result.landed.file, 'utf8') : undefined;
  const result = text === undefined ? undefined : readResult(text, `${item.name}.json`, target.classes);
  return { item, files, result };
}

function store(target: Target, parentId: number, { item, files, result }: Ready): Note[] {
  const { app, datasetId } = target;
  if (item.doubled !== undefined) return [item.doubled];
  if (hasName(app, datasetId, parentId, item.name)) return ['Duplicate data names;'];
  const content: ContentNode[] = [];
  for (const { folder, name, path, zipPath, kind, size, object } of files) {
    const id = addFile(app, {
      name,
      path,
      zipPath,
      type: object.type,
      size: object.size,
      kind,
      width: size?.width ?? null,
      height: size?.height ?? null,
    });
    app.objects.record([object, ...(kind === 'imageFile' ? thumbnails(object) : [])]);
    content.push({ name: folder === '' ? null : folder, files: [id] });
  }
  const id = addData(app, { datasetId, name: item.name, type: 'SINGLE_DATA', parentId, content });
  for (const object of result?.objects ?? [])
    app.rows.run(
      'INSERT INTO annotation (dataset_id, data_id, class_id, attributes, source_id, source_type) VALUES (?, ?, ?, ?, ?, NULL)',
      [datasetId, id, object.classId, object.attributes, target.sourceId ?? -1],
    );
  return result?.complaints ?? [];
}

/** Thumbnails are served with the picture's own bytes. */
export function thumbnails(object: StoredObject): StoredObject[] {
  return thumbnailSizes.map((size) => ({ ...object, key: thumbnailPath(object.key, size), type: mimeOf(object.key) }));
}

function kindOf(path: string): FileKind {
  if (isPictureName(path)) return 'imageFile';
  return extension(path) === 'pcd' ? 'pcdFile' : 'file';
}
