import pLimit from 'p-limit';
import { text } from '../../model/text';
import { isCancelled, isPlatformError } from '../../net/errors';
import type { ClassifiedFile, FreshItem, UnitItem, UploadRules, UploadSource } from '../../contract';
import { alikeOf, nameAlike } from './alike';
import type { Issue } from './issue';
import { checkTree, type CheckedTree, type CheckOptions, classify, verdictOf } from './classify';
import { reopenSource } from '../localSource';
import type { ClassifiedSelection, UploadSelection } from './selection';
import { openArchiveTree, type FileTree } from './tree';

/** What may be sent of a selection, and what may not and why. */
export type ValidationResult = CheckedTree;

/** Files checked at once. */
const concurrency = 4;

/** Whether files of an extension are taken one by one. */
export function takesSingle({ singleFiles }: UploadRules, extension: string): boolean {
  return singleFiles === 'any' || singleFiles.has(extension);
}

/** Every extension that is taken, with its dot; none where all are. */
export function extensionsOf({ singleFiles, archives, looseFiles: loose }: UploadRules): string[] {
  return singleFiles === 'any' ? [] : [...new Set([...singleFiles, ...loose, ...archives])];
}

/** Sorts a selection: single files, archives and folders laid out by their paths, and what is not taken. */
export async function classifySelection(
  selection: UploadSelection,
  rules: UploadRules,
  signal: AbortSignal,
): Promise<ClassifiedSelection> {
  const trees: FileTree[] = [...selection.trees];
  const issues: Issue[] = [];
  const singleFiles: UploadSource[] = [];
  for (const source of selection.sources) {
    const extension = /\.[^.]+$/.exec(source.name)?.[0].toLowerCase() ?? '';
    if (rules.archives.has(extension)) await openInto(trees, issues, source, signal);
    else if (takesSingle(rules, extension)) singleFiles.push(source);
    else issues.push({ kind: 'unsupported', name: source.name, message: untaken(rules) });
  }
  const classified = trees.map((tree) => classify(tree, rules));
  return {
    singleFiles,
    classified,
    issues: [...issues, ...classified.flatMap((one) => one.issues)],
    results: classified.some(({ files }) => files.some((file) => file.kind === 'results')),
    close: async () => {
      await Promise.all(trees.map((tree) => tree.close()));
    },
  };
}

async function openInto(trees: FileTree[], issues: Issue[], source: UploadSource, signal: AbortSignal): Promise<void> {
  try {
    trees.push(await openArchiveTree(source, signal));
  } catch (error) {
    if (isCancelled(error) || !isPlatformError(error)) throw error;
    issues.push({ kind: 'broken', name: source.name, message: error.userMessage });
  }
}

function untaken(rules: UploadRules) {
  const taken = extensionsOf(rules).join(' ');
  return text('Unsupported file type. Supported: {0}', taken);
}

/** Checks every file of a sorted selection to its end. Nothing is sent. `report` is told how many are checked in all. */
export async function validate(
  read: ClassifiedSelection,
  checking: CheckOptions,
  signal: AbortSignal,
): Promise<ValidationResult> {
  // Files of one name that nobody was asked about: the first of each is sent.
  const sorted = alikeOf(read).length > 0 ? nameAlike(read, 'skip', checking.rules) : read;
  let checked = 0;
  const counting: CheckOptions = { ...checking, report: (more) => checking.report((checked += more)) };
  const limit = pLimit(concurrency);
  const parts = await Promise.all(
    sorted.singleFiles.map((source) => limit(() => inspectOne(source, counting, signal))),
  );
  for (const classified of sorted.classified) parts.push(await checkTree(classified, counting, signal));
  return {
    items: parts.flatMap((part) => part.items),
    archives: parts.flatMap((part) => part.archives),
    issues: [...sorted.issues, ...parts.flatMap((part) => part.issues)],
    repacks: parts.flatMap((part) => part.repacks),
  };
}

/** How many files will be checked. */
export function filesOf({ singleFiles, classified }: ClassifiedSelection): number {
  return classified.reduce((sum, { files }) => sum + files.length, singleFiles.length);
}

