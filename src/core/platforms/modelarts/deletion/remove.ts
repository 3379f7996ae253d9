import { chunk, groupBy } from '../../../model/lists';
import type { Node, Ref } from '../../../model/node';
import type { Outcome } from '../../../model/outcome';
import { text, type Text } from '../../../model/text';
import type { SessionContext } from '../../../net/sessionContext';
import { deleteInBatches } from '../../shared/deleteInBatches';
import type { DeletionOptions, Deletion, DeletionPreview } from '../../../contract';
import type { ModelArtsBrowse } from '../browse/browse';
import { type ModelArtsClient, pageSize } from '../api/client';
import { parseRef } from '../refs';
import { removeDataset } from './removeDataset';
import { SampleRemoval } from './removeSamples';

const filesStay = text('The files stay in OBS.');
const filesGo = text(
  'The files are deleted in OBS too. Other datasets and published versions that use these files break.',
);

/** Deletes datasets one by one and samples in batches, one batch after the other (MA-51). */
export class ModelArtsDeletion implements Deletion {
  private readonly samples: SampleRemoval;

  constructor(
    private readonly client: ModelArtsClient,
    private readonly browse: ModelArtsBrowse,
    private readonly context: Pick<SessionContext, 'clock'>,
  ) {
    this.samples = new SampleRemoval(client, browse, context);
  }

  async preview(refs: readonly Ref[], signal: AbortSignal, permanently = false): Promise<DeletionPreview> {
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

  async run(nodes: readonly Node[], deleting: DeletionOptions, signal: AbortSignal): Promise<Outcome[]> {
    const removePart = (part: readonly Node[]) => this.removePart(part, deleting.permanently === true, signal);
    return deleteInBatches(nodes, parts(nodes), deleting, signal, removePart);
  }

  private async removePart(part: readonly Node[], permanently: boolean, signal: AbortSignal): Promise<Outcome[]> {
    const [first] = part;
    if (first?.kind === 'dataset') return [await removeDataset(this.client, this.context, first, signal)];
    return this.samples.remove(part, permanently, signal);
  }
}

/** Only samples can go with their files. */
function notes(samples: boolean, permanently: boolean): Text[] {
  return [samples && permanently ? filesGo : filesStay];
}

/** Nodes of one call: datasets one by one, the samples of one dataset together. */
function parts(nodes: readonly Node[]): Node[][] {
  const together = (node: Node) => (node.kind === 'dataset' ? node.ref : `samples of ${parseRef(node.ref).datasetId}`);
  return [...groupBy(nodes, together).values()].flatMap((list) => chunk(list, pageSize));
}
