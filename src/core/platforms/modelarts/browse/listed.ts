import type { ModelArtsBrowse } from './browse';
import { nameOf } from '../nodes';
import type { Sample } from '../api/wire';

/** Up to this many names are searched one by one; for more the dataset is walked. */
const fewNames = 20;

/**
 * Names → the samples that have them, compared letter by letter as OBS does. How the server searches is not documented
 * (MA-42): as soon as it answers with a name that the words are not part of, the dataset is walked instead.
 */
export async function namesIn(
  browse: ModelArtsBrowse,
  datasetId: string,
  names: readonly string[],
  signal: AbortSignal,
): Promise<Map<string, Sample>> {
  const wanted = new Set(names);
  const found = new Map<string, Sample>();
  if (wanted.size <= fewNames) {
    for (const name of wanted) {
      const row = await searched(browse, datasetId, name, signal);
      if (row === 'unreliable') return walkForNames(browse, datasetId, wanted, signal);
      if (row !== undefined) found.set(name, row);
    }
    return found;
  }
  return walkForNames(browse, datasetId, wanted, signal);
}

async function searched(
  browse: ModelArtsBrowse,
  datasetId: string,
  name: string,
  signal: AbortSignal,
): Promise<Sample | 'unreliable' | undefined> {
  for await (const rows of browse.walkSamples(datasetId, { name }, signal)) {
    const own = rows.find((row) => nameOf(row) === name);
    if (own !== undefined) return own;
    if (rows.some((row) => !nameOf(row).toLowerCase().includes(name.toLowerCase()))) return 'unreliable';
  }
  return undefined;
}

/** By the whole list, which needs no search to be right. It ends as soon as every name was seen. */
export async function walkForNames(
  browse: ModelArtsBrowse,
  datasetId: string,
  wanted: ReadonlySet<string>,
  signal: AbortSignal,
): Promise<Map<string, Sample>> {
  const found = new Map<string, Sample>();
  for await (const rows of browse.walkSamples(datasetId, {}, signal)) {
    for (const row of rows) if (wanted.has(nameOf(row))) found.set(nameOf(row), row);
    if (found.size === wanted.size) break;
  }
  return found;
}
