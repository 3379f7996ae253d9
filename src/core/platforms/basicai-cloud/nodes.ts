import { lookUp } from '../../model/lookUp';
import { descriptionLabel } from '../../model/description';
import type { FileRole, Node, Ref, RemoteFile, Capability } from '../../model/node';
import { text, type Text } from '../../model/text';
import { layoutOf } from './upload/layout';
import { datasetRef, holderRef, type ItemKind, itemRef, type ItemPlace } from './refs';
import type { Dataset, Item, WireFile } from './api/wire';

/** The wire's words for the kinds of items are not documented; these are those of the sibling products (CLOUD-17, inferred). */
const kinds: Readonly<Record<string, ItemKind>> = {
  DATA: 'data',
  SINGLE_DATA: 'data',
  SCENE: 'scene',
  FRAME_SERIES: 'scene',
  BATCH: 'batch',
};

export function kindOf({ type }: Pick<Item, 'type'>): ItemKind {
  return lookUp(kinds, type.toUpperCase()) ?? 'item';
}

const datasetCapabilities: readonly Capability[] = ['edit', 'remove', 'filter', 'download', 'copy', 'add'];
const itemCapabilities: Readonly<Record<ItemKind, readonly Capability[]>> = {
  data: ['remove', 'download', 'copy', 'results'],
  scene: ['remove', 'download', 'copy', 'results', 'filter'],
  batch: ['remove', 'download', 'copy', 'filter', 'add'],
  item: [],
};
const itemIcons: Readonly<Record<ItemKind, string>> = {
  data: 'file-media',
  scene: 'device-camera-video',
  batch: 'archive',
  item: 'question',
};

/** A dataset as a node. */
export function datasetNode(row: Dataset): Node {
  const count = row.itemCount ?? row.dataCount;
  return {
    ref: datasetRef(row.id),
    kind: 'dataset',
    type: row.type,
    icon: row.type.startsWith('LIDAR') ? 'layers' : 'folder-library',
    name: row.name,
    id: row.id,
    expandable: true,
    capabilities: capabilitiesOf(datasetCapabilities, row.type),
    ...(count != null && { note: text('{0} items', count) }),
    facts: [
      ...(row.type === '' ? [] : [[text('Type'), row.type] as const]),
      ...(row.description ? [[descriptionLabel, row.description] as const] : []),
      ...(row.createdAt ? [[text('Created'), row.createdAt] as const] : []),
    ],
  };
}

/** Uploads go where it is known how the files of a data are arranged. */
function capabilitiesOf(own: readonly Capability[], type: string): ReadonlySet<Capability> {
  return new Set(layoutOf(type) === undefined ? own : [...own, 'upload']);
}

/** One data, scene or batch as a node. `type` is that of its dataset. */
export function itemNode(row: Item, place: ItemPlace, type: string): Node {
  const kind = kindOf(row);
  const ref = itemRef(kind, place, row.id);
  const files = kind === 'data' ? filesOf(row, ref) : [];
  const holds = kind === 'scene' || kind === 'batch';
  const able = files.length > 0 ? (['open', 'link'] as const) : [];
  return {
    ref,
    parent: holderRef(place),
    kind,
    type,
    icon: files.some(({ role }) => role === 'point-cloud') ? 'graph-scatter' : itemIcons[kind],
    name: row.name,
    id: row.id,
    expandable: holds,
    capabilities: holds ? capabilitiesOf(itemCapabilities[kind], type) : new Set([...itemCapabilities[kind], ...able]),
    ...(row.itemCount != null && { note: text('{0} items', row.itemCount) }),
    annotated: row.annotationStatus === 'ANNOTATED',
    facts: factsOf(row, kind, files),
    files,
  };
}

function factsOf(row: Item, kind: ItemKind, files: readonly RemoteFile[]): NonNullable<Node['facts']> {
  const facts: (readonly [Text, string])[] = [];
  const add = (label: Text, value: string | null | undefined) =>
    value != null && value !== '' && facts.push([label, value]);
  if (kind === 'item') add(text('Type'), row.type);
  add(text('Annotation'), row.annotationStatus);
  add(text('Validity'), row.validity);
  add(text('Created'), row.createdAt);
  for (const file of files) if (file.size !== undefined) add(text('{0} (bytes)', pathOf(file)), String(file.size));
  return facts;
}

function pathOf({ folder, name }: RemoteFile): string {
  return folder === undefined ? name : `${folder}/${name}`;
}

/** A file of a data with the device that it is of. */
export interface PlacedItem {
  readonly device: string;
  readonly file: WireFile;
}

/** The files of a data (CLOUD-16), each with its device; where none is told, what the list is for. */
export function placedFiles(row: Item): PlacedItem[] {
  const many = (list: readonly WireFile[] | null | undefined, device: string) =>
    (list ?? []).map((file, n) => ({ device: file.deviceName ?? `${device}_${n}`, file }));
  const one = (file: WireFile | null | undefined, device: string) =>
    file ? [{ device: file.deviceName ?? device, file }] : [];
  return [
    ...many(row.lidarPointClouds, 'lidar_point_cloud'),
    ...many(row.cameraImages, 'camera_image'),
    ...many(row.radarPointClouds, 'radar_point_cloud'),
    ...one(row.cameraConfig, 'camera_config'),
    ...one(row.lidarConfig, 'lidar_config'),
  ];
}

/** A key names the data and the place of the file in it, never its link: links are signed anew in every answer. */
function filesOf(row: Item, ref: Ref): RemoteFile[] {
  const placed = placedFiles(row);
  return placed.map(({ device, file }, n) => ({
    role: roleOf(device),
    name: file.filename,
    key: `${n}#${ref}`,
    ...(placed.length > 1 && { folder: device }),
    ...(file.size != null && { size: file.size }),
  }));
}

const roles: readonly (readonly [RegExp, FileRole])[] = [
  [/point_cloud/, 'point-cloud'],
  [/image/, 'image'],
  [/config/, 'camera-config'],
];

function roleOf(device: string): FileRole {
  return roles.find(([name]) => name.test(device))?.[1] ?? 'other';
}
