import { lookUp } from '../../../../src/core/model/lookUp';
import { readFile } from 'node:fs/promises';
import type { Json } from '../../../../src/sandbox/json';
import { extensionOf } from '../../../../src/sandbox/mime';
import { pictureSize } from '../../../../src/sandbox/pictures/inspect';
import type { StoredObject } from '../../../../src/sandbox/store/objects';
import { link, type App } from '../app';
import { illegal, Refused } from '../api/errors';
import type { Fields } from '../api/fields';
import { extensionsByType, deviceGroups, maxFileBytes, readLinkLifeS, singleFileDevices } from '../unknowns';

/** A file of a datum, as an item's row keeps it. `size` in bytes, width and height in pixels. */
export interface FileEntry {
  deviceName: string;
  filename: string;
  path: string;
  size: number;
  width?: number;
  height?: number;
}

/** Bytes up to which a picture is looked into. */
const maxInspectedBytes = 64 * 1024 ** 2;

/** The files that an `addData` names, each stored before with the size told (CLOUD-27). */
export async function readFiles(app: App, datasetType: string, fields: Fields): Promise<FileEntry[]> {
  const named = listed(app, fields);
  if (named.length === 0) throw illegal('files are required');
  return Promise.all(named.map((entry) => readFileEntry(app, datasetType, entry)));
}

function listed(app: App, fields: Fields): Fields[] {
  if (app.modes.files !== 'groups') return fields.list('files');
  if (fields.has('files')) throw illegal('files is no known field');
  return deviceGroups.flatMap(([, group]) => fields.list(group));
}

async function readFileEntry(app: App, datasetType: string, fields: Fields): Promise<FileEntry> {
  const [deviceName, filename] = [fields.requiredText('deviceName'), fields.requiredText('filename')];
  const size = fields.size('size', maxFileBytes);
  fields.text('mimeType');
  const extension = extensionOf(filename);
  if (lookUp(extensionsByType, datasetType)?.includes(extension) === false)
    throw new Refused('FILE_FORMAT_NOT_SUPPORTED', `${datasetType} takes no .${extension}`);
  const object = app.objects.find(keyOf(app, fields.requiredText('path')));
  if (object?.size !== size) throw new Refused('OPERATION_FAILED', `${filename} is not stored with ${size} bytes`);
  return describe(app, object, deviceName, filename);
}

/** What is kept of a stored file; a picture's own size is read from its bytes. */
export async function describe(
  app: App,
  object: StoredObject,
  deviceName: string,
  filename: string,
): Promise<FileEntry> {
  const entry = { deviceName, filename, path: object.key, size: object.size };
  if (!deviceName.startsWith('camera_image') || object.size > maxInspectedBytes) return entry;
  return { ...entry, ...pictureSize(await readFile(app.objects.pathOf(object))) };
}

/** A path may be the URL's whole path, which a client takes that was told no `path` (CLOUD-24). */
function keyOf(app: App, path: string): string {
  const plain = path.replace(/^\//, '').replace(/^store\//, '');
  return plain.startsWith(`${app.bucket.name}/`) ? plain.slice(app.bucket.name.length + 1) : plain;
}

/** The file members of an item's answer, with links that end (CLOUD-16). */
export function tellFiles(app: App, host: string, entries: readonly FileEntry[]): Record<string, Json> {
  const answer = new Map<string, Json>();
  for (const entry of entries) {
    const { deviceName, filename, size, width, height } = entry;
    const url = link(app, host, 'GET', entry.path, readLinkLifeS);
    const shown: Json = { filename, deviceName, url, zipPath: `${deviceName}/${filename}`, size, width, height };
    const single = lookUp(singleFileDevices, deviceName);
    const group = deviceGroups.find(([device]) => deviceName.startsWith(device))?.[1] ?? 'files';
    if (single !== undefined) answer.set(single, shown);
    else answer.set(group, [...((answer.get(group) ?? []) as Json[]), shown]);
  }
  return Object.fromEntries(answer);
}
