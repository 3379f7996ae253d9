/** One turn of a dialogue (wire reference of BasicAI CE, section 8, "TEXT JSON"). */
export interface Turn {
  readonly role: string;
  readonly text: string;
}

/** The turns of a dialogue file in their order; undefined when it is something else. Turns without a text are left out. */
export function readDialogue(content: string): readonly Turn[] | undefined {
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

function turnOf(value: unknown): Turn | undefined {
  const { role, text } = (value ?? {}) as { role?: unknown; text?: unknown };
  return typeof role === 'string' && typeof text === 'string' ? { role, text } : undefined;
}
