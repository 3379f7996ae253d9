import { lookUp } from '../../model/lookUp';
import { groups } from '../../model/lists';
import { aboveOf, extensionOf, lastOf } from '../../model/paths';
import { text, type Text } from '../../model/text';
import type { CheckKind } from '../../transfer/check/fileCheck';
import type { FileChecks } from '../../transfer/check/fileChecks';
import type { LaidFile, LaidKind, Layout, Remark, Source, UploadRules, Verdict } from '../platform';
import { longestFile } from './limits';

/** Folders that are a device, and what their files are (section 3.2, device names). */
interface Device {
  readonly name: RegExp;
  readonly kind: LaidKind;
  readonly extensions: ReadonlySet<string>;
}

const pictures: ReadonlySet<string> = new Set(['.jpg', '.jpeg', '.png', '.bmp', '.webp', '.tif', '.tiff']);
const clouds: ReadonlySet<string> = new Set(['.pcd']);
const devices: readonly Device[] = [
  { name: /^camera_image_\d+$/i, kind: 'picture', extensions: pictures },
  { name: /^(lidar|radar)_point_cloud_\d+$/i, kind: 'point-cloud', extensions: clouds },
  { name: /^(camera|lidar)_config$/i, kind: 'camera-config', extensions: new Set(['.json']) },
];

/** What a type of datasets takes: which device makes a data, and under which a file without a folder is filed. */
interface TypeLayout {
  readonly lead: RegExp;
  readonly loose: string;
  readonly extensions: ReadonlySet<string>;
}

const ofPictures: TypeLayout = { lead: /^camera_image_\d+$/i, loose: 'camera_image_0', extensions: pictures };
const ofClouds: TypeLayout = { lead: /^lidar_point_cloud_0$/i, loose: 'lidar_point_cloud_0', extensions: clouds };

/** Types that are documented or seen (section 3.1). Of others it is not known how their files are arranged. */
const layouts: Readonly<Record<string, TypeLayout>> = {
  IMAGE: ofPictures,
  LIDAR: ofClouds,
  LIDAR_BASIC: ofClouds,
  LIDAR_FUSION: ofClouds,
};

export function layoutOf(type: string): TypeLayout | undefined {
  return lookUp(layouts, type.toUpperCase());
}

/** What a target of a type takes; undefined where nothing is known of it. Scenes stand in a scene no further. */
export function rulesOf(type: string, kind: string): UploadRules | undefined {
  const layout = layoutOf(type);
  if (layout === undefined) return undefined;
  return {
    singles: layout === ofPictures ? pictures : new Set(),
    archives: new Set(),
    loose: layout.extensions,
    packFrom: Infinity,
    slash: 'scene',
    conflicts: ['skip', 'rename'],
    safeName: (fileName) => fileName,
    listedName,
    layout: (paths) => layOut(layout, paths, kind !== 'scene'),
    check: judge,
  };
}

/** The device that a file at a path belongs to: its folder when that is one, else what files without one get. */
export function deviceOf(path: string, type: string): string {
  const folder = lastOf(aboveOf(path));
  return devices.some(({ name }) => name.test(folder)) ? folder : (layoutOf(type)?.loose ?? 'camera_image_0');
}

/** Files of one base name below one place make one data, each in the folder of its device (section 3.2). */
function layOut(layout: TypeLayout, paths: readonly string[], scenes: boolean): Layout {
  const files = paths.filter((path) => !path.endsWith('/'));
  const placed = files.flatMap((path) => place(layout, path, scenes) ?? []);
  const items = groups(placed, ({ key }) => key);
  const laid: LaidFile[] = [];
  const left: Remark[] = [];
  for (const group of items.values()) {
    const lead = group.find(({ leads }) => leads);
    for (const { path, item, kind } of group)
      if (lead) laid.push({ path, to: path, item, kind, lead: path === lead.path });
      else left.push({ path, said: text('There is no file of this name that makes a data.') });
  }
  const known = new Set(placed.map(({ path }) => path));
  const others = files.filter((path) => !known.has(path));
  left.push(...others.map((path) => ({ path, said: text('It is not part of the layout.') })));
  const kinds = [...layout.extensions].join(' ');
  const problems =
    laid.length > 0 ? [] : [{ path: '', said: text('It holds no file that is taken here ({0}).', kinds) }];
  return { files: laid, problems, left };
}

interface PlacedPath {
  readonly path: string;
  readonly key: string;
  readonly item: string;
  readonly kind: LaidKind;
  readonly leads: boolean;
}

function place(layout: TypeLayout, path: string, scenes: boolean): PlacedPath | undefined {
  const folder = lastOf(aboveOf(path));
  const extension = extensionOf(path);
  const device = devices.find(({ name, extensions }) => name.test(folder) && extensions.has(extension));
  const loose = device === undefined && layout.extensions.has(extension);
  if (device === undefined && !loose) return undefined;
  const above = device ? aboveOf(aboveOf(path)) : aboveOf(path);
  const scene = scenes && /^scene_/i.test(lastOf(above)) ? `${lastOf(above)}/` : '';
  const name = listedName(path);
  return {
    path,
    key: `${above}/${name}`.toLowerCase(),
    item: scene + name,
    kind: device?.kind ?? (layout === ofPictures ? 'picture' : 'point-cloud'),
    leads: loose || layout.lead.test(folder),
  };
}

async function judge(file: LaidFile, source: Source, checks: FileChecks, signal: AbortSignal): Promise<Verdict> {
  if (source.size > longestFile) return { problem: tooLong(source.size) };
  const kind = checkKinds[file.kind];
  return kind === undefined ? {} : checks.check(kind, source, signal);
}

const checkKinds: Readonly<Partial<Record<LaidKind, CheckKind>>> = { picture: 'picture', 'point-cloud': 'cloud' };

function tooLong(size: number): Text {
  return text(
    'It has {0} MB. This platform takes files up to {1} MB through signed links, and has no other way yet.',
    Math.ceil(size / 1024 ** 2),
    Math.round(longestFile / 1024 ** 2),
  );
}

/** Data are named after their file without its last extension. */
export function listedName(path: string): string {
  const base = lastOf(path);
  const dot = base.lastIndexOf('.');
  return dot <= 0 ? base : base.slice(0, dot);
}
