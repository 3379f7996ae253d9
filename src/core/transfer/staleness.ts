import pLimit from 'p-limit';
import type { SourceState } from '../net/http';
import type { UnitItem } from '../contract';

/** Files asked at once. */
const concurrency = 32;

interface Changeable {
  state?(): Promise<SourceState>;
}

/** The first state of several that is not `same`. */
export async function stateOf(sources: readonly Changeable[]): Promise<SourceState> {
  const states = await statesOf(sources);
  return states.find((state) => state !== 'same') ?? 'same';
}

/** Items with a file that is no longer what was checked, each with what became of it. */
export async function staleItems(items: readonly UnitItem[]): Promise<Map<UnitItem, SourceState>> {
  const limit = pLimit(concurrency);
  const found = await Promise.all(
    items.map((item) =>
      limit(
        async () =>
          [item, await stateOf([item.source ?? {}, ...(item.beside ?? []).map(({ source }) => source)])] as const,
      ),
    ),
  );
  return new Map(found.filter(([, state]) => state !== 'same'));
}

function statesOf(sources: readonly Changeable[]): Promise<SourceState[]> {
  const limit = pLimit(concurrency);
  return Promise.all(sources.map((source) => limit(async () => (await source.state?.()) ?? 'same')));
}
