/** One utterance of a dialogue, as the platform writes it. */
type Line = Readonly<Record<string, unknown>> & { readonly id: string };

/** An item `<file>_<n>` belongs to a file: the platform makes one of every way from a root to a leaf. */
export function fileOf(itemName: string): { file: string; n: number } {
  const found = /^(.+)_(\d+)$/s.exec(itemName);
  return found?.[1] === undefined ? { file: itemName, n: 0 } : { file: found[1], n: Number(found[2]) };
}

/**
 * Puts the ways of one file together again: each line once, in the order in which it is first met, so that the platform
 * makes the same ways of them, under the same numbers.
 * @returns undefined when they are not of one tree: two lines of one id say different things, or one is no dialogue
 */
export function mergeDialoguePaths(paths: readonly unknown[]): Line[] | undefined {
  const lines = new Map<string, Line>();
  for (const path of paths) {
    if (!Array.isArray(path)) return undefined;
    for (const line of path as readonly unknown[]) {
      if (!isLine(line)) return undefined;
      const before = lines.get(line.id);
      if (before !== undefined && JSON.stringify(before) !== JSON.stringify(line)) return undefined;
      if (before === undefined) lines.set(line.id, line);
    }
  }
  return [...lines.values()];
}

function isLine(value: unknown): value is Line {
  return typeof value === 'object' && value !== null && typeof (value as { id?: unknown }).id === 'string';
}
