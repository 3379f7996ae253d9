import pLimit from 'p-limit';
import { groups } from '../model/lists';
import type { Ref } from '../model/node';
import { lastOf } from '../model/paths';
import { text, type Text } from '../model/text';
import { isCancelled, isPlatformError } from '../net/errors';
import type { LaidFile, Source, Unit, UnitItem, UploadRules, Verdict } from '../platforms/platform';
import type { FreshItem } from '../platforms/upload';
import type { FileChecks } from './check/fileChecks';
import type { Finding } from './finding';
import { reopened } from './localSource';
import { recoded } from './recoded';
import type { Tree } from './tree';

/** A tree with what the target makes of its paths. */
export interface Laid {
  readonly tree: Tree;
  readonly files: readonly LaidFile[];
  readonly findings: readonly Finding[];
  /** Groups of files that would become one item, but for their folders. */
  readonly alike: readonly LaidFile[];
  /** Why an archive cannot be sent as it is, though what is in it can. */
  readonly repack: readonly Text[];
}

/**
 * Lays a tree out by its paths alone; every problem is named by its path. An archive that the server would not understand,
 * while its files can be laid out here, is to be packed anew.
 */
export function lay(tree: Tree, rules: UploadRules): Laid {
  const paths = [...tree.files.keys()];
  const asItIs = tree.archive === undefined ? undefined : rules.layout(paths, 'as-is');
  const whole = asItIs?.problems.length === 0;
  const layout = asItIs && whole ? asItIs : rules.layout(paths, 'written');
  const mendable = asItIs !== undefined && !whole && layout.problems.length === 0;
  const finding =
    (kind: Finding['kind']) =>
    (one: { path: string; said: Text }): Finding => ({ kind, name: pathOf(tree, one.path), said: one.said });
  const problems = asItIs && !mendable ? asItIs.problems : layout.problems;
  return {
    tree,
    files: problems.length > 0 ? [] : layout.files,
    findings: [
      ...problems.map(finding('layout')),
      ...(tree.unusable ?? []).map(finding('broken')),
      ...[...layout.left, ...tree.left].map(finding('skipped')),
    ],
    alike: layout.alike ?? [],
    repack: [...(mendable ? asItIs.problems.map(({ said }) => said) : []), ...(tree.repack ?? [])],
  };
}

/** An item of a tree with what its files say. */
interface Judged {
  readonly items: readonly UnitItem[];
  readonly findings: readonly Finding[];
  readonly broken: boolean;
  /** Whether a text of it is sent in another encoding. */
  readonly recoded: boolean;
}

/** What may be sent of a tree. */
export interface Checked {
  readonly items: readonly UnitItem[];
  readonly archives: readonly Unit[];
  readonly findings: readonly Finding[];
  /** Archives that can only be sent packed anew, with their sound items. */
  readonly repacks: readonly Repack[];
}

export interface Repack {
  readonly name: string;
  readonly reasons: readonly Text[];
  readonly items: readonly UnitItem[];
}

