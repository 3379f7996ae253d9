import type { Node, RemoteFile, Capability } from '../../model/node';
import { extensionOf, fileIcons, roleOf } from '../../model/paths';
import { text, type Text } from '../../model/text';
import { bytesOf, timeOf } from './amounts';
import { dirRef, fileRef, rootId, rootRef } from './refs';
import type { Row, TreeNode } from './api/wire';

const holding: readonly Capability[] = ['create', 'upload', 'download', 'filter'];
const folderCapabilities: ReadonlySet<Capability> = new Set([...holding, 'copy', 'move', 'edit', 'remove']);
const fileCapabilities: ReadonlySet<Capability> = new Set([
  'open',
  'link',
  'download',
  'copy',
  'move',
  'edit',
  'remove',
]);

/** What uploads are sorted by (EO-14). */
const dataTypes: readonly Text[] = [
  text('Raster'),
  text('Vector'),
  text('3D model'),
  text('Other'),
  text('BIM'),
  text('Point cloud'),
  text('Document'),
];
const categories: readonly (Text | undefined)[] = [undefined, text('Satellite'), text('Drone'), text('Other')];

export function rootNode(name: string): Node {
  return {
    ref: rootRef,
    kind: 'store',
    icon: 'server',
    name,
    id: rootId,
    expandable: true,
    capabilities: new Set(holding),
  };
}

/** @param parentId as this client calls it: the root is -1, whatever the server says */
export function rowNode(row: Row, parentId: string): Node {
  return row.folder === 1
    ? folderNode(row.id, row.fileName, parentId, [text('Changed'), timeOf(row.updateTime)])
    : fileNode(row, parentId);
}

export function treeFolder({ id, name, ctime }: TreeNode, parentId: string): Node {
  return folderNode(id, name, parentId, [text('Created'), timeOf(ctime)]);
}

/** What stands at the root has no parent: it is listed straight below the connection. */
function parentOf(parentId: string): Pick<Node, 'parent'> {
  return parentId === rootId ? {} : { parent: dirRef(parentId) };
}

export function folderNode(id: string, name: string, parentId: string, ...factLines: readonly Fact[]): Node {
  return {
    ref: dirRef(id),
    ...parentOf(parentId),
    kind: 'folder',
    icon: 'folder',
    name,
    id,
    expandable: true,
    capabilities: folderCapabilities,
    facts: facts(...factLines),
  };
}

function fileNode(row: Row, parentId: string): Node {
  const name = displayName(row);
  const role = roleOf(name);
  const size = bytesOf(row.size);
  const changed = timeOf(row.updateTime);
  const file: RemoteFile = {
    role,
    name,
    key: [fileRef(row.id), row.size ?? '', changed ?? ''].join('#'),
    ...(size !== undefined && { size }),
  };
  return {
    ref: fileRef(row.id),
    ...parentOf(parentId),
    kind: 'file',
    icon: fileIcons[role],
    name,
    id: row.id,
    expandable: false,
    capabilities: fileCapabilities,
    facts: facts(
      [text('Size (bytes)'), size === undefined ? undefined : String(size)],
      [text('Type'), dataTypes[row.dataType ?? -1]],
      [text('Source'), categories[row.category ?? 0]],
      [text('Captured'), timeOf(row.captureTime)],
      [text('Changed'), changed],
      [text('User'), row.userName],
      [text('Bands'), row.bandInfos && row.bandInfos.length > 0 ? String(row.bandInfos.length) : undefined],
    ),
    files: [file],
  };
}

/** Names come with or without their extension (EO-11, inferred). */
export function displayName({
  fileName,
  fileExtension,
}: {
  readonly fileName: string;
  readonly fileExtension?: string | null | undefined;
}): string {
  const extension = (fileExtension ?? '').replace(/^\.+/, '').toLowerCase();
  return extension === '' || extensionOf(fileName) === `.${extension}` ? fileName : `${fileName}.${extension}`;
}

type Fact = readonly [label: Text, value: string | Text | null | undefined];

function facts(...all: readonly Fact[]): NonNullable<Node['facts']> {
  return all.flatMap(([label, value]) => (value == null || value === '' ? [] : [[label, value] as const]));
}
