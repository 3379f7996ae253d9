import { lookUp } from '../../model/lookUp';
import { descriptionLabel } from '../../model/description';
import type { FileRole, Node, RemoteFile, Capability } from '../../model/node';
import { text, type Text } from '../../model/text';
import { dataRef, datasetRef, frameRef, sceneRef } from './refs';
import type { ContentNode, Data, Dataset, WireFile } from './api/wire';

const datasetIcons: Readonly<Record<string, string>> = {
  IMAGE: 'folder-library',
  LIDAR_FUSION: 'layers',
  LIDAR_BASIC: 'graph-scatter',
  TEXT: 'comment-discussion',
};

export const typeLabels: Readonly<Record<string, Text>> = {
  IMAGE: text('Images'),
  LIDAR_FUSION: text('LiDAR and cameras'),
  LIDAR_BASIC: text('LiDAR'),
  TEXT: text('Text'),
};

export const statusLabels: Readonly<Record<string, Text>> = {
  ANNOTATED: text('annotated'),
  NOT_ANNOTATED: text('not annotated'),
  INVALID: text('invalid'),
};

export const splitLabels: Readonly<Record<string, Text>> = {
  TRAINING: text('training'),
  VALIDATION: text('validation'),
  TEST: text('test'),
  NOT_SPLIT: text('not split'),
};

const datasetCapabilities: readonly Capability[] = [
  'edit',
  'remove',
  'copy',
  'web',
  'filter',
  'split',
  'statistics',
  'run-model',
  'upload',
  'find-deleted',
  'download',
  'export',
];
const dataCapabilities: readonly Capability[] = [
  'remove',
  'copy',
  'web',
  'download',
  'export',
  'results',
  'split',
  'validity',
  'run-model',
];

/** A dataset as a node. */
/** @param row with the objects where its statistics were asked for */
export function datasetNode(row: Dataset & { readonly objectCount?: number }): Node {
  return {
    ref: datasetRef(row.id),
    kind: 'dataset',
    type: row.type,
    icon: lookUp(datasetIcons, row.type) ?? 'database',
    name: row.name,
    id: row.id,
    expandable: true,
    capabilities: new Set(datasetCapabilities),
    counts: {
      annotated: row.annotatedCount,
      all: row.itemCount,
      invalid: row.invalidCount,
      ...(row.objectCount !== undefined && { objects: row.objectCount }),
    },
    facts: [
      [text('Type'), lookUp(typeLabels, row.type) ?? row.type],
      ...(row.description ? ([[descriptionLabel, row.description]] as const) : []),
      [text('Annotated'), String(row.annotatedCount)],
      [text('Not annotated'), String(row.notAnnotatedCount)],
      [text('Invalid'), String(row.invalidCount)],
      [text('All items'), String(row.itemCount)],
    ],
  };
}

/** One datum, scene or frame as a node. */
export function dataNode(row: Data): Node {
  const scene = row.type === 'SCENE';
  const frame = row.parentId !== '0';
  const files = scene ? [] : filesOf(row);
  return {
    ref: refOf(row),
    parent: frame ? sceneRef(row.datasetId, row.parentId) : datasetRef(row.datasetId),
    kind: scene ? 'scene' : frame ? 'frame' : 'data',
    icon: scene ? 'device-camera-video' : iconOf(files),
    name: row.name,
    id: row.id,
    expandable: scene,
    capabilities: new Set<Capability>(files.length > 0 ? [...dataCapabilities, 'open', 'link'] : dataCapabilities),
    annotated: row.annotationStatus === 'ANNOTATED',
    ...splitNote(row),
    ...(row.lockedBy !== undefined && { lock: { holder: row.lockedBy } }),
    facts: factsOf(row, files),
    files,
  };
}

/** The split stands beside the name, where there is one. */
function splitNote({ splitType }: Data): Pick<Node, 'note'> {
  if (splitType === 'NOT_SPLIT') return {};
  const note = labelOf(splitLabels, splitType);
  return note === undefined ? {} : { note };
}

export function refOf(row: Data) {
  if (row.type === 'SCENE') return sceneRef(row.datasetId, row.id);
  return row.parentId === '0' ? dataRef(row.datasetId, row.id) : frameRef(row.datasetId, row.parentId, row.id);
}

function factsOf(row: Data, files: readonly RemoteFile[]): NonNullable<Node['facts']> {
  const facts: (readonly [Text, string | Text])[] = [];
  const add = (label: Text, value: string | Text | undefined) => value !== undefined && facts.push([label, value]);
  add(text('Annotation'), labelOf(statusLabels, row.annotationStatus));
  add(
    text('Validity'),
    row.status === 'INVALID' ? text('invalid') : row.status === 'VALID' ? text('valid') : row.status,
  );
  add(text('Split'), labelOf(splitLabels, row.splitType));
  add(text('Locked by'), row.lockedBy);
  for (const file of files) if (file.size !== undefined) add(text('{0} (bytes)', pathOf(file)), String(file.size));
  const picture = firstPicture(row.content)?.extraInfo;
  const { width, height } = (picture ?? {}) as { width?: unknown; height?: unknown };
  if (typeof width === 'number' && typeof height === 'number') add(text('Size (px)'), `${width} × ${height}`);
  return facts;
}

function pathOf({ folder, name }: RemoteFile): string {
  return folder === undefined ? name : `${folder}/${name}`;
}

function labelOf(labels: Readonly<Record<string, Text>>, value: string | undefined): Text | string | undefined {
  return value === undefined ? undefined : (lookUp(labels, value) ?? value);
}

export interface PlacedItem {
  readonly folder: string;
  readonly file: WireFile;
}

/** The files of a datum in the order of its folders. */
export function placedFiles(nodes: readonly ContentNode[], folder = ''): PlacedItem[] {
  return nodes.flatMap((node) => [
    ...(node.file ? [{ folder, file: node.file }] : []),
    ...placedFiles(node.files ?? [], node.name),
  ]);
}

function firstPicture(content: readonly ContentNode[]): WireFile | undefined {
  return placedFiles(content).find(({ file }) => file.type?.startsWith('image/') === true)?.file;
}

/** Keys name the datum and the file, never the link: links are signed anew in every answer. */
function filesOf(row: Data): RemoteFile[] {
  const placed = placedFiles(row.content);
  return placed.map(({ folder, file }) => ({
    role: roleOf(folder, file),
    name: file.originalName ?? file.name,
    key: `${row.id}/${file.id}`,
    ...(placed.length > 1 && folder !== '' && { folder }),
    ...(file.size !== undefined && { size: file.size }),
    ...(file.type !== undefined && { mime: file.type }),
  }));
}

function roleOf(folder: string, file: WireFile): FileRole {
  if (folder.toLowerCase() === 'camera_config') return 'camera-config';
  if (file.type?.startsWith('image/') === true) return 'image';
  if (/\.pcd$/i.test(file.name)) return 'point-cloud';
  return /\.json$/i.test(file.name) ? 'text' : 'other';
}

const fileIcons: Readonly<Record<FileRole, string>> = {
  'point-cloud': 'graph-scatter',
  image: 'file-media',
  text: 'comment',
  'camera-config': 'json',
  other: 'file',
};

export function iconOf(files: readonly RemoteFile[]): string {
  const roles = new Set(files.map((file) => file.role));
  const first = (['point-cloud', 'image', 'text', 'other'] as const).find((role) => roles.has(role));
  return fileIcons[first ?? 'other'];
}
