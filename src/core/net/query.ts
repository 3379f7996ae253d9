/** Values of a query by their names; what is undefined is left out, and a list is written with commas. */
export type QueryParameters = Readonly<Record<string, string | number | readonly string[] | undefined>>;

/**
 * Writes a query with its `?`, or nothing. Commas of a list stay plain: encoded they triple the length, and servers
 * limit the line (BasicAI CE to 8 KiB).
 */
export function queryOf(parameters: QueryParameters): string {
  const parts = Object.entries(parameters).flatMap(([name, value]) => {
    if (value === undefined) return [];
    const written =
      typeof value === 'object' ? value.map(encodeURIComponent).join(',') : encodeURIComponent(String(value));
    return [`${name}=${written}`];
  });
  return parts.length === 0 ? '' : `?${parts.join('&')}`;
}
