/** One turn of a dialogue (CE-45). */
export interface DialogueTurn {
  readonly role: string;
  readonly text: string;
}

/** The turns of a dialogue file in their order; undefined when it is something else. Turns without a text are left out. */
export function readDialogue(content: string): readonly DialogueTurn[] | undefined {
  let value: unknown;
  try {
    value = JSON.parse(content.replace(/^\uFEFF/, ''));
  } catch {
    return undefined;
  }
  if (!Array.isArray(value) || value.length === 0) return undefined;
  const turns = (value as unknown[]).flatMap((one) => turnOf(one) ?? []);
  return turns.length > 0 ? turns : undefined;
}

function turnOf(value: unknown): DialogueTurn | undefined {
  const { role, text } = (value ?? {}) as { role?: unknown; text?: unknown };
  return typeof role === 'string' && typeof text === 'string' ? { role, text } : undefined;
}