async function inspectOne(source: UploadSource, checking: CheckOptions, signal: AbortSignal): Promise<CheckedTree> {
  const { rules } = checking;
  const item = rules.listedName(source.name);
  const kind = rules.singleFiles === 'any' ? 'file' : 'picture';
  const file: ClassifiedFile = { path: source.name, to: source.name, item, kind, lead: true };
  const { problem, remarks = [] } = await verdictOf(file, source, checking, signal);
  checking.report(1);
  const issue =
    (of: Issue['kind']) =>
    (message: Issue['message']): Issue => ({ kind: of, name: source.name, message });
  if (problem) return { items: [], archives: [], repacks: [], issues: [issue('broken')(problem)] };
  const fresh = async (later: AbortSignal): Promise<FreshItem> => {
    const again = await reopenSource(source).catch((error: unknown) => {
      if (isPlatformError(error)) return { problem: error.userMessage };
      throw error;
    });
    if ('problem' in again) return again;
    const validation = await verdictOf(file, again, checking, later);
    return validation.problem ? { problem: validation.problem } : { item: { size: again.size, source: again } };
  };
  const items = [{ name: item, fileName: source.name, size: source.size, source, fresh }];
  return { items, archives: [], repacks: [], issues: remarks.map(issue('note')) };
}

/** Items whose names are listed already, and items of one selection that would share a name. */
export interface NameClash {
  readonly item: UnitItem;
  readonly with: 'listed' | 'selection';
}

/** How the platform of an upload compares names. */
type Naming = Pick<UploadRules, 'nameKey'>;

/** Finds clashes as the platform compares names: by its own rule, or without case. The first of a selection keeps its name. */
export function findClashes(items: readonly UnitItem[], listed: ReadonlySet<string>, naming: Naming = {}): NameClash[] {
  const names = new Set([...listed].map((name) => keyOf(name, naming)));
  const seen = new Set<string>();
  const found: NameClash[] = [];
  for (const item of items) {
    const name = keyOf(item.name, naming);
    if (names.has(name)) found.push({ item, with: 'listed' });
    else if (seen.has(name)) found.push({ item, with: 'selection' });
    seen.add(name);
  }
  return found;
}

/** Gives every clashing item the next free name: `cat` becomes `cat (2)`. */
export function renameItems(
  items: readonly UnitItem[],
  clashing: readonly NameClash[],
  listed: ReadonlySet<string>,
  naming: Naming = {},
): UnitItem[] {
  const used = new Set([...listed, ...items.map((item) => item.name)].map((name) => keyOf(name, naming)));
  const toRename = new Set(clashing.map((clash) => clash.item));
  return items.map((item) => (toRename.has(item) ? renameOne(item, used, naming) : item));
}

function keyOf(name: string, { nameKey }: Naming): string {
  return nameKey === undefined ? name.toLowerCase() : nameKey(name);
}

/** A name that is listed with its extension keeps it at its end: `cat.jpg` becomes `cat (2).jpg`. */
function renameOne(item: UnitItem, used: Set<string>, naming: Naming): UnitItem {
  const listed = item.fileName === item.name ? (/(?<=[^/])\.[^./]+$/.exec(item.name)?.[0] ?? '') : '';
  const base = item.name.slice(0, item.name.length - listed.length);
  const extension = item.fileName.slice(item.name.length);
  for (let n = 2; ; n++) {
    const name = `${base} (${n})${listed}`;
    const key = keyOf(name, naming);
    if (used.has(key)) continue;
    used.add(key);
    return { ...item, name, fileName: name + extension, ...(item.path === item.name && { path: name }) };
  }
}

/** Replaces what a single file's name must not hold, and says so for each. Inside archives names arrive as they are. */
export function safelyNamed(items: readonly UnitItem[], rules: UploadRules): { items: UnitItem[]; issues: Issue[] } {
  if (
    rules.pathSeparator === 'scene' &&
    (items.length >= rules.archiveThreshold || items.some((item) => item.path !== undefined))
  )
    return { items: [...items], issues: [] };
  const issues: Issue[] = [];
  const safe = items.map((item) => {
    const fileName = rules.safeName(item.fileName);
    if (fileName === item.fileName) return item;
    issues.push({
      kind: 'renamed',
      name: item.fileName,
      message: text('It is sent as "{0}": the server cannot take some characters of its name.', fileName),
    });
    return { ...item, fileName, name: rules.listedName(fileName), ...(item.path !== undefined && { path: fileName }) };
  });
  return { items: safe, issues };
}
