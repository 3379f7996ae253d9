import type { ItemResults, SourceResults } from '../../core/model/annotation';
import type { Connection } from '../../core/model/connection';
import type { Node } from '../../core/model/node';
import { text } from '../../core/model/text';
import { PlatformError } from '../../core/net/errors';
import type { CommandHandler } from '../../editor/api/commandIds';
import { localize, t } from '../../editor/text/l10n';
import { pickGroups, pickNodes } from '../../editor/tree/pick';
import { withNotification } from '../../editor/api/progress';
import { pickOne } from '../../editor/api/prompts';
import type { Services } from '../../editor/services';
import { resultsDocument, sourceDocument } from './write';

/** In the document: everything, the items, and no deeper. */
const openLevels = 2;

/** Showing and comparing what was annotated. */
export function resultCommands(services: Services) {
  const read = (connection: Connection, nodes: readonly Node[]): Promise<ItemResults[]> => {
    const { annotations } = services.sessions.open(connection);
    if (annotations === undefined) throw new PlatformError('invalid', text('This platform has no annotation results.'));
    const refs = nodes.map((node) => node.ref);
    return withNotification(t('Reading results'), async (report, signal) => {
      const found: ItemResults[] = [];
      for await (const part of annotations.read(refs, signal)) {
        found.push(...part);
        report(String(found.length));
      }
      return found;
    });
  };

  const show: CommandHandler = async (...args) => {
    const groups = await pickGroups(args, 'results', t('Select an item to show its results'), services);
    const items: ItemResults[] = [];
    for (const { connection, nodes } of groups) items.push(...(await read(connection, nodes)));
    const [first, ...others] = groups.flatMap(({ nodes }) => nodes);
    const name = first && others.length === 0 ? first.name : t('Results of {0} items', items.length);
    await services.documents.show(resultsDocument(name, items), items.length > 1 ? openLevels : undefined);
  };

  const compare: CommandHandler = async (...args) => {
    const { connection, nodes } = await pickNodes(args, 'results', t('Select an item to show its results'), services);
    const [one, other] = sides(await read(connection, nodes.slice(0, mostCompared + 1)));
    const [left, right] = [await choose(one), await choose(other, one === other ? 1 : 0)];
    const labels = [label(one, left), label(other, right)] as const;
    await services.documents.compare(
      sourceDocument(labels[0], left),
      sourceDocument(labels[1], right),
      labels.join(' ↔ '),
    );
  };

  return {
    'datasets.showResults': show,
    'datasets.compareResults': compare,
  } satisfies Partial<Record<string, CommandHandler>>;
}

const mostCompared = 2;

/** Two items, or one item with two sources. */
function sides(items: readonly ItemResults[]): readonly [ItemResults, ItemResults] {
  const [one, other] = items;
  if (one === undefined) throw new PlatformError('not-found', text('The item is no longer on the server.'));
  if (items.length > mostCompared)
    throw new PlatformError('invalid', text('Select one item to compare its sources, or two items.'));
  if (other === undefined && one.sources.length < 2)
    throw new PlatformError(
      'invalid',
      text('"{0}" has results of {1} source only. Select two items to compare them.', one.name, one.sources.length),
    );
  return [one, other ?? one];
}

/** The source to compare: the only one, or the one that is picked. @param first which stands on top */
async function choose({ name, sources }: ItemResults, first = 0): Promise<SourceResults> {
  const [only] = sources;
  if (only === undefined) return { source: { id: '', name: t('no results') }, classifications: [], objects: [] };
  if (sources.length === 1) return only;
  const ordered = [...sources.slice(first), ...sources.slice(0, first)];
  return pickOne(
    t('Select results of "{0}"', name),
    ordered.map((one) => ({
      label: localize(one.source.name),
      description: t('{0} objects', one.objects.length),
      value: one,
    })),
  );
}

function label({ name }: ItemResults, { source }: SourceResults): string {
  return `${name} – ${localize(source.name)}`;
}
