import { groupBy } from '../../model/lists';
import { parentPathOf, lastOf } from '../../model/paths';
import { text } from '../../model/text';
import type { ClassifiedFile, UploadRules } from '../../contract';
import type { Issue } from './issue';
import type { ClassifiedTree } from './classify';
import type { ClassifiedSelection } from './selection';

/** What to do with files that would become one item. */
export type AlikeNaming = 'folder' | 'number' | 'skip';

/** Files whose item has the name of one before them. */
export function alikeOf({ classified }: ClassifiedSelection): readonly ClassifiedFile[] {
  return classified.flatMap((one) => one.alike);
}

/** Gives files that share a name names of their own, or leaves all but the first of each out. */
export function nameAlike(sorted: ClassifiedSelection, naming: AlikeNaming, rules: UploadRules): ClassifiedSelection {
  const done = sorted.classified.map((one) => (one.alike.length === 0 ? one : namers[naming](one, rules)));
  const left = done.flatMap(({ issues }, n) => issues.slice(sorted.classified[n]?.issues.length));
  return { ...sorted, classified: done, issues: [...sorted.issues, ...left] };
}

type Namer = (classified: ClassifiedTree, rules: UploadRules) => ClassifiedTree;

const namers: Readonly<Record<AlikeNaming, Namer>> = {
  folder: (classified, rules) => renameItems(classified, rules, true),
  number: (classified, rules) => renameItems(classified, rules, false),
  skip: leftOut,
};

/** Files of one item stand below one folder under one name; a file without a layout around it stands for itself. */
function placeOf({ path, to }: ClassifiedFile, rules: UploadRules): string {
  return to === path ? `${parentPathOf(parentPathOf(path))}/${rules.listedName(path)}` : path;
}

function leftOut(classified: ClassifiedTree, rules: UploadRules): ClassifiedTree {
  const twins = new Set(classified.alike);
  const kept = new Set(
    classified.files.filter((file) => file.lead && !twins.has(file)).map((file) => placeOf(file, rules)),
  );
  const files = classified.files.filter((file) => !twins.has(file) && kept.has(placeOf(file, rules)));
  const issues = classified.alike.map(({ path }): Issue => ({
    kind: 'skipped',
    name: path,
    message: text('Another file in the selection has this name.'),
  }));
  return { ...classified, files, alike: [], issues: [...classified.issues, ...issues] };
}

/** Every item of a shared name gets its folder before its name, or a number behind it; a number too where that is no other. */
function renameItems(classified: ClassifiedTree, rules: UploadRules, byFolder: boolean): ClassifiedTree {
  const leads = classified.files.filter(({ lead }) => lead);
  const shared = groupBy(leads, ({ item }) => item.toLowerCase());
  const used = new Set([...shared].filter(([, { length }]) => length === 1).map(([key]) => key));
  const bases = new Map<ClassifiedFile, string>();
  const byPlace = new Map<string, string>();
  for (const lead of leads) {
    if ((shared.get(lead.item.toLowerCase())?.length ?? 0) < 2) continue;
    const base = free(lead, byFolder ? folderOf(lead) : '', rules, used);
    bases.set(lead, base);
    const place = placeOf(lead, rules);
    if (!byPlace.has(place)) byPlace.set(place, base);
  }
  const files = classified.files.map((file) => {
    const base = bases.get(file) ?? (file.lead ? undefined : byPlace.get(placeOf(file, rules)));
    return base === undefined ? file : withBase(file, base, rules);
  });
  return { ...classified, files, alike: [] };
}

/** The folder that tells a file from others of its name: above those of the layout, when it stands in one. */
function folderOf({ path, to }: ClassifiedFile): string {
  return lastOf(to === path ? parentPathOf(parentPathOf(path)) : parentPathOf(path));
}

function withBase(file: ClassifiedFile, base: string, rules: UploadRules): ClassifiedFile {
  const name = lastOf(file.to);
  const extension = name.slice(rules.listedName(name).length);
  return { ...file, to: `${parentPathOf(file.to)}/${base}${extension}`, item: itemWith(file, base) };
}

/** A frame keeps its scene before its name. */
function itemWith({ item }: ClassifiedFile, base: string): string {
  const above = parentPathOf(item);
  return above === '' ? base : `${above}/${base}`;
}

function free(lead: ClassifiedFile, folder: string, rules: UploadRules, used: Set<string>): string {
  const own = rules.listedName(lastOf(lead.to));
  const first = folder === '' ? own : `${folder}_${own}`;
  for (let n = 1; ; n++) {
    const base = n === 1 ? first : `${first} (${n})`;
    const key = itemWith(lead, base).toLowerCase();
    if (used.has(key)) continue;
    used.add(key);
    return base;
  }
}
