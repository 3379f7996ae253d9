import type { ExportVerdict } from '../../../contract';

/**
 * Compares an archive of one file an item with what is listed (CE-63): `<name and time>/data/<name>.json`, frames below
 * the name of their scene, and the same under `result` for items that have any.
 */
export function judgeItems(expected: ReadonlySet<string>, paths: readonly string[]): ExportVerdict {
  const found = new Set(paths.map((path) => path.slice(path.indexOf('/') + 1)));
  const results = new Set([...found].filter((path) => !expected.has(path) && expected.has(asData(path))));
  return {
    missing: [...expected].filter((path) => !found.has(path)).map(itemName),
    unexpected: [...found].filter((path) => !expected.has(path) && !results.has(path)),
    results: results.size,
  };
}

/** One file for all pictures; those without annotations are not in it. */
export function judgeCoco(paths: readonly string[]): ExportVerdict {
  const files = paths.filter((path) => path.endsWith('_coco.json'));
  return { missing: [], unexpected: paths.filter((path) => !files.includes(path)), results: files.length };
}

function asData(path: string): string {
  return path.replace(/(^|\/)result\/([^/]*)$/, '$1data/$2');
}

function itemName(path: string): string {
  return path.replace(/(^|\/)data\/([^/]*)\.json$/, '$1$2');
}
