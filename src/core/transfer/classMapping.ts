import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { decodeText } from '../formats/textEncoding';
import type { ResultClass, ResultClasses } from '../contract';
import { localSource } from './localSource';
import type { StagedFile } from './stage';

/** Which class of the target stands for which of the source. */
export interface ClassMapping {
  /** By the ids of the source. */
  readonly ids: ReadonlyMap<string, string>;
  /** Classes that the target has under no such name and tool. */
  readonly missing: readonly ResultClass[];
}

/** A result file and what it holds. */
export interface ReadResults {
  readonly file: StagedFile;
  readonly results: unknown;
}

/** The result files among what was brought here; what is no JSON is left as it is, for the check to tell. */
export async function readResultFiles(
  files: readonly StagedFile[],
  { isResultFile }: Pick<ResultClasses, 'isResultFile'>,
  signal: AbortSignal,
): Promise<ReadResults[]> {
  const found: ReadResults[] = [];
  for (const file of files.filter(({ path }) => isResultFile(path))) {
    const { text: content } = decodeText(await file.source.read(signal));
    try {
      found.push({ file, results: JSON.parse(content) as unknown });
    } catch {
      continue;
    }
  }
  return found;
}

/** Finds the target's class for each that is used: of the same name and tool. Only names mean the same in two datasets. */
export function mapClasses(
  used: ReadonlySet<string>,
  source: readonly ResultClass[],
  target: readonly ResultClass[],
  names: Pick<ResultClasses, 'isSameName'>,
): ClassMapping {
  const ids = new Map<string, string>();
  const missing: ResultClass[] = [];
  for (const own of source.filter(({ id }) => used.has(id))) {
    const named = target.find(({ name, tool }) => tool === own.tool && names.isSameName(name, own.name));
    if (named !== undefined) ids.set(own.id, named.id);
    else if (!missing.some(({ name, tool }) => tool === own.tool && names.isSameName(name, own.name)))
      missing.push(own);
  }
  return { ids, missing };
}

/** Writes result files anew with the ids of the target, beside the old ones. @returns all files, those in their places */
export async function relinkFiles(
  files: readonly StagedFile[],
  read: readonly ReadResults[],
  ids: ReadonlyMap<string, string>,
  { relink }: Pick<ResultClasses, 'relink'>,
  folder: string,
): Promise<StagedFile[]> {
  const written = new Map<StagedFile, StagedFile>();
  for (const [n, { file, results }] of read.entries()) {
    const content = Buffer.from(`${JSON.stringify(relink(results, ids))}\n`);
    const path = join(folder, `results-${n}-${createHash('sha256').update(content).digest('hex').slice(0, 12)}.json`);
    await writeFile(path, content);
    written.set(file, { ...file, source: { ...(await localSource(path)), name: file.source.name } });
  }
  return files.map((file) => written.get(file) ?? file);
}
