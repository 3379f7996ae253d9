import { lookUp } from '../../../model/lookUp';
import { text, type Text } from '../../../model/text';

/** One entry of a dialogue as the server takes it. */
export interface DialogueLine {
  readonly id: string;
  readonly parentId?: string;
  readonly text: string;
  readonly role: string;
}

export interface Dialogue {
  /** Every way from a root to a leaf, in the order in which the server numbers them from 1. */
  readonly paths: readonly (readonly DialogueLine[])[];
  /** Entries that will not be listed, each with its reason. */
  readonly dropped: readonly Text[];
}

/** A dialogue is an array; undefined for anything else. */
export function readDialogue(value: unknown): Dialogue | undefined {
  if (!Array.isArray(value)) return undefined;
  const dropped: Text[] = [];
  const lines = (value as unknown[]).flatMap((entry, n) => {
    const lacking = ['id', 'text', 'role'].filter((key) => typeof memberOf(entry, key) !== 'string');
    if (lacking.length === 0) return lineOf(entry as Record<string, unknown>);
    dropped.push(text('Entry {0} has no {1}; the server skips it.', n + 1, lacking.join(', ')));
    return [];
  });
  const paths = pathsOf(lines);
  const reached = new Set(paths.flat());
  for (const line of lines)
    if (!reached.has(line))
      dropped.push(text('Entry "{0}" is skipped: its parent "{1}" has no root.', line.id, line.parentId ?? ''));
  return { paths, dropped };
}

/** The first two of many remarks, and how many more there are. */
export function summarizeRemarks(remarks: readonly Text[]): Text[] {
  if (remarks.length <= 3) return [...remarks];
  return [...remarks.slice(0, 2), text('{0} more entries are skipped.', remarks.length - 2)];
}

function memberOf(entry: unknown, key: string): unknown {
  return typeof entry === 'object' && entry !== null ? lookUp(entry as Record<string, unknown>, key) : undefined;
}

function lineOf(entry: Record<string, unknown>): DialogueLine[] {
  const { id, parentId, text: words, role } = entry;
  if (typeof id !== 'string' || typeof words !== 'string' || typeof role !== 'string') return [];
  return [{ id, text: words, role, ...(typeof parentId === 'string' && { parentId }) }];
}

function pathsOf(lines: readonly DialogueLine[]): DialogueLine[][] {
  const below = new Map<string, DialogueLine[]>();
  for (const line of lines)
    if (line.parentId !== undefined) below.set(line.parentId, [...(below.get(line.parentId) ?? []), line]);
  const found: DialogueLine[][] = [];
  const waiting = lines
    .filter((line) => line.parentId === undefined)
    .map((line) => [line])
    .reverse();
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    const known = new Set(path);
    const next = (below.get(path.at(-1)?.id ?? '') ?? []).filter((line) => !known.has(line));
    if (next.length === 0) found.push(path);
    for (const line of next.reverse()) waiting.push([...path, line]);
  }
  return found;
}
