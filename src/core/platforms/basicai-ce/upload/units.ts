import { groupBy } from '../../../model/lists';
import type { Ref } from '../../../model/node';
import { parentPathOf, lastOf } from '../../../model/paths';
import type { ByteSource } from '../../../net/http';
import { packZip, type PackEntry } from '../../../transfer/zip/pack';
import type { ArchiveFile, UploadUnit, UnitItem } from '../../../contract';
import { safeName } from '../layout/names';
import { archiveThreshold } from '../layout/rules';
import { typeLayouts } from '../layout/types';
import { sceneOf } from '../browse/listed';

/** Items in one archive: the server takes up to half a second each, and a lost archive is sent again whole. */
const itemsPerPack = 500;
/** Bytes in one archive, unless one scene has more or the person chose otherwise. */
const usualBytes = 256 * 1024 * 1024;
/** Archives on their way at once: one is sent while the server takes in another. It works on one at a time. */
const archivesAtOnce = 2;
const smallAtOnce = 5;

/** Up to five pictures go one by one; more, or what only an archive can carry, go packed. */
export function unitsOf(
  target: Ref,
  items: readonly UnitItem[],
  results: string | undefined,
  archiveBytes = usualBytes,
): UploadUnit[] {
  if (items.length < archiveThreshold && items.every(canGoAlone))
    return items.map((item, n) => ({
      id: `single-${n}`,
      target,
      kind: 'single',
      fileName: item.fileName,
      items: [item],
      bytes: item.size,
    }));
  return filled(items, archiveBytes).map((part, n) => ({
    id: `pack-${n}`,
    target,
    kind: 'pack',
    fileName: part.some((item) => item.path !== undefined) ? 'data.zip' : 'pictures.zip',
    items: part,
    bytes: bytesOf(part),
    ...(results !== undefined && part.some((item) => item.objects !== undefined) && { results }),
  }));
}

function canGoAlone(item: UnitItem): boolean {
  return item.path === undefined && item.beside === undefined && safeName(item.fileName) === item.fileName;
}

/** Units on their way at once. Single files and dialogues are small, and wait for the server more than for the line. */
export function unitsAtOnce(units: readonly UploadUnit[]): number {
  return units.some(({ kind: how, items }) => how !== 'single' && !items.every(isDialogue))
    ? archivesAtOnce
    : smallAtOnce;
}

/** Whether an item is one of a dialogue's, told by its place in the archive. */
export function isDialogue({ path }: Pick<UnitItem, 'path'>): boolean {
  return path !== undefined && typeLayouts['TEXT']?.lead.name.test(lastOf(parentPathOf(path))) === true;
}

/**
 * What must travel together: a scene, since no frame is added to one that exists; the items of one file. A dialogue's
 * file travels alone: of several in one archive the server swaps names and loses some (CE-46).
 */
function filled(items: readonly UnitItem[], archiveBytes: number): UnitItem[][] {
  const whole = groupBy(items, (item) => sceneOf(item.name) ?? item.source ?? item);
  const packs: UnitItem[][] = [];
  let bytes = Infinity;
  for (const group of whole.values()) {
    const more = bytesOf(group);
    const last = packs.at(-1);
    const fits = last && last.length + group.length <= itemsPerPack && bytes + more <= archiveBytes;
    if (fits && !group.some(isDialogue)) {
      last.push(...group);
      bytes += more;
    } else {
      packs.push([...group]);
      bytes = more;
    }
  }
  return packs;
}

function bytesOf(items: readonly UnitItem[]): number {
  return [...filesOf(items).values()].reduce((sum, { source }) => sum + source.size, 0);
}

/** Every file once: the items of a dialogue share theirs. */
function filesOf(items: readonly UnitItem[]): Map<string, ArchiveFile> {
  const placed = items.flatMap(({ source, path, fileName, beside = [] }) => [
    ...(source ? [{ path: path ?? `image_0/${fileName}`, source }] : []),
    ...beside,
  ]);
  return new Map(placed.map((file) => [file.path, file]));
}

/** The bytes of a unit: a file, an archive as it is, or one that is written while it is sent. */
export function bytesOfUnit(unit: UploadUnit): ByteSource {
  if (unit.kind === 'archive' && unit.archive) return unit.archive;
  if (unit.kind === 'single' && unit.items[0]?.source) return unit.items[0].source;
  const entries = [...filesOf(unit.items).values()].map(({ path, source }): PackEntry => ({
    path,
    size: source.size,
    open: () => source.open(),
    read: () => source.read(undefined),
    state: async () => (await source.state?.()) ?? 'same',
  }));
  return packZip(entries);
}
