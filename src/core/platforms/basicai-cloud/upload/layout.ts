import { lookUp } from '../../../model/lookUp';
import { groupBy } from '../../../model/lists';
import { parentPathOf, extensionOf, lastOf } from '../../../model/paths';
import { text, type Text } from '../../../model/text';
import type {
  CheckKind,
  ClassifiedFile,
  FileChecks,
  FileValidation,
  ClassifiedKind,
  LayoutRemark,
  UploadLayout,
  UploadRules,
  UploadSource,
} from '../../../contract';
import { longestFile } from '../limits';

/** Folders that are a device, and what their files are (CLOUD-28). */
interface Device {
  readonly name: RegExp;
  readonly kind: ClassifiedKind;
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
  readonly looseFile: string;
  readonly extensions: ReadonlySet<string>;
}

const ofPictures: TypeLayout = { lead: /^camera_image_\d+$/i, looseFile: 'camera_image_0', extensions: pictures };
const ofClouds: TypeLayout = { lead: /^lidar_point_cloud_0$/i, looseFile: 'lidar_point_cloud_0', extensions: clouds };

/** Types that are documented or seen (CLOUD-13). Of others it is not known how their files are arranged. */
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
export function uploadRulesOf(type: string, kind: string): UploadRules | undefined {
  const layout = layoutOf(type);
  if (layout === undefined) return undefined;
  return {
    singleFiles: layout === ofPictures ? pictures : new Set(),
    archives: new Set(),
    looseFiles: layout.extensions,
    archiveThreshold: Infinity,
    pathSeparator: 'scene',
    conflicts: ['skip', 'rename'],
    safeName: (fileName) => fileName,
    listedName,
    layout: (paths) => classifyFiles(layout, paths, kind !== 'scene'),
    check: validate,
  };
}

/** The device that a file at a path belongs to: its folder when that is one, else what files without one get. */
export function deviceOf(path: string, type: string): string {
  const folder = lastOf(parentPathOf(path));
  return devices.some(({ name }) => name.test(folder)) ? folder : (layoutOf(type)?.looseFile ?? 'camera_image_0');
}

/** Files of one base name below one place make one data, each in the folder of its device (CLOUD-28). */
function classifyFiles(layout: TypeLayout, paths: readonly string[], scenes: boolean): UploadLayout {
  const files = paths.filter((path) => !path.endsWith('/'));
  const placed = files.flatMap((path) => place(layout, path, scenes) ?? []);
  const items = groupBy(placed, ({ key }) => key);
  const classified: ClassifiedFile[] = [];
  const left: LayoutRemark[] = [];
  for (const group of items.values()) {
    const lead = group.find(({ leads }) => leads);
    for (const { path, item, kind } of group)
      if (lead) classified.push({ path, to: path, item, kind, lead: path === lead.path });
      else left.push({ path, message: text('There is no matching file that makes an item.') });
  }
  const known = new Set(placed.map(({ path }) => path));
  const others = files.filter((path) => !known.has(path));
  left.push(...others.map((path) => ({ path, message: text('It is not part of the layout.') })));
  const kinds = [...layout.extensions].join(' ');
  const problems =
    classified.length > 0 ? [] : [{ path: '', message: text('It contains no supported file ({0}).', kinds) }];
  return { files: classified, problems, left };
}

interface PlacedPath {
  readonly path: string;
  readonly key: string;
  readonly item: string;
  readonly kind: ClassifiedKind;
  readonly leads: boolean;
}

function place(layout: TypeLayout, path: string, scenes: boolean): PlacedPath | undefined {
  const folder = lastOf(parentPathOf(path));
  const extension = extensionOf(path);
  const device = devices.find(({ name, extensions }) => name.test(folder) && extensions.has(extension));
  const looseFile = device === undefined && layout.extensions.has(extension);
  if (device === undefined && !looseFile) return undefined;
  const above = device ? parentPathOf(parentPathOf(path)) : parentPathOf(path);
  const scene = scenes && /^scene_/i.test(lastOf(above)) ? `${lastOf(above)}/` : '';
  const name = listedName(path);
  return {
    path,
    key: `${above}/${name}`.toLowerCase(),
    item: scene + name,
    kind: device?.kind ?? (layout === ofPictures ? 'picture' : 'point-cloud'),
    leads: looseFile || layout.lead.test(folder),
  };
}

async function validate(
  file: ClassifiedFile,
  source: UploadSource,
  checks: FileChecks,
  signal: AbortSignal,
): Promise<FileValidation> {
  if (source.size > longestFile) return { problem: tooLong(source.size) };
  const kind = checkKinds[file.kind];
  return kind === undefined ? {} : checks.check(kind, source, signal);
}

const checkKinds: Readonly<Partial<Record<ClassifiedKind, CheckKind>>> = { picture: 'picture', 'point-cloud': 'cloud' };

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
