import pLimit from 'p-limit';
import type { Ref } from '../model/node';
import { text, type Text } from '../model/text';
import { isCancelled, isPlatformError } from '../net/errors';
import type { Source, Unit, UnitItem, UploadRules } from '../platforms/platform';
import { type ArchiveEntry, openArchive } from './archive';
import { pictureProblem } from './inspect';

export type FindingKind = 'broken' | 'unsupported' | 'layout' | 'renamed' | 'skipped';

/** Something that a person should know before the first byte is sent. */
export interface Finding {
  readonly kind: FindingKind;
  /** The file, as the person knows it. */
  readonly name: string;
  readonly said: Text;
}

/** What may be sent of a selection, and what may not and why. */
export interface Inspection {
  readonly items: readonly UnitItem[];
  readonly archives: readonly Unit[];
  readonly findings: readonly Finding[];
}

type Found = { item: UnitItem } | { archive: Unit } | { finding: Finding };

/** Files read at once for the check: each is held whole in memory for a moment. */
const atOnce = 4;

/**
 * Sorts a selection by what the target takes, and checks every picture to its end. Nothing is sent.
 * @param report told after each file how many are checked
 */
export async function inspect(
  sources: readonly Source[],
  rules: UploadRules,
  target: Ref,
  report: (checked: number) => void,
  signal: AbortSignal,
): Promise<Inspection> {
  const limit = pLimit(atOnce);
  let checked = 0;
  const check = async (source: Source, n: number) => {
    const found = await inspectOne(source, rules, target, n, signal);
    report(++checked);
    return found;
  };
  const found = (await Promise.all(sources.map((source, n) => limit(() => check(source, n))))).flat();
  return {
    items: found.flatMap((one) => ('item' in one ? one.item : [])),
    archives: found.flatMap((one) => ('archive' in one ? one.archive : [])),
    findings: found.flatMap((one) => ('finding' in one ? one.finding : [])),
  };
}

async function inspectOne(
  source: Source,
  rules: UploadRules,
  target: Ref,
  n: number,
  signal: AbortSignal,
): Promise<Found[]> {
  const extension = /\.[^.]+$/.exec(source.name)?.[0].toLowerCase() ?? '';
  try {
    if (rules.singles.has(extension)) return [await inspectPicture(source, rules, signal)];
    if (rules.archives.has(extension)) return await inspectArchive(source, rules, target, n, signal);
  } catch (error) {
    if (isCancelled(error) || !isPlatformError(error)) throw error;
    return [finding('broken', source.name, error.said)];
  }
  const taken = [...rules.singles, ...rules.archives].join(' ');
  return [finding('unsupported', source.name, text('Files of this kind are not taken. Taken are: {0}', taken))];
}

async function inspectPicture(source: Source, rules: UploadRules, signal: AbortSignal): Promise<Found> {
  const problem = await pictureProblem(await source.read(signal));
  if (problem) return finding('broken', source.name, problem);
  return { item: { name: rules.listedName(source.name), fileName: source.name, size: source.size, source } };
}

async function inspectArchive(
  source: Source,
  rules: UploadRules,
  target: Ref,
  n: number,
  signal: AbortSignal,
): Promise<Found[]> {
  const archive = await openArchive(source.place, signal);
  try {
    const layout = rules.layout(archive.entries.map((entry) => entry.path));
    if (layout.problems.length > 0) return layout.problems.map((said) => finding('layout', source.name, said));
    // Of an item with several views the first folder counts, as in the platform's list.
    const items = new Map<string, UnitItem>();
    const broken: Found[] = [];
    for (const entry of [...archive.entries].sort(byPath)) {
      const name = layout.items.get(entry.path);
      if (name === undefined) continue;
      const problem = await entry.read(signal).then(pictureProblem, entryProblem);
      if (problem) broken.push(finding('broken', `${source.name}: ${entry.path}`, problem));
      else if (!items.has(name)) items.set(name, { name, fileName: entry.path, size: entry.size });
    }
    if (broken.length > 0)
      return [
        ...broken,
        finding(
          'layout',
          source.name,
          text('Broken pictures cost others beside them on the server. Take them out of the archive.'),
        ),
      ];
    return [
      {
        archive: {
          id: `archive-${n}`,
          target,
          how: 'archive',
          fileName: rules.safeName(source.name),
          items: [...items.values()],
          bytes: source.size,
          archive: source,
        },
      },
    ];
  } finally {
    await archive.close();
  }
}

function byPath(a: ArchiveEntry, b: ArchiveEntry): number {
  return a.path < b.path ? -1 : Number(a.path > b.path);
}

function entryProblem(error: unknown): Text {
  if (isPlatformError(error)) return error.said;
  throw error;
}

function finding(kind: FindingKind, name: string, said: Text): { finding: Finding } {
  return { finding: { kind, name, said } };
}

/** Items whose names are listed already, and items of one selection that would share a name. */
export interface Clash {
  readonly item: UnitItem;
  readonly with: 'listed' | 'selection';
}

/** Finds clashes as the platforms compare names: without case. The first of a selection keeps its name. */
export function clashes(items: readonly UnitItem[], listed: ReadonlySet<string>): Clash[] {
  const names = new Set([...listed].map((name) => name.toLowerCase()));
  const seen = new Set<string>();
  const found: Clash[] = [];
  for (const item of items) {
    const name = item.name.toLowerCase();
    if (names.has(name)) found.push({ item, with: 'listed' });
    else if (seen.has(name)) found.push({ item, with: 'selection' });
    seen.add(name);
  }
  return found;
}

/** Gives every clashing item the next free name: `cat` becomes `cat (2)`. */
export function renamed(
  items: readonly UnitItem[],
  clashing: readonly Clash[],
  listed: ReadonlySet<string>,
): UnitItem[] {
  const used = new Set([...listed, ...items.map((item) => item.name)].map((name) => name.toLowerCase()));
  const toRename = new Set(clashing.map((clash) => clash.item));
  return items.map((item) => (toRename.has(item) ? renameOne(item, used) : item));
}

function renameOne(item: UnitItem, used: Set<string>): UnitItem {
  const extension = item.fileName.slice(item.name.length);
  for (let n = 2; ; n++) {
    const name = `${item.name} (${n})`;
    if (used.has(name.toLowerCase())) continue;
    used.add(name.toLowerCase());
    return { ...item, name, fileName: name + extension };
  }
}

/** Replaces what a single file's name must not hold, and says so for each. Inside archives names arrive as they are. */
export function safelyNamed(
  items: readonly UnitItem[],
  rules: UploadRules,
): { items: UnitItem[]; findings: Finding[] } {
  if (items.length >= rules.packFrom) return { items: [...items], findings: [] };
  const findings: Finding[] = [];
  const safe = items.map((item) => {
    const fileName = rules.safeName(item.fileName);
    if (fileName === item.fileName) return item;
    findings.push({
      kind: 'renamed',
      name: item.fileName,
      said: text('It is sent as "{0}": the server cannot take #, ? and % in a single file\'s name.', fileName),
    });
    return { ...item, fileName, name: rules.listedName(fileName) };
  });
  return { items: safe, findings };
}
