/** JSON whose shape is up to whoever wrote it. */
export type Free = Readonly<Record<string, unknown>>;

export function isFree(value: unknown): value is Free {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