/** How a check is made, and who is told of it. */
export interface Checking {
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
export async function check(laid: Laid, checking: Checking, signal: AbortSignal): Promise<Checked> {
  const { tree, files } = laid;
  const { results } = checking;
  const wanted = files.filter((file) => results !== undefined || file.kind !== 'results');
  const limit = pLimit(concurrency);
  const judged = await Promise.all(
    [...groups(wanted, (file) => file.item).values()].map((group) =>
      limit(() => judgeItem(tree, group, checking, signal)),
    ),
  );
  const items = judged.flatMap((one) => (one.broken ? [] : one.items));
  const findings = judged.flatMap((one) => one.findings);
  if (tree.archive === undefined || checking.rules.repacks?.(files) === true)
    return { items, archives: [], findings, repacks: [] };
  const broken = judged.filter((one) => one.broken).length + (tree.unusable?.length ?? 0);
  const foreign = judged.filter((one) => one.recoded).length;
  const reasons = [
    ...laid.repack,
    ...(broken > 0 ? [text('Broken files in it: {0}. They would cost others beside them on the server.', broken)] : []),
    ...(foreign > 0 ? [text('Texts in it that are not in UTF-8: {0}.', foreign)] : []),
  ];
  if (reasons.length === 0)
    return {
      items: [],
      archives: items.length > 0 ? [asItIs(tree.archive, items, checking)] : [],
      findings,
      repacks: [],
    };
  const repacks = items.length > 0 ? [{ name: tree.name, reasons, items }] : [];
  return { items: [], archives: [], findings, repacks };
}

function asItIs(archive: Source, items: readonly UnitItem[], { rules, target, results }: Checking): Unit {
  return {
    id: `archive-${archive.place}`,
    target,
    how: 'archive',
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
  tree: Tree,
  group: readonly LaidFile[],
  checking: Checking,
  signal: AbortSignal,
): Promise<Judged> {
  const ordered = [...group].sort((a, b) => Number(b.lead) - Number(a.lead) || (a.path < b.path ? -1 : 1));
  const findings: Finding[] = [];
  const verdicts = new Map<LaidFile, Verdict>();
  const sent = new Map<string, Source>();
  for (const file of ordered) {
    const source = tree.files.get(file.path);
    const verdict = source ? await verdictOf(file, source, checking, signal) : {};
    verdicts.set(file, verdict);
    const name = pathOf(tree, file.path);
    if (source && verdict.encoding !== undefined) {
      sent.set(file.path, await recoded(source, signal));
      findings.push({ kind: 'note', name, said: text('It is in {0} and will be sent as UTF-8.', verdict.encoding) });
    }
    if (verdict.problem) findings.push({ kind: 'broken', name, said: verdict.problem });
    for (const said of verdict.remarks ?? []) findings.push({ kind: 'note', name, said });
    checking.report(1);
  }
  const broken = [...verdicts.values()].some((verdict) => verdict.problem !== undefined);
  const sourceOf = ({ path }: LaidFile) => sent.get(path) ?? tree.files.get(path);
  const fresh = (later: AbortSignal, name: string) => judgeAnew(tree, group, checking, name, later);
  return {
    items: broken
      ? []
      : itemsOf(sourceOf, ordered, verdicts).map((item) => ({
          ...item,
          fresh: (later: AbortSignal) => fresh(later, item.name),
        })),
    findings,
    broken,
    recoded: sent.size > 0,
  };
}

/** The item of that name once more, from its files as they are now. */
async function judgeAnew(
  tree: Tree,
  group: readonly LaidFile[],
  checking: Checking,
  name: string,
  signal: AbortSignal,
): Promise<FreshItem> {
  try {
    const files = new Map<string, Source>();
    for (const { path } of group) {
      const source = tree.files.get(path);
      if (source) files.set(path, await reopened(source));
    }
    const { items, findings } = await judgeItem(
      { ...tree, files },
      group,
      { ...checking, report: () => undefined },
      signal,
    );
    const item = items.find((one) => one.name === name);
    const problem = findings.find(({ kind }) => kind === 'broken')?.said;
    return item ? { item } : { problem: problem ?? text('It is no longer in its file.') };
  } catch (error) {
    if (!isPlatformError(error)) throw error;
    return { problem: error.said };
  }
}

/** What the content of a file says; bytes that cannot be read are a problem of that file alone. */
export async function verdictOf(
  file: LaidFile,
  source: Source,
  { rules, checks }: Pick<Checking, 'rules' | 'checks'>,
  signal: AbortSignal,
): Promise<Verdict> {
  try {
    return await rules.check(file, source, checks, signal);
  } catch (error) {
    if (isCancelled(error) || !isPlatformError(error) || error.kind !== 'invalid') throw error;
    return { problem: error.said };
  }
}

function itemsOf(
  sourceOf: (file: LaidFile) => Source | undefined,
  files: readonly LaidFile[],
  verdicts: ReadonlyMap<LaidFile, Verdict>,
): UnitItem[] {
  const [lead, ...rest] = files;
  const source = lead && sourceOf(lead);
  if (lead === undefined || source === undefined) return [];
  const beside = rest.flatMap((file) => {
    const other = sourceOf(file);
    return other ? { path: file.to, source: other } : [];
  });
  const counted = files.filter((file) => file.kind === 'results').map((file) => verdicts.get(file)?.objects ?? 0);
  // A loose file is sent like one that was selected by itself: alone if it can, and under another name if it must.
  if ((lead.kind === 'picture' || lead.kind === 'file') && lead.to !== lead.path)
    return [{ name: lead.item, fileName: lastOf(lead.to), size: source.size, source }];
  const names = verdicts.get(lead)?.items ?? [lead.item];
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

function pathOf(tree: Tree, path: string): string {
  if (tree.archive === undefined) return path === '' ? tree.name : path;
  return path === '' ? tree.name : `${tree.name}: ${path}`;
}
