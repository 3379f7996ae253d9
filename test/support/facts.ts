/** Texts by the path of their file. */
export type Texts = Readonly<Record<string, string>>;

/** What is wrong between the pages of facts and the sources that cite them, one sentence a fault. */
export function citationFaults(pages: Texts, sources: Texts): string[] {
  const stated = Object.entries(pages).flatMap(([page, content]) =>
    [...content.matchAll(/^\| ([A-Z]+-\d+) +\|/gm)].map(([, id = '']) => ({ page, id })),
  );
  const ids = new Set(stated.map(({ id }) => id));
  const cited = [...citations(sources, prefixesOf(ids))];
  const used = new Set(cited.map(({ id }) => id));
  const named = [...cited, ...citations(pages, prefixesOf(ids))];
  return [
    ...stated
      .filter(({ id }, n) => stated.findIndex((one) => one.id === id) < n)
      .map(({ id }) => `${id} is stated twice`),
    ...named.filter(({ id }) => !ids.has(id)).map(({ id, path }) => `${path} cites ${id}, which no page states`),
    ...stated.filter(({ id }) => !used.has(id)).map(({ id, page }) => `${id} of ${page} is cited nowhere`),
    ...Object.entries(sources).flatMap(([path, content]) =>
      outsideCitations(content).map((found) => `${path} cites "${found}" of no document that is here`),
    ),
  ];
}

function prefixesOf(ids: ReadonlySet<string>): string[] {
  return [...new Set([...ids].map((id) => id.slice(0, id.indexOf('-'))))];
}

function* citations(texts: Texts, prefixes: readonly string[]): Generator<{ path: string; id: string }> {
  if (prefixes.length === 0) return;
  const pattern = new RegExp(`(?<![\\w-])(?:${prefixes.join('|')})-\\d+(?![\\w-])`, 'g');
  for (const [path, content] of Object.entries(texts)) for (const [id] of content.matchAll(pattern)) yield { path, id };
}

/** Citations by section, as of papers that the project does not hold; public standards are named before theirs. */
const outside =
  /\b(?:quirk|section|note)s?[\s*/]+\d[\d.]*|\bwire[\s*/]+reference\b|\b(?:design|formats|host|scorecard|viewers|words)\.md\b/gi;
const standards = /\b(?:RFC|TIFF|APPNOTE|PNG|JPEG|ISO|ECMA|POSIX)\b/;
/** How far before its section a standard's name may stand, in characters. */
const reach = 80;

function outsideCitations(content: string): string[] {
  return [...content.matchAll(outside)]
    .filter(({ index }) => !standards.test(content.slice(Math.max(0, index - reach), index)))
    .map(([found]) => found.replace(/[\s*/]+/g, ' '));
}
