import pLimit from 'p-limit';
import { groupBy } from '../../model/lists';
import type { Ref } from '../../model/node';
import { lastOf } from '../../model/paths';
import { text, type Text } from '../../model/text';
import { isCancelled, isPlatformError } from '../../net/errors';
import type {
  ClassifiedFile,
  FileChecks,
  FileValidation,
  FreshItem,
  UnitItem,
  UploadRules,
  UploadSource,
  UploadUnit,
} from '../../contract';
import type { Issue } from './issue';
import { reopenSource } from '../localSource';
import { recodeToUtf8 } from '../recoded';
import type { FileTree } from './tree';

/** A tree with what the target makes of its paths. */
export interface ClassifiedTree {
  readonly tree: FileTree;
  readonly files: readonly ClassifiedFile[];
  readonly issues: readonly Issue[];
  /** Groups of files that would become one item, but for their folders. */
  readonly alike: readonly ClassifiedFile[];
  /** Why an archive cannot be sent as it is, though what is in it can. */
  readonly repack: readonly Text[];
}

/**
 * Lays a tree out by its paths alone; every problem is named by its path. An archive that the server would not understand,
 * while its files can be laid out here, is to be packed anew.
 */
export function classify(tree: FileTree, rules: UploadRules): ClassifiedTree {
  const paths = [...tree.files.keys()];
  const asItIs = tree.archive === undefined ? undefined : rules.layout(paths, 'as-is');
  const whole = asItIs?.problems.length === 0;
  const layout = asItIs && whole ? asItIs : rules.layout(paths, 'written');
  const mendable = asItIs !== undefined && !whole && layout.problems.length === 0;
  const issue =
    (kind: Issue['kind']) =>
    (one: { path: string; message: Text }): Issue => ({ kind, name: pathOf(tree, one.path), message: one.message });
  const problems = asItIs && !mendable ? asItIs.problems : layout.problems;
  return {
    tree,
    files: problems.length > 0 ? [] : layout.files,
    issues: [
      ...problems.map(issue('layout')),
      ...(tree.unusable ?? []).map(issue('broken')),
      ...[...layout.left, ...tree.left].map(issue('skipped')),
    ],
    alike: layout.alike ?? [],
    repack: [...(mendable ? asItIs.problems.map(({ message }) => message) : []), ...(tree.repack ?? [])],
  };
}

/** An item of a tree with what its files say. */
interface Judged {
  readonly items: readonly UnitItem[];
  readonly issues: readonly Issue[];
  readonly broken: boolean;
  /** Whether a text of it is sent in another encoding. */
  readonly recoded: boolean;
}

/** What may be sent of a tree. */
export interface CheckedTree {
  readonly items: readonly UnitItem[];
  readonly archives: readonly UploadUnit[];
  readonly issues: readonly Issue[];
  /** Archives that can only be sent packed anew, with their sound items. */
  readonly repacks: readonly RepackProposal[];
}

export interface RepackProposal {
  readonly name: string;
  readonly reasons: readonly Text[];
  readonly items: readonly UnitItem[];
}

/** How a check is made, and who is told of it. */
export interface CheckOptions {
  readonly rules: UploadRules;
  readonly target: Ref;
  /** As what result files are taken; without it they are neither judged nor sent. */
  readonly results: string | undefined;
  readonly checks: FileChecks;
  /** Told after each file how many more are checked. */
  readonly report: (checked: number) => void;
}

/** Items judged at once. */
const concurrency = 4;

/**
 * Judges every file of a laid tree. A broken file leaves its item out; in an archive one broken picture costs others on the
 * server, so that it can only be sent packed anew without it.
 */
export async function checkTree(
  classified: ClassifiedTree,
  checking: CheckOptions,
  signal: AbortSignal,
): Promise<CheckedTree> {
  const { tree, files } = classified;
  const { results } = checking;
  const wanted = files.filter((file) => results !== undefined || file.kind !== 'results');
  const limit = pLimit(concurrency);
  const judged = await Promise.all(
    [...groupBy(wanted, (file) => file.item).values()].map((group) =>
      limit(() => judgeItem(tree, group, checking, signal)),
    ),
  );
  const items = judged.flatMap((one) => (one.broken ? [] : one.items));
  const issues = judged.flatMap((one) => one.issues);
  if (tree.archive === undefined || checking.rules.repacks?.(files) === true)
    return { items, archives: [], issues, repacks: [] };
  const broken = judged.filter((one) => one.broken).length + (tree.unusable?.length ?? 0);
  const foreign = judged.filter((one) => one.recoded).length;
  const reasons = [
    ...classified.repack,
    ...(broken > 0
      ? [text('Corrupt files in it: {0}. The server would drop other files in the archive with them.', broken)]
      : []),
    ...(foreign > 0 ? [text('Texts in it that are not in UTF-8: {0}.', foreign)] : []),
  ];
  if (reasons.length === 0)
    return {
      items: [],
      archives: items.length > 0 ? [asItIs(tree.archive, items, checking)] : [],
      issues,
      repacks: [],
    };
  const repacks = items.length > 0 ? [{ name: tree.name, reasons, items }] : [];
  return { items: [], archives: [], issues, repacks };
}

