/** What a router tells apart: a method, and a path whose segments that start with a colon are parameters. */
export interface Pattern {
  readonly method: string;
  readonly path: string;
}

export interface Found<R> {
  route: R;
  params: Record<string, string>;
}

/** Finds the route of a path; `wrong-method` when only the method differs. */
export class Router<R extends Pattern> {
  private readonly table: { route: R; parts: string[] }[];

  constructor(routes: readonly R[]) {
    this.table = routes.map((route) => ({ route, parts: route.path.split('/') }));
  }

  find(method: string, path: string): Found<R> | 'wrong-method' | undefined {
    const parts = path.split('/');
    let wrong = false;
    for (const { route, parts: pattern } of this.table) {
      const params = match(pattern, parts);
      if (params && route.method === method) return { route, params };
      wrong ||= params !== undefined;
    }
    return wrong ? 'wrong-method' : undefined;
  }
}

function match(pattern: readonly string[], parts: readonly string[]): Record<string, string> | undefined {
  if (pattern.length !== parts.length) return undefined;
  const params = new Map<string, string>();
  for (const [i, expected] of pattern.entries()) {
    const part = parts[i] ?? '';
    if (expected.startsWith(':')) params.set(expected.slice(1), decodeText(part));
    else if (expected !== part) return undefined;
  }
  return Object.fromEntries(params);
}

/** Percent-decoded; as it is when that is not possible. */
export function decodeText(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
