import type { Memento } from 'vscode';

/** What the editor keeps for an extension, as long as the map lives. */
export function memento(kept = new Map<string, unknown>()): Memento {
  return {
    get: (key: string) => kept.get(key),
    // as the editor does: what is kept is written as JSON
    update: async (key: string, value: unknown) => void kept.set(key, JSON.parse(JSON.stringify(value))),
  } as never;
}
