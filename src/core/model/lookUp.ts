/**
 * What a table says of a word from outside. Only what the table itself holds: `constructor`, `__proto__` and the like are
 * words as all others. Lint demands it wherever a table is asked with a word that the code does not name itself.
 */
export function lookUp<T>(table: Readonly<Partial<Record<string, T>>>, word: string | undefined): T | undefined {
  if (word === undefined || !Object.hasOwn(table, word)) return undefined;
  // eslint-disable-next-line house/look-up -- the one place
  return table[word];
}
