import { groups } from '../../core/model/lists';
import type { Node, Ref } from '../../core/model/node';
import type { Outcome } from '../../core/model/outcome';
import { text } from '../../core/model/text';
import { PlatformError } from '../../core/net/errors';
import type { Keepsake, Restoration, Session, Source, UnitItem, Upload } from '../../core/platforms/platform';
import { type Delivery, deliver } from '../../core/transfer/engine';
import type { Handler } from '../../editor/commandIds';
import { type KeptBatch, type Keepsakes, waiting } from '../../editor/keepsakes';
import { t } from '../../editor/l10n';
import { summary } from '../../editor/outcomes';
import { pickOne } from '../../editor/prompts';
import { type Tell, withNotification } from '../../editor/progress';
import type { Services } from '../../editor/services';

interface Way {
  readonly session: Session;
  readonly restoration: Restoration;
  readonly upload: Upload;
}

interface Result {
  readonly outcomes: readonly Outcome[];
  readonly restored: Readonly<Record<Ref, Ref>>;
}

/** Brings deleted items back: fetches their originals, uploads them again, sets what can be set again. */
export class Restorer {
  constructor(
    private readonly services: Services,
    private readonly keepsakes: Keepsakes,
  ) {}

  async restore(batch: KeptBatch): Promise<void> {
    const { connection, session } = this.services.sessions.byId(batch.connectionId);
    if (connection.url !== batch.url)
      throw new PlatformError(
        'conflict',
        text('"{0}" now leads to another server than the one where the data were deleted.', connection.name),
      );
    if (session.restore === undefined || session.upload === undefined)
      throw new PlatformError('invalid', text('This platform cannot bring data back.'));
    const way: Way = { session, restoration: session.restore, upload: session.upload };
    const result = await withNotification(t('Restoring {0}', waiting(batch).length), (tell, signal) =>
      this.run(way, batch, tell, signal),
    );
    await this.keepsakes.update(settled({ ...batch, restored: { ...batch.restored, ...result.restored } }));
    for (const parent of new Set(batch.keepsakes.map((kept) => kept.parent)))
      this.services.explorer.refresh({ connection, parent });
    this.tell(batch, result);
  }

  private async run(way: Way, batch: KeptBatch, tell: Tell, signal: AbortSignal): Promise<Result> {
    const outcomes: Outcome[] = [];
    const restored: Record<Ref, Ref> = {};
    const byParent = groups(waiting(batch), (kept) => kept.parent);
    for (const [parent, kept] of byParent) {
      const part = await this.restoreInto(way, parent, kept, tell, signal);
      outcomes.push(...part.outcomes);
      Object.assign(restored, part.restored);
    }
    return { outcomes, restored };
  }

  private async restoreInto(
    way: Way,
    parent: Ref,
    kept: readonly Keepsake[],
    tell: Tell,
    signal: AbortSignal,
  ): Promise<Result> {
    const target = (await way.session.get([parent], signal)).get(parent);
    if (target === undefined)
      return {
        outcomes: kept.map((one) => failed(one, text('The dataset is gone, and its data with it.'))),
        restored: {},
      };
    const sources = await way.restoration.sources(kept, signal);
    const taken = await way.upload.taken(
      parent,
      kept.map((one) => one.name),
      signal,
    );
    const sorted = kept.map((one) => sort(one, sources, taken));
    const sending = sorted.filter((one) => 'item' in one);
    const deliveries = await this.send(
      way.upload,
      target,
      sending.map((one) => one.item),
      tell,
      signal,
    );
    const back = sending.flatMap(({ keepsake, item }) => {
      const ref = deliveries.find((delivery) => delivery.item === item)?.ref;
      return ref === undefined ? [] : [{ keepsake, ref }];
    });
    await way.restoration.finish(back, signal);
    return {
      outcomes: sorted.map((one) =>
        'item' in one
          ? outcomeOf(
              one.keepsake,
              deliveries.find((delivery) => delivery.item === one.item),
            )
          : one.outcome,
      ),
      restored: Object.fromEntries(back.map(({ keepsake, ref }) => [keepsake.ref, ref])),
    };
  }

