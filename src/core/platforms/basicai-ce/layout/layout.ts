import { groupBy } from '../../../model/lists';
import { text, type Text } from '../../../model/text';
import type { ClassifiedFile, UploadLayout, LayoutRemark } from '../../../contract';
import { parentPathOf, lastOf } from '../../../model/paths';
import { leftBehind } from '../../../transfer/plan/leftBehind';
import { extensionOf, listedName } from './names';
import { type LayoutFolder, resultFolder, type TypeLayout } from './types';

const sceneName = /^scene_/i;
/** What is meant as a scene and becomes single data without a word: the prefix is `scene_`. */
const misspeltScene = /^(scenes?([-. ]?\d.*|[-. ].*)?|scenes_.*)$/i;

/** A file with the folders that matter around it. */
interface Found {
  readonly path: string;
  /** The folder directly around the file, and what stands above it. */
  readonly folder: string;
  readonly above: string;
  /** Path of the nearest folder above that makes a scene. */
  readonly scene: string | undefined;
  readonly part: LayoutFolder | undefined;
}

/**
 * Sorts the files of a tree as the server will: folders are told by their names without case, folders above them are
 * free, and what joins an item has its base name and stands beside it.
 */
export function classifyFiles(type: TypeLayout, paths: readonly string[], how: 'written' | 'as-is'): UploadLayout {
  const all = paths.filter((path) => !path.endsWith('/'));
  const files = all.filter((path) => !path.split('/').some(leftBehind));
  if (files.length === 0) return refuse([{ path: '', message: text('It contains no files.') }]);
  const found = files.map((path) => find(type, path));
  if (isKitti(type, found)) return refuse([{ path: '', message: kittiClouds(type) }]);
  const misspelt = misspeltIn(type, found);
  if (misspelt.length > 0) return refuse(misspelt);
  const leads = found.filter((file) => file.part === type.lead);
  if (leads.length === 0) return looseFile(type, found, how);
  // What is written here can be given other names; an archive that is sent as it is cannot.
  const clashes = [...twins(found), ...namesakes(found)];
  const problems = how === 'written' ? sceneNamesakes(found) : [...sceneNamesakes(found), ...clashes];
  if (problems.length > 0) return refuse(problems);
  const items = new Map(leads.map((file) => [keyOf(file), itemOf(file)]));
  const classified = found.flatMap((file): ClassifiedFile[] => {
    const item = items.get(keyOf(file));
    if (file.part === undefined || item === undefined) return [];
    return [{ path: file.path, to: file.path, item, kind: file.part.kind, lead: file.part === type.lead }];
  });
  const used = new Set(classified.map((file) => file.path));
  return {
    files: classified,
    problems: [],
    alike: clashes.length > 0 ? repeated(classified) : [],
    left: [
      ...leftOf(
        type,
        found.filter((file) => !used.has(file.path)),
      ),
      ...leftBySystems(all.filter((path) => path.split('/').some(leftBehind))),
    ],
  };
}

function leftBySystems(paths: readonly string[]): LayoutRemark[] {
  const [first] = paths;
  if (first === undefined) return [];
  return [{ path: first, message: text('System files are skipped: {0}', paths.length) }];
}

function find(type: TypeLayout, path: string): Found {
  const parent = parentPathOf(path);
  const folder = lastOf(parent);
  const parts = [type.lead, ...type.joined, ...(type.results ? [resultFolder] : [])];
  const part = parts.find((one) => one.name.test(folder) && one.extensions.has(extensionOf(path)));
  return {
    path,
    folder,
    above: parentPathOf(parent),
    scene: type.scenes ? sceneOf(parentPathOf(parent)) : undefined,
    part,
  };
}

function sceneOf(path: string): string | undefined {
  let at = path;
  while (at !== '' && !sceneName.test(lastOf(at))) at = parentPathOf(at);
  return at === '' ? undefined : at;
}

/** Items are told apart by where they stand and their base name. */
function keyOf(file: Found): string {
  return `${file.above}/${listedName(file.path)}`;
}

/** Frames are told apart from single data by their scene: both may use a name. */
function itemOf({ path, scene }: Found): string {
  return scene === undefined ? listedName(path) : `${lastOf(scene)}/${listedName(path)}`;
}

/** Folders that the server would pass over in silence because of their names, each once. */
function misspeltIn(type: TypeLayout, found: readonly Found[]): LayoutRemark[] {
  const parts = [type.lead, ...type.joined, ...(type.results ? [resultFolder] : [])];
  const remarks = new Map<string, LayoutRemark>();
  for (const file of found) {
    const extension = extensionOf(file.path);
    const meant =
      file.part === undefined
        ? parts.find((one) => one.misspelt.test(file.folder) && one.extensions.has(extension))
        : undefined;
    if (meant) remark(parentPathOf(file.path), meant.example);
    if (type.scenes && file.part && file.scene === undefined && misspeltScene.test(lastOf(file.above)))
      remark(file.above, 'scene_…');
  }
  return [...remarks.values()];

  function remark(path: string, example: string): void {
    remarks.set(path, { path, message: text('The server would not know this folder. Name it "{0}".', example) });
  }
}