function asItIs(
  archive: UploadSource,
  items: readonly UnitItem[],
  { rules, target, results }: CheckOptions,
): UploadUnit {
  return {
    id: `archive-${archive.place}`,
    target,
    kind: 'archive',
    fileName: rules.safeName(archive.name),
    items: items.map(({ name, fileName, size, objects }) => ({
      name,
      fileName,
      size,
      ...(objects !== undefined && { objects }),
    })),
    bytes: archive.size,
    archive,
    ...(results !== undefined && { results }),
  };
}

/** Judges the files of one item, one after the other. */
async function judgeItem(
  tree: FileTree,
  group: readonly ClassifiedFile[],
  checking: CheckOptions,
  signal: AbortSignal,
): Promise<Judged> {
  const ordered = [...group].sort((a, b) => Number(b.lead) - Number(a.lead) || (a.path < b.path ? -1 : 1));
  const issues: Issue[] = [];
  const validations = new Map<ClassifiedFile, FileValidation>();
  const sent = new Map<string, UploadSource>();
  for (const file of ordered) {
    const source = tree.files.get(file.path);
    const validation = source ? await verdictOf(file, source, checking, signal) : {};
    validations.set(file, validation);
    const name = pathOf(tree, file.path);
    if (source && validation.encoding !== undefined) {
      sent.set(file.path, await recodeToUtf8(source, signal));
      issues.push({
        kind: 'note',
        name,
        message: text('It is in {0} and will be sent as UTF-8.', validation.encoding),
      });
    }
    if (validation.problem) issues.push({ kind: 'broken', name, message: validation.problem });
    for (const message of validation.remarks ?? []) issues.push({ kind: 'note', name, message });
    checking.report(1);
  }
  const broken = [...validations.values()].some((validation) => validation.problem !== undefined);
  const sourceOf = ({ path }: ClassifiedFile) => sent.get(path) ?? tree.files.get(path);
  const fresh = (later: AbortSignal, name: string) => judgeAnew(tree, group, checking, name, later);
  return {
    items: broken
      ? []
      : itemsOf(sourceOf, ordered, validations).map((item) => ({
          ...item,
          fresh: (later: AbortSignal) => fresh(later, item.name),
        })),
    issues,
    broken,
    recoded: sent.size > 0,
  };
}

/** The item of that name once more, from its files as they are now. */
async function judgeAnew(
  tree: FileTree,
  group: readonly ClassifiedFile[],
  checking: CheckOptions,
  name: string,
  signal: AbortSignal,
): Promise<FreshItem> {
  try {
    const files = new Map<string, UploadSource>();
    for (const { path } of group) {
      const source = tree.files.get(path);
      if (source) files.set(path, await reopenSource(source));
    }
    const { items, issues } = await judgeItem(
      { ...tree, files },
      group,
      { ...checking, report: () => undefined },
      signal,
    );
    const item = items.find((one) => one.name === name);
    const problem = issues.find(({ kind }) => kind === 'broken')?.message;
    return item ? { item } : { problem: problem ?? text('It is no longer in its file.') };
  } catch (error) {
    if (!isPlatformError(error)) throw error;
    return { problem: error.userMessage };
  }
}

/** What the content of a file says; bytes that cannot be read are a problem of that file alone. */
export async function verdictOf(
  file: ClassifiedFile,
  source: UploadSource,
  { rules, checks }: Pick<CheckOptions, 'rules' | 'checks'>,
  signal: AbortSignal,
): Promise<FileValidation> {
  try {
    return await rules.check(file, source, checks, signal);
  } catch (error) {
    if (isCancelled(error) || !isPlatformError(error) || error.kind !== 'invalid') throw error;
    return { problem: error.userMessage };
  }
}

function itemsOf(
  sourceOf: (file: ClassifiedFile) => UploadSource | undefined,
  files: readonly ClassifiedFile[],
  validations: ReadonlyMap<ClassifiedFile, FileValidation>,
): UnitItem[] {
  const [lead, ...rest] = files;
  const source = lead && sourceOf(lead);
  if (lead === undefined || source === undefined) return [];
  const beside = rest.flatMap((file) => {
    const other = sourceOf(file);
    return other ? { path: file.to, source: other } : [];
  });
  const counted = files.filter((file) => file.kind === 'results').map((file) => validations.get(file)?.objects ?? 0);
  // A loose file is sent like one that was selected by itself: alone if it can, and under another name if it must.
  if ((lead.kind === 'picture' || lead.kind === 'file') && lead.to !== lead.path)
    return [{ name: lead.item, fileName: lastOf(lead.to), size: source.size, source }];
  const names = validations.get(lead)?.items ?? [lead.item];
  return names.map((name) => ({
    name,
    fileName: lead.path,
    size: source.size,
    source,
    path: lead.to,
    ...(beside.length > 0 && { beside }),
    ...(counted.length > 0 && { objects: counted.reduce((sum, n) => sum + n, 0) }),
  }));
}

function pathOf(tree: FileTree, path: string): string {
  if (tree.archive === undefined) return path === '' ? tree.name : path;
  return path === '' ? tree.name : `${tree.name}: ${path}`;
}