  private async send(
    upload: Upload,
    target: Node,
    items: readonly UnitItem[],
    tell: Tell,
    signal: AbortSignal,
  ): Promise<Delivery[]> {
    if (items.length === 0) return [];
    const units = upload.units(target.ref, items);
    const report = {
      progress: ({
        sent,
        bytes,
        ingested,
        items: all,
      }: {
        sent: number;
        bytes: number;
        ingested: number;
        items: number;
      }) => tell(t('{0} of {1} back', ingested, all), sent + ingested, bytes + all),
      state: () => undefined,
      warned: () => undefined,
    };
    return deliver(upload, target.ref, units, report, signal);
  }

  private tell(batch: KeptBatch, { outcomes }: Result): void {
    const annotated = batch.keepsakes.filter((kept) => kept.annotated || kept.results.length > 0).length;
    const notes = [
      t('Restored data have new ids, and their annotation status starts over.'),
      ...(annotated > 0
        ? [t('The results of {0} data are kept on this machine; they are not written back.', annotated)]
        : []),
    ];
    const message = [summary(outcomes, (count) => t('{0} restored', count)), ...notes].join('. ');
    const again = outcomes.some((outcome) => outcome.status !== 'done');
    const offers = again ? [{ button: t('Retry Failed'), run: async () => this.restore(await this.fresh(batch)) }] : [];
    this.services.outcomes.show({ what: t('Restore'), message, outcomes, notes, offers });
  }

  private async fresh(batch: KeptBatch): Promise<KeptBatch> {
    return (await this.keepsakes.all()).find((one) => one.id === batch.id) ?? batch;
  }
}

type Sorted = { keepsake: Keepsake; item: UnitItem } | { keepsake: Keepsake; outcome: Outcome };

function sort(kept: Keepsake, sources: ReadonlyMap<Ref, Source>, taken: ReadonlyMap<string, Ref>): Sorted {
  const source = sources.get(kept.ref);
  if (source === undefined)
    return { keepsake: kept, outcome: failed(kept, text('The server no longer has its file.')) };
  if (taken.has(kept.name))
    return { keepsake: kept, outcome: failed(kept, text('The dataset has an item of this name again.')) };
  return { keepsake: kept, item: { name: kept.name, fileName: kept.fileName, size: kept.size, source } };
}

function failed(kept: Keepsake, reason: ReturnType<typeof text>): Outcome {
  return { ref: kept.ref, name: kept.name, status: 'failed', reason };
}

function outcomeOf(kept: Keepsake, delivery: Delivery | undefined): Outcome {
  const { status = 'not-started', reason } = delivery ?? {};
  return { ref: kept.ref, name: kept.name, status, ...(reason && { reason }) };
}

/** What came back and has no results that are still to be written needs no keeping. */
function settled(batch: KeptBatch): KeptBatch {
  return {
    ...batch,
    keepsakes: batch.keepsakes.filter((kept) => batch.restored[kept.ref] === undefined || kept.results.length > 0),
  };
}

/** "Restore Deleted Data…": picks one of the kept deletions. */
export function restoreCommands(services: Services, keepsakes: Keepsakes, restorer: Restorer) {
  const restore: Handler = async () => {
    const batches = (await keepsakes.all()).filter((batch) => waiting(batch).length > 0);
    if (batches.length === 0) throw new PlatformError('not-found', text('No deleted data are kept on this machine.'));
    const picked = await pickOne(
      t('Which deleted data should come back?'),
      batches.map((batch) => item(batch, services)),
    );
    await restorer.restore(picked);
  };
  return { 'datasets.restore': restore } satisfies Partial<Record<string, Handler>>;
}

function item(batch: KeptBatch, { sessions }: Services) {
  const kept = waiting(batch);
  return {
    label: t('{0} of "{1}"', kept.length, batch.from),
    description: `${new Date(batch.when).toLocaleString()} · ${sessions.find(batch.connectionId)?.name ?? '?'}`,
    detail: kept
      .slice(0, 5)
      .map((one) => one.name)
      .join(', '),
    value: batch,
  };
}
