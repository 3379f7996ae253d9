import { createHash } from 'node:crypto';

/** The items in an order that depends on the seed only (Fisher and Yates). */
export function shuffle<T>(items: readonly T[], seed: string): T[] {
  const next = numbers(seed);
  const all = [...items];
  for (let last = all.length - 1; last > 0; last--) {
    const at = Math.floor(next() * (last + 1));
    const [one, other] = [all[at], all[last]];
    if (one !== undefined && other !== undefined) [all[at], all[last]] = [other, one];
  }
  return all;
}

/** Numbers in [0, 1), 53 bits each, from SHA-256 over the seed and a counter: the same on every machine, for good. */
function numbers(seed: string): () => number {
  let counter = 0;
  return () => {
    const bytes = createHash('sha256').update(`${seed}:${counter++}`).digest();
    return (bytes.readUInt32BE(0) * 2 ** 21 + (bytes.readUInt32BE(4) >>> 11)) / 2 ** 53;
  };
}
