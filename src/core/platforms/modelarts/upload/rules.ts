import { lookUp } from '../../../model/lookUp';
import { extensionOf, lastOf } from '../../../model/paths';
import { text, type Text } from '../../../model/text';
import type { ClassifiedFile, UploadLayout, UploadRules } from '../../../contract';

/** A sum of raw bytes that fits into one call as base64: 7.5 MiB (MA-47). */
export const mostInline = 7.5 * 1024 ** 2;
/** Longest file that OBS takes in one piece, in bytes (MA-63). */
const longest = 5 * 1024 ** 3;
/** Longest name, in characters (MA-46). */
const longestName = 1_024;

/** What a type of datasets takes. */
interface Kind {
  /** The wire's number for its samples (MA-16). */
  readonly sampleType: number;
  readonly extensions: ReadonlySet<string> | 'any';
  readonly pictures: boolean;
}

const ofPictures: Kind = { sampleType: 0, extensions: new Set(['.jpg', '.jpeg', '.png', '.bmp']), pictures: true };
const ofTexts: Kind = { sampleType: 1, extensions: new Set(['.txt', '.csv']), pictures: false };
/** Which sounds and videos are taken is inferred (MA-17). */
const ofSounds: Kind = { sampleType: 2, extensions: new Set(['.wav', '.mp3', '.m4a', '.flac']), pictures: false };
const ofVideos: Kind = { sampleType: 6, extensions: new Set(['.mp4', '.mov', '.avi', '.mkv']), pictures: false };
const ofAnything: Kind = { sampleType: 9, extensions: 'any', pictures: false };

/** By the type of the dataset (MA-16). Tables take no files. */
const kinds: Readonly<Record<string, Kind>> = {
  0: ofPictures,
  1: ofPictures,
  3: ofPictures,
  100: ofTexts,
  101: ofTexts,
  102: ofTexts,
  200: ofSounds,
  201: ofSounds,
  202: ofSounds,
  600: ofVideos,
  900: ofAnything,
};

export function acceptsUploads(type: string): boolean {
  return lookUp(kinds, type) !== undefined;
}

export function sampleTypeOf(type: string): number {
  return lookUp(kinds, type)?.sampleType ?? 0;
}

/**
 * What a dataset of a type takes; undefined where nothing.
 * @param store whether the connection tells where OBS is, through which large files go
 */
export function uploadRulesOf(type: string, store: boolean): UploadRules | undefined {
  const kind = lookUp(kinds, type);
  if (kind === undefined) return undefined;
  const { extensions } = kind;
  return {
    singleFiles: extensions,
    archives: new Set(),
    looseFiles: extensions === 'any' ? new Set() : extensions,
    archiveThreshold: Infinity,
    pathSeparator: 'folder',
    conflicts: ['skip', 'rename'],
    safeName,
    listedName: safeName,
    layout: (paths) => flat(kind, paths),
    check: async (_file, source, checks, signal) => {
      const problem = sizeProblem(source.size, store);
      if (problem !== undefined) return { problem };
      // Judged by what the dataset holds: a file that was chosen by itself is called a picture whatever it is.
      return kind.pictures ? checks.check('picture', source, signal) : {};
    },
  };
}

/** Names are short and hold none of ``!<>=&"'`` (MA-46); an extension stays at their end. */
export function safeName(fileName: string): string {
  const name = lastOf(fileName).replace(/[!<>=&"'\p{Cc}\\]/gu, '_');
  if (name.length <= longestName) return name;
  const extension = endOf(name);
  return name.slice(0, longestName - extension.length) + extension;
}

function sizeProblem(size: number, store: boolean): Text | undefined {
  if (size === 0) return text('The file is empty.');
  const megabytes = Math.ceil(size / 1024 ** 2);
  if (size > longest)
    return text('It has {0} MB. OBS takes files up to {1} MB in one piece.', megabytes, longest / 1024 ** 2);
  if (size <= mostInline || store) return undefined;
  return text(
    'It has {0} MB. Files of more than 7.5 MB go through OBS: enter its address in the settings of the connection.',
    megabytes,
  );
}

/** Samples stand in no folders: every file becomes one, named without its path. */
function flat({ extensions, pictures }: Kind, paths: readonly string[]): UploadLayout {
  const files = paths.filter((path) => !path.endsWith('/'));
  const fits = (path: string) => extensions === 'any' || extensions.has(extensionOf(path));
  const classified = files.filter(fits).map((path): ClassifiedFile => {
    const name = lastOf(path);
    return { path, to: name, item: name, kind: pictures ? 'picture' : 'file', lead: true };
  });
  const kinds = extensions === 'any' ? '' : [...extensions].join(' ');
  return {
    files: distinct(classified),
    problems: classified.length > 0 ? [] : [{ path: '', message: text('It contains no supported file ({0}).', kinds) }],
    left: files.filter((path) => !fits(path)).map((path) => ({ path, message: text('It is not part of the layout.') })),
  };
}

/** Files of one name in different folders are told apart by a number, since an item is found by its name. */
function distinct(files: readonly ClassifiedFile[]): ClassifiedFile[] {
  const used = new Set<string>();
  return files.map((file) => {
    const extension = endOf(file.item);
    const stem = file.item.slice(0, file.item.length - extension.length);
    let name = file.item;
    for (let n = 2; used.has(name.toLowerCase()); n++) name = `${stem} (${n})${extension}`;
    used.add(name.toLowerCase());
    return { ...file, to: name, item: name };
  });
}

/** With its dot, in the letters in which it is written. */
function endOf(name: string): string {
  return name.slice(name.length - extensionOf(name).length);
}
