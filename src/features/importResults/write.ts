import type { Annotation, ItemResults, SourceResults } from '../../core/model/annotation';
import type { TextDocument } from '../../core/contract';
import { localize } from '../../editor/text/l10n';

/** Results as JSON: item, then source, then what it holds, in an order that two readings share. */
export function resultsDocument(name: string, items: readonly ItemResults[]): TextDocument {
  const repeated = repeatedNames(items);
  const entries = items.map((item) => [
    repeated.has(item.name) ? `${item.name} (${item.id})` : item.name,
    Object.fromEntries(item.sources.map((one) => [localize(one.source.name), plain(one, true)])),
  ]);
  return { name: `${name}.json`, content: written(Object.fromEntries(entries)) };
}

/** The results of one source, without ids: what is compared with another source or another item. */
export function sourceDocument(name: string, results: SourceResults): TextDocument {
  return { name: `${name}.json`, content: written(plain(results, false)) };
}

function plain({ classifications, objects }: SourceResults, withIds: boolean) {
  const sorted = [...objects].sort((a, b) => compare(rank(a), rank(b)));
  return {
    ...(classifications.length > 0 && {
      classifications: Object.fromEntries(classifications.map(({ name, value }) => [name, value])),
    }),
    objects: withIds ? sorted : sorted.map(({ id: _id, ...object }) => object),
  };
}

/** Class, kind, then place: the same objects stand in the same order whoever lists them. */
function rank({ class: name = '', type, geometry }: Annotation): string {
  return [name, type, JSON.stringify(geometry)].join('\n');
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function repeatedNames(items: readonly ItemResults[]): Set<string> {
  const seen = new Set<string>();
  return new Set(items.flatMap(({ name }) => (seen.has(name) ? [name] : (seen.add(name), []))));
}

function written(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
