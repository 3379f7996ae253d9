import pLimit from 'p-limit';
import { groups } from '../model/lists';
import type { Ref } from '../model/node';
import { lastOf } from '../model/paths';
import { text } from '../model/text';
import { isCancelled, isPlatformError } from '../net/errors';
import type { LaidFile, Source, Unit, UnitItem, UploadRules, Verdict } from '../platforms/platform';
import type { Finding } from './finding';
import type { Tree } from './tree';

/** A tree with what the target makes of its paths. */
export interface Laid {
  readonly tree: Tree;
  readonly files: readonly LaidFile[];
  readonly findings: readonly Finding[];
}

/** Lays a tree out by its paths alone; every problem is named by its path. */
export function lay(tree: Tree, rules: UploadRules): Laid {
  const { files, problems, left } = rules.layout([...tree.files.keys()], tree.archive ? 'as-is' : 'written');
  const told =
    (kind: Finding['kind']) =>
    (one: { path: string; said: Finding['said'] }): Finding => ({
      kind,
      name: pathOf(tree, one.path),
      said: one.said,
    });
  return { tree, files, findings: [...problems.map(told('layout')), ...[...left, ...tree.left].map(told('skipped'))] };
}

/** An item of a tree with what its files say. */
interface Judged {
  readonly items: readonly UnitItem[];
  readonly findings: readonly Finding[];
  readonly broken: boolean;
}

/** What may be sent of a tree. */
export interface Checked {
  readonly items: readonly UnitItem[];
  readonly archives: readonly Unit[];
  readonly findings: readonly Finding[];
}

/** Items judged at once: their files are held whole in memory for a moment. */
const atOnce = 4;

/**
 * Judges every file of a laid tree. A broken file leaves its item out; in an archive, which is sent as it is, it stops
 * all of it, since one broken picture costs others on the server.
 * @param results as what result files are taken; without it they are neither judged nor sent
 */
export async function check(
  { tree, files }: Laid,
  rules: UploadRules,
  target: Ref,
  results: string | undefined,
  report: (checked: number) => void,
  signal: AbortSignal,
): Promise<Checked> {
  const wanted = files.filter((file) => results !== undefined || file.kind !== 'results');
  const limit = pLimit(atOnce);
  const judged = await Promise.all(
    [...groups(wanted, (file) => file.item).values()].map((group) =>
      limit(() => judgeItem(tree, group, rules, report, signal)),
    ),
  );
  const items = judged.flatMap((one) => (one.broken ? [] : one.items));
  const findings = judged.flatMap((one) => one.findings);
  if (tree.archive === undefined || rules.repacks?.(files) === true) return { items, archives: [], findings };
  if (judged.some((one) => one.broken)) {
    const said = text('Broken files cost others beside them on the server. Take them out of the archive.');
    return { items: [], archives: [], findings: [...findings, { kind: 'layout', name: tree.name, said }] };
  }
  return {
    items: [],
    archives: items.length > 0 ? [asItIs(tree.archive, items, rules, target, results)] : [],
    findings,
  };
}

function asItIs(
  archive: Source,
  items: readonly UnitItem[],
  rules: UploadRules,
  target: Ref,
  results: string | undefined,
): Unit {
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
  rules: UploadRules,
  report: (checked: number) => void,
  signal: AbortSignal,
): Promise<Judged> {
  const ordered = [...group].sort((a, b) => Number(b.lead) - Number(a.lead) || (a.path < b.path ? -1 : 1));
  const findings: Finding[] = [];
  const verdicts = new Map<LaidFile, Verdict>();
  for (const file of ordered) {
    const source = tree.files.get(file.path);
    const verdict = source ? await verdictOf(file, source, rules, signal) : {};
    verdicts.set(file, verdict);
    const name = pathOf(tree, file.path);
    if (verdict.problem) findings.push({ kind: 'broken', name, said: verdict.problem });
    for (const said of verdict.remarks ?? []) findings.push({ kind: 'note', name, said });
    report(1);
  }
  const broken = [...verdicts.values()].some((verdict) => verdict.problem !== undefined);
  return { items: broken ? [] : itemsOf(tree, ordered, verdicts), findings, broken };
}

async function verdictOf(file: LaidFile, source: Source, rules: UploadRules, signal: AbortSignal): Promise<Verdict> {
  try {
    return await rules.check(file, source, signal);
  } catch (error) {
    if (isCancelled(error) || !isPlatformError(error) || error.kind !== 'invalid') throw error;
    return { problem: error.said };
  }
}

function itemsOf(tree: Tree, files: readonly LaidFile[], verdicts: ReadonlyMap<LaidFile, Verdict>): UnitItem[] {
  const [lead, ...rest] = files;
  const source = lead && tree.files.get(lead.path);
  if (lead === undefined || source === undefined) return [];
  const beside = rest.flatMap((file) => {
    const other = tree.files.get(file.path);
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
