import { groups } from '../model/lists';
import { aboveOf, lastOf } from '../model/paths';
import { text } from '../model/text';
import type { LaidFile, UploadRules } from '../platforms/upload';
import type { Finding } from './finding';
import type { Laid } from './laid';
import type { Sorted } from './plan';

/** What to do with files that would become one item. */
export type AlikeNaming = 'folder' | 'number' | 'skip';

/** Files whose item has the name of one before them. */
export function alikeOf({ laid }: Sorted): readonly LaidFile[] {
  return laid.flatMap((one) => one.alike);
}

/** Gives files that share a name names of their own, or leaves all but the first of each out. */
export function nameAlike(sorted: Sorted, naming: AlikeNaming, rules: UploadRules): Sorted {
  const done = sorted.laid.map((one) => (one.alike.length === 0 ? one : namers[naming](one, rules)));
  const left = done.flatMap(({ findings }, n) => findings.slice(sorted.laid[n]?.findings.length));
  return { ...sorted, laid: done, findings: [...sorted.findings, ...left] };
}

type Namer = (laid: Laid, rules: UploadRules) => Laid;

const namers: Readonly<Record<AlikeNaming, Namer>> = {
  folder: (laid, rules) => renamed(laid, rules, true),
  number: (laid, rules) => renamed(laid, rules, false),
  skip: leftOut,
};

/** Files of one item stand below one folder under one name; a file without a layout around it stands for itself. */
function placeOf({ path, to }: LaidFile, rules: UploadRules): string {
  return to === path ? `${aboveOf(aboveOf(path))}/${rules.listedName(path)}` : path;
}

function leftOut(laid: Laid, rules: UploadRules): Laid {
  const twins = new Set(laid.alike);
  const kept = new Set(laid.files.filter((file) => file.lead && !twins.has(file)).map((file) => placeOf(file, rules)));
  const files = laid.files.filter((file) => !twins.has(file) && kept.has(placeOf(file, rules)));
  const findings = laid.alike.map(({ path }): Finding => ({
    kind: 'skipped',
    name: path,
    said: text('Another file in the selection has this name.'),
  }));
  return { ...laid, files, alike: [], findings: [...laid.findings, ...findings] };
}

/** Every item of a shared name gets its folder before its name, or a number behind it; a number too where that is no other. */
function renamed(laid: Laid, rules: UploadRules, byFolder: boolean): Laid {
  const leads = laid.files.filter(({ lead }) => lead);
  const shared = groups(leads, ({ item }) => item.toLowerCase());
  const used = new Set([...shared].filter(([, { length }]) => length === 1).map(([key]) => key));
  const bases = new Map<LaidFile, string>();
  const byPlace = new Map<string, string>();
  for (const lead of leads) {
    if ((shared.get(lead.item.toLowerCase())?.length ?? 0) < 2) continue;
    const base = free(lead, byFolder ? folderOf(lead) : '', rules, used);
    bases.set(lead, base);
    const place = placeOf(lead, rules);
    if (!byPlace.has(place)) byPlace.set(place, base);
  }
  const files = laid.files.map((file) => {
    const base = bases.get(file) ?? (file.lead ? undefined : byPlace.get(placeOf(file, rules)));
    return base === undefined ? file : withBase(file, base, rules);
  });
  return { ...laid, files, alike: [] };
}

/** The folder that tells a file from others of its name: above those of the layout, when it stands in one. */
function folderOf({ path, to }: LaidFile): string {
  return lastOf(to === path ? aboveOf(aboveOf(path)) : aboveOf(path));
}

function withBase(file: LaidFile, base: string, rules: UploadRules): LaidFile {
  const name = lastOf(file.to);
  const extension = name.slice(rules.listedName(name).length);
  return { ...file, to: `${aboveOf(file.to)}/${base}${extension}`, item: itemWith(file, base) };
}

/** A frame keeps its scene before its name. */
function itemWith({ item }: LaidFile, base: string): string {
  const above = aboveOf(item);
  return above === '' ? base : `${above}/${base}`;
}

function free(lead: LaidFile, folder: string, rules: UploadRules, used: Set<string>): string {
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
