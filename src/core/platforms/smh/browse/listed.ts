import { groupBy } from '../../../model/lists';
import type { Ref } from '../../../model/node';
import { parentPathOf, lastOf } from '../../../model/paths';
import type { SmhBrowse } from './browse';
import { isAbsent } from '../api/failures';
import { dirRef, fileRef, type ParsedRef } from '../refs';

/** Of one folder so many names are asked for one by one; for more the folder is read. */
const few = 10;

/** Names as asked, with their folders, → what has them below a space or folder. */
export async function findRefsByName(
  browse: SmhBrowse,
  { space, path }: ParsedRef,
  names: readonly string[],
  signal: AbortSignal,
): Promise<Map<string, Ref>> {
  const found = new Map<string, Ref>();
  const missing: string[] = [];
  const folders = [...groupBy(names, parentPathOf)].sort(([a], [b]) => a.length - b.length);
  for (const [folder, own] of folders) {
    // Nothing is below a folder that is not there.
    if (missing.some((gone) => folder.startsWith(`${gone}/`))) continue;
    const inner = [...path, ...(folder === '' ? [] : folder.split('/'))];
    const refs = await namesIn(browse, space, inner, own.map(lastOf), signal);
    if (refs === undefined) missing.push(folder);
    for (const name of own) {
      const ref = refs?.get(lastOf(name));
      if (ref !== undefined) found.set(name, ref);
    }
  }
  return found;
}

/** Of one folder; undefined when there is none. */
async function namesIn(
  browse: SmhBrowse,
  space: string,
  path: readonly string[],
  names: readonly string[],
  signal: AbortSignal,
): Promise<Map<string, Ref> | undefined> {
  const holder = dirRef(space, path);
  if (path.length > 0 && !(await browse.get([holder], signal)).has(holder)) return undefined;
  const found = new Map<string, Ref>();
  if (names.length <= few) {
    const refs = names.flatMap((name) => [fileRef(space, [...path, name]), dirRef(space, [...path, name])]);
    for (const [ref, { name }] of await browse.get(refs, signal)) found.set(name, ref);
    return found;
  }
  const wanted = new Set(names);
  try {
    for await (const part of browse.walk(holder, {}, signal))
      for (const { ref, name } of part) if (wanted.has(name)) found.set(name, ref);
  } catch (error) {
    if (!isAbsent(error)) throw error;
  }
  return found;
}
