import { chunks, groups } from '../../model/lists';
import type { Node, Ref } from '../../model/node';
import { type Outcome, outcomeOf } from '../../model/outcome';
import { text, type Text } from '../../model/text';
import type { Kit } from '../../net/kit';
import type { Deleting, Deletion, Survey } from '../platform';
import type { Browse } from './browse';
import { type Client, pageSize } from './client';
import { read } from './refs';
import { removeDataset } from './removeDataset';
import { SampleRemoval } from './removeSamples';

const filesStay = text('The files stay in OBS.');
const filesGo = text(
  'The files are deleted in OBS too. Other datasets and published versions that use these files break.',
);

/** Deletes datasets one by one and samples in batches, one batch after the other (section 7.4). */
export class Removal implements Deletion {
  private readonly samples: SampleRemoval;

  constructor(
    private readonly client: Client,
    private readonly browse: Browse,
    private readonly kit: Pick<Kit, 'clock'>,
  ) {
    this.samples = new SampleRemoval(client, browse, kit);
  }

  async survey(refs: readonly Ref[], signal: AbortSignal, permanently = false): Promise<Survey> {
    const found = await this.browse.get(refs, signal);
    const nodes = refs.flatMap((ref) => found.get(ref) ?? []);
    const datasets = nodes.filter(({ kind }) => kind === 'dataset');
    return {
      nodes,
      gone: refs.filter((ref) => !found.has(ref)),
      items: nodes.length,
      annotated: nodes.filter((node) => node.annotated).length,
      locked: [],
      blockers: [],
      notes: nodes.length > 0 ? notes(datasets.length < nodes.length, permanently) : [],
      typed: datasets.map(({ name }) => name),
    };
  }

  async run(nodes: readonly Node[], deleting: Deleting, signal: AbortSignal): Promise<Outcome[]> {
    const outcomes: Outcome[] = [];
    for (const part of parts(nodes)) {
      const done = signal.aborted
        ? part.map((node) => outcomeOf(node, 'not-started'))
        : await this.removePart(part, deleting.permanently === true, signal);
      outcomes.push(...done);
      deleting.report?.(outcomes.length);
    }
    const order = new Map(nodes.map((node, n) => [node.ref, n]));
    return outcomes.sort((a, b) => (order.get(a.ref) ?? 0) - (order.get(b.ref) ?? 0));
  }

  private async removePart(part: readonly Node[], permanently: boolean, signal: AbortSignal): Promise<Outcome[]> {
    const [first] = part;
    if (first?.kind === 'dataset') return [await removeDataset(this.client, this.kit, first, signal)];
    return this.samples.remove(part, permanently, signal);
  }
}

/** Only samples can go with their files. */
function notes(samples: boolean, permanently: boolean): Text[] {
  return [samples && permanently ? filesGo : filesStay];
}

/** Nodes of one call: datasets one by one, the samples of one dataset together. */
function parts(nodes: readonly Node[]): Node[][] {
  const together = (node: Node) => (node.kind === 'dataset' ? node.ref : `samples of ${read(node.ref).datasetId}`);
  return [...groups(nodes, together).values()].flatMap((list) => chunks(list, pageSize));
}
