import pLimit from 'p-limit';
import { text } from '../model/text';
import { isCancelled, isPlatformError } from '../net/errors';
import type { LaidFile, Source, UnitItem, UploadRules } from '../platforms/platform';
import { alikeOf, nameAlike } from './alike';
import type { Finding } from './finding';
import { check, type Checked, type Checking, lay, type Laid, verdictOf } from './laid';
import { reopened } from './localSource';
import { archiveTree, type Tree } from './tree';
import type { FreshItem } from '../platforms/upload';

/** What a person selected: files, and folders as trees. */
export interface Selection {
  readonly sources: readonly Source[];
  readonly trees: readonly Tree[];
}

/** A selection sorted by what the target takes. Nothing is read yet but lists of paths. */
export interface Sorted {
  readonly singles: readonly Source[];
  readonly laid: readonly Laid[];
  readonly findings: readonly Finding[];
  /** Whether there are result files, so that it must be asked as what they are taken. */
  readonly results: boolean;
  close(): Promise<void>;
}

/** What may be sent of a selection, and what may not and why. */
export type Inspection = Checked;

/** Files checked at once. */
const concurrency = 4;

/** Whether files of an extension are taken one by one. */
export function takesSingle({ singles }: UploadRules, extension: string): boolean {
  return singles === 'any' || singles.has(extension);
}

/** Every extension that is taken, with its dot; none where all are. */
export function extensionsOf({ singles, archives, loose }: UploadRules): string[] {
  return singles === 'any' ? [] : [...new Set([...singles, ...loose, ...archives])];
}

/** Sorts a selection: single files, archives and folders laid out by their paths, and what is not taken. */
export async function sort(selection: Selection, rules: UploadRules, signal: AbortSignal): Promise<Sorted> {
  const trees: Tree[] = [...selection.trees];
  const findings: Finding[] = [];
  const singles: Source[] = [];
  for (const source of selection.sources) {
    const extension = /\.[^.]+$/.exec(source.name)?.[0].toLowerCase() ?? '';
    if (rules.archives.has(extension)) await openInto(trees, findings, source, signal);
    else if (takesSingle(rules, extension)) singles.push(source);
    else findings.push({ kind: 'unsupported', name: source.name, said: untaken(rules) });
  }
  const laid = trees.map((tree) => lay(tree, rules));
  return {
    singles,
    laid,
    findings: [...findings, ...laid.flatMap((one) => one.findings)],
    results: laid.some(({ files }) => files.some((file) => file.kind === 'results')),
    close: async () => {
      await Promise.all(trees.map((tree) => tree.close()));
    },
  };
}

async function openInto(trees: Tree[], findings: Finding[], source: Source, signal: AbortSignal): Promise<void> {
  try {
    trees.push(await archiveTree(source, signal));
  } catch (error) {
    if (isCancelled(error) || !isPlatformError(error)) throw error;
    findings.push({ kind: 'broken', name: source.name, said: error.said });
  }
}

function untaken(rules: UploadRules) {
  const taken = extensionsOf(rules).join(' ');
  return text('Files of this kind are not taken. Taken are: {0}', taken);
}

/** Checks every file of a sorted selection to its end. Nothing is sent. `report` is told how many are checked in all. */
export async function inspect(read: Sorted, checking: Checking, signal: AbortSignal): Promise<Inspection> {
  // Files of one name that nobody was asked about: the first of each is sent.
  const sorted = alikeOf(read).length > 0 ? nameAlike(read, 'skip', checking.rules) : read;
  let checked = 0;
  const counting: Checking = { ...checking, report: (more) => checking.report((checked += more)) };
  const limit = pLimit(concurrency);
  const parts = await Promise.all(sorted.singles.map((source) => limit(() => inspectOne(source, counting, signal))));
  for (const laid of sorted.laid) parts.push(await check(laid, counting, signal));
  return {
    items: parts.flatMap((part) => part.items),
    archives: parts.flatMap((part) => part.archives),
    findings: [...sorted.findings, ...parts.flatMap((part) => part.findings)],
    repacks: parts.flatMap((part) => part.repacks),
  };
}

/** How many files will be checked. */
export function filesOf({ singles, laid }: Sorted): number {
  return laid.reduce((sum, { files }) => sum + files.length, singles.length);
}

async function inspectOne(source: Source, checking: Checking, signal: AbortSignal): Promise<Checked> {
  const { rules } = checking;
  const item = rules.listedName(source.name);
  const kind = rules.singles === 'any' ? 'file' : 'picture';
  const file: LaidFile = { path: source.name, to: source.name, item, kind, lead: true };
  const { problem, remarks = [] } = await verdictOf(file, source, checking, signal);
  checking.report(1);
  const finding =
    (of: Finding['kind']) =>
    (said: Finding['said']): Finding => ({ kind: of, name: source.name, said });
  if (problem) return { items: [], archives: [], repacks: [], findings: [finding('broken')(problem)] };
  const fresh = async (later: AbortSignal): Promise<FreshItem> => {
    const again = await reopened(source).catch((error: unknown) => {
      if (isPlatformError(error)) return { problem: error.said };
      throw error;
    });
    if ('problem' in again) return again;
    const verdict = await verdictOf(file, again, checking, later);
    return verdict.problem ? { problem: verdict.problem } : { item: { size: again.size, source: again } };
  };
  const items = [{ name: item, fileName: source.name, size: source.size, source, fresh }];
  return { items, archives: [], repacks: [], findings: remarks.map(finding('note')) };
}

/** Items whose names are listed already, and items of one selection that would share a name. */
export interface Clash {
  readonly item: UnitItem;
  readonly with: 'listed' | 'selection';
}

/** How the platform of an upload compares names. */
type Naming = Pick<UploadRules, 'nameKey'>;

/** Finds clashes as the platform compares names: by its own rule, or without case. The first of a selection keeps its name. */
export function clashes(items: readonly UnitItem[], listed: ReadonlySet<string>, naming: Naming = {}): Clash[] {
  const names = new Set([...listed].map((name) => keyOf(name, naming)));
  const seen = new Set<string>();
  const found: Clash[] = [];
  for (const item of items) {
    const name = keyOf(item.name, naming);
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
export function safelyNamed(
  items: readonly UnitItem[],
  rules: UploadRules,
): { items: UnitItem[]; findings: Finding[] } {
  if (rules.slash === 'scene' && (items.length >= rules.packFrom || items.some((item) => item.path !== undefined)))
    return { items: [...items], findings: [] };
  const findings: Finding[] = [];
  const safe = items.map((item) => {
    const fileName = rules.safeName(item.fileName);
    if (fileName === item.fileName) return item;
    findings.push({
      kind: 'renamed',
      name: item.fileName,
      said: text('It is sent as "{0}": the server cannot take some characters of its name.', fileName),
    });
    return { ...item, fileName, name: rules.listedName(fileName), ...(item.path !== undefined && { path: fileName }) };
  });
  return { items: safe, findings };
}
