import { groupBy } from '../../../model/lists';
import type { Ref } from '../../../model/node';
import { text } from '../../../model/text';
import { memorySource } from '../../../transfer/memorySource';
import type { RestorePlan, DeletionSnapshot, UploadSource } from '../../../contract';
import { type DialogueLine, readDialogue } from '../layout';

/** A path of a dialogue, with its number in the file that it came from. */
export interface KeptPath {
  readonly snapshot: DeletionSnapshot;
  readonly lines: readonly DialogueLine[];
}

/** What `trip_2` came from: the second path of `trip.json`. */
export interface NumberedName {
  readonly base: string;
  readonly number: number;
}

export function parseNumberedName(name: string): NumberedName | undefined {
  const match = /^(.+)_([1-9]\d*)$/s.exec(name);
  return match?.[1] === undefined ? undefined : { base: match[1], number: Number(match[2]) };
}

/** Names that must be known to number the kept paths as before: those of the paths before them. */
export function namesBetween(kept: readonly KeptPath[]): string[] {
  const own = new Set(kept.map(({ snapshot }) => snapshot.name));
  const most = new Map<string, number>();
  for (const found of kept.map(({ snapshot }) => parseNumberedName(snapshot.name)))
    if (found) most.set(found.base, Math.max(most.get(found.base) ?? 0, found.number));
  return [...most].flatMap(([base, last]) =>
    Array.from({ length: last }, (_, n) => `${base}_${n + 1}`).filter((name) => !own.has(name)),
  );
}

/**
 * Merges paths back into the files that they came from, so that the server numbers them as before. It names the paths of
 * a file by their order, so those that still exist go along, and are passed over as duplicates. A path whose number
 * cannot be had again comes back in a file of its own.
 * @param living the paths that are listed, by name
 */
export function mergedTexts(
  kept: readonly KeptPath[],
  living: ReadonlyMap<string, readonly DialogueLine[]>,
): Map<Ref, RestorePlan> {
  const found = new Map<Ref, RestorePlan>();
  for (const [base, group] of groupBy(kept, ({ snapshot }) => parseNumberedName(snapshot.name)?.base)) {
    const merged = base === undefined ? undefined : merge(base, group, living);
    for (const one of group) found.set(one.snapshot.ref, merged?.get(one) ?? alone(one));
  }
  return found;
}

function merge(
  base: string,
  group: readonly KeptPath[],
  living: ReadonlyMap<string, readonly DialogueLine[]>,
): Map<KeptPath, RestorePlan> | undefined {
  const byName = new Map(group.map((one) => [one.snapshot.name, one]));
  const paths: (readonly DialogueLine[])[] = [];
  const back: KeptPath[] = [];
  for (let n = 1; ; n++) {
    const own = byName.get(`${base}_${n}`);
    const lines = own?.lines ?? living.get(`${base}_${n}`);
    if (lines === undefined) break;
    paths.push(lines);
    if (own) back.push(own);
  }
  if (back.length === 0) return undefined;
  const lines = [...new Map(paths.flat().map((line) => [line.id, line])).values()];
  // Only a file that gives the very same paths again gives them their numbers.
  if (JSON.stringify(readDialogue(lines)?.paths) !== JSON.stringify(paths)) return undefined;
  const source = fileOf(`${base}.json`, lines);
  return new Map(back.map((one) => [one, { items: [itemOf(one.snapshot.name, source)], losses: [] }]));
}

/** A file with one path is listed under its name with `_1` behind it. */
function alone({ snapshot, lines }: KeptPath): RestorePlan {
  const name = `${snapshot.name}_1`;
  return {
    items: [itemOf(name, fileOf(`${snapshot.name}.json`, lines))],
    losses: [text('Its name: it comes back as "{0}"', name)],
  };
}

function itemOf(name: string, source: UploadSource) {
  return { name, fileName: source.name, size: source.size, source, path: `text/${source.name}` };
}

function fileOf(name: string, lines: readonly DialogueLine[]): UploadSource {
  return memorySource(
    name,
    Buffer.from(JSON.stringify(lines.map((line) => ({ ...line, parentId: line.parentId ?? null })))),
  );
}
