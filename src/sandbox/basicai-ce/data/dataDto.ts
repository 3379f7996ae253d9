import type { Json } from '../../json';
import type { App } from '../app';
import { framesOf } from './data';
import { fileDto, findFiles } from './files';
import type { DataRow, FileRow } from './model';

/** What of a row is told depends on the call (CE-19). */
export interface Shown {
  /** A scene shows its first frame's content and that frame's id. */
  firstFrames?: boolean;
  /** Nicknames of those who lock, by data id. */
  lockedBy?: ReadonlyMap<number, string | null>;
  /** Names of datasets by id. */
  datasetNames?: ReadonlyMap<number, string>;
}

export function dataDtos(app: App, host: string, rows: readonly DataRow[], shown: Shown = {}): Json[] {
  const firsts = shown.firstFrames ? firstFrames(app, rows) : new Map<number, DataRow>();
  const fileIds = [...rows, ...firsts.values()].flatMap((row) => row.content.flatMap((node) => node.files));
  const files = findFiles(app, fileIds);
  return rows.map((row) => {
    const first = firsts.get(row.id);
    return {
      id: row.id,
      datasetId: row.datasetId,
      datasetName: shown.datasetNames?.get(row.datasetId) ?? null,
      name: row.name,
      orderName: row.orderName,
      content: contentDto(app, host, first ?? row, files),
      type: row.type,
      parentId: row.parentId,
      status: row.status,
      annotationStatus: row.annotationStatus,
      splitType: row.splitType,
      lockedBy: shown.lockedBy?.get(row.id) ?? null,
      firstDataId: first?.id ?? null,
    };
  });
}

function firstFrames(app: App, rows: readonly DataRow[]): Map<number, DataRow> {
  const scenes = rows.filter((row) => row.type === 'SCENE').map((row) => row.id);
  const firsts = new Map<number, DataRow>();
  if (scenes.length > 0)
    for (const frame of framesOf(app, scenes)) if (!firsts.has(frame.parentId)) firsts.set(frame.parentId, frame);
  return firsts;
}

function contentDto(app: App, host: string, row: DataRow, files: ReadonlyMap<number, FileRow>): Json {
  return row.content.flatMap((node) => {
    const children = node.files.flatMap((id) => files.get(id) ?? []).map((file) => fileNode(app, host, file));
    if (node.name === null) return children;
    const type = node.files.map((id) => files.get(id)?.type).find((mime) => mime != null);
    return [{ name: node.name, type: 'directory', files: children, directoryType: type }];
  });
}

function fileNode(app: App, host: string, file: FileRow): Json {
  return { name: file.name, fileId: file.id, type: 'file', file: fileDto(app, host, file) };
}