/** Folders of KITTI, object or raw, whose clouds are bare numbers. */
function isKitti(type: TypeLayout, found: readonly Found[]): boolean {
  if (type.lead.kind !== 'point-cloud' || found.some(({ part }) => part === type.lead)) return false;
  return found.some(({ path }) => /(^|\/)velodyne(_points)?\/(data\/)?[^/]+\.bin$/i.test(path));
}

function kittiClouds({ lead }: TypeLayout): Text {
  return text(
    'These are folders of a KITTI dataset. Its point clouds (.bin) cannot be read by the platform; convert them to .pcd in a folder named "{0}".',
    lead.example,
  );
}

/** Without one folder of the layout: what is written here gets it, an archive that is sent as it is must have it. */
function looseFile(type: TypeLayout, found: readonly Found[], how: 'written' | 'as-is'): UploadLayout {
  const able = found.filter(
    (file) => type.lead.extensions.has(extensionOf(file.path)) && !resultFolder.name.test(file.folder),
  );
  const kinds = [...type.lead.extensions].join(' ');
  if (able.length === 0)
    return refuse([{ path: '', message: text('It contains no file that the server reads ({0}).', kinds) }]);
  if (how === 'as-is')
    return refuse(
      [...new Set(able.map((file) => parentPathOf(file.path)))].map((path) => ({
        path,
        message: text('The server finds the files here only in a folder named "{0}".', type.lead.example),
      })),
    );
  const used = new Set(able);
  const files = able.map(({ path }): ClassifiedFile => ({
    path,
    to: `${type.lead.example}/${lastOf(path)}`,
    item: listedName(path),
    kind: type.lead.kind,
    lead: true,
  }));
  return {
    files,
    problems: [],
    // All of them come to stand in one folder, where names that were told apart by their folders are one.
    alike: repeated(files),
    left: leftOf(
      type,
      found.filter((file) => !used.has(file)),
    ),
  };
}

/** All but the first of files that would become one item. */
function repeated(files: readonly ClassifiedFile[]): ClassifiedFile[] {
  const seen = new Set<string>();
  return files.filter(({ item, lead }) => lead && seen.size === seen.add(item.toLowerCase()).size);
}

/** Of two files that give one item in one folder the server keeps the first and drops the other in silence. */
function twins(found: readonly Found[]): LayoutRemark[] {
  const seen = new Map<string, string>();
  return found.flatMap((file) => {
    if (file.part === undefined) return [];
    const key = `${keyOf(file)}/${file.folder}`.toLowerCase();
    const before = seen.get(key);
    if (before === undefined) seen.set(key, file.path);
    return before === undefined
      ? []
      : { path: file.path, message: text('It would become one item with {0}. Rename one of them.', before) };
  });
}

/** Items of one name that stand in different places: the server takes the first. */
function namesakes(found: readonly Found[]): LayoutRemark[] {
  const places = new Places();
  return found.flatMap((file) => {
    if (file.part === undefined || file.part.kind === 'results') return [];
    const twin = places.before(itemOf(file), file.above);
    if (twin === undefined) return [];
    return { path: file.path, message: text('"{0}" also contains an item with this name. Rename one of them.', twin) };
  });
}

/** Scenes of one name in different places: the server takes the first. Each is told once. */
function sceneNamesakes(found: readonly Found[]): LayoutRemark[] {
  const places = new Places();
  const remarks = new Map<string, LayoutRemark>();
  for (const { scene, part } of found) {
    const other = scene === undefined || part === undefined ? undefined : places.before(lastOf(scene), scene);
    if (scene !== undefined && other !== undefined)
      remarks.set(scene, {
        path: scene,
        message: text('"{0}" is a scene of the same name. Rename one of them.', other),
      });
  }
  return [...remarks.values()];
}

/** Where a name was seen first. Names are compared without case. */
class Places {
  private readonly first = new Map<string, string>();

  /** The other place of a name; undefined when this is the first. */
  before(name: string, place: string): string | undefined {
    const key = name.toLowerCase();
    const before = this.first.get(key) ?? place;
    this.first.set(key, before);
    return before === place ? undefined : before;
  }
}

/** What the server passes over: files without their item one by one, others by folder. */
function leftOf(type: TypeLayout, left: readonly Found[]): LayoutRemark[] {
  const lead = [...type.lead.extensions].join(' ');
  const single = left.filter((file) => file.part !== undefined);
  const others = groupBy(
    left.filter((file) => file.part === undefined),
    (file) => parentPathOf(file.path),
  );
  return [
    ...single.map(({ path }) => ({
      path,
      message: text('There is no {0} with this name: the server ignores it.', lead),
    })),
    ...[...others].map(([path, files]): LayoutRemark => {
      const [only] = files;
      if (!type.results && resultFolder.name.test(lastOf(path)))
        return { path, message: text('The server reads no results for datasets of this type.') };
      return files.length === 1 && only
        ? { path: only.path, message: text('It is not part of the layout.') }
        : { path, message: text('{0} files in it are not part of the layout.', files.length) };
    }),
  ];
}

function refuse(problems: readonly LayoutRemark[]): UploadLayout {
  return { files: [], problems, left: [] };
}
