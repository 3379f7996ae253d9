/** What the editor keeps for an extension, as long as the map lives. */
export function memento(kept = new Map<string, unknown>()) {
  return {
    get: <T>(key: string) => kept.get(key) as T | undefined,
    // as the editor does: what is kept is written as JSON
    update: async (key: string, value: unknown) => void kept.set(key, JSON.parse(JSON.stringify(value))),
  } as { get<T>(key: string): T | undefined; update(key: string, value: unknown): Promise<void> } as never;
}
