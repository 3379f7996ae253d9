import type { Connection } from '../../core/model/connection';
import { groups } from '../../core/model/lists';
import type { Node, Ref } from '../../core/model/node';
import { type Outcome, outcomeOf } from '../../core/model/outcome';
import { text, type Text } from '../../core/model/text';
import { PlatformError } from '../../core/net/errors';
import type { Comeback, Keepsake, Restoration, Session, UnitItem, Upload } from '../../core/platforms/platform';
import { type Delivery, deliver, type JobReport } from '../../core/transfer/engine';
import { type KeptBatch, type Keepsakes, waiting } from '../../editor/keepsakes';
import { say, t } from '../../editor/l10n';
import { objectsText } from '../../editor/objects';
import { archiveBytes } from '../../editor/uploadSettings';
import { summary } from '../../editor/outcomes';
import { type Tell, withNotification } from '../../editor/progress';
import type { Services } from '../../editor/services';

interface Way {
  readonly session: Session;
  readonly restoration: Restoration;
  readonly upload: Upload;
}

/** What became of some keepsakes. */
interface Result {
  readonly outcomes: readonly Outcome[];
  readonly restored: Readonly<Record<Ref, Ref>>;
  readonly deliveries: readonly Delivery[];
  /** What did not come back with what came back. */
  readonly losses: readonly string[];
}

const nothing: Result = { outcomes: [], restored: {}, deliveries: [], losses: [] };

/** Brings deleted items back: fetches their originals, uploads them again, sets what can be set again. */
export class Restorer {
  constructor(
    private readonly services: Services,
    private readonly keepsakes: Keepsakes,
  ) {}

  /** Brings back what was deleted here. */
  async restore(batch: KeptBatch): Promise<void> {
    const { connection, session } = this.services.sessions.byId(batch.connectionId);
    if (connection.url !== batch.url)
      throw new PlatformError(
        'conflict',
        text('"{0}" now leads to another server than the one where the data were deleted.', connection.name),
      );
    const result = await this.run(connection, session, waiting(batch));
    await this.keepsakes.update(settled({ ...batch, restored: { ...batch.restored, ...result.restored } }));
    this.tell(result, async () => this.restore(await this.fresh(batch)));
  }

  /** Brings back nodes that stand for deleted data. */
  async restoreNodes(connection: Connection, nodes: readonly Node[]): Promise<void> {
    const session = this.services.sessions.open(connection);
    const { kept = [] } = (await session.restore?.keep(nodes, AbortSignal.timeout(60_000))) ?? {};
    const result = await this.run(connection, session, kept);
    this.tell(result, () => this.restoreNodes(connection, nodes));
  }

  private async run(connection: Connection, session: Session, kept: readonly Keepsake[]): Promise<Result> {
    if (session.restore === undefined || session.upload === undefined)
      throw new PlatformError('invalid', text('This platform cannot bring data back.'));
    const way: Way = { session, restoration: session.restore, upload: session.upload };
    const byParent = groups(kept, (one) => one.parent);
    const results = await withNotification(t('Restoring {0}', kept.length), async (tell, signal) => {
      const found: Result[] = [];
      for (const [parent, own] of byParent) found.push(await this.restoreInto(way, parent, own, tell, signal));
      return found;
    });
    for (const parent of byParent.keys()) this.services.explorer.refresh({ connection, parent });
    return results.reduce(
      (sum, one) => ({
        outcomes: [...sum.outcomes, ...one.outcomes],
        restored: { ...sum.restored, ...one.restored },
        deliveries: [...sum.deliveries, ...one.deliveries],
        losses: [...sum.losses, ...one.losses],
      }),
      nothing,
    );
  }

  private async restoreInto(
    way: Way,
    parent: Ref,
    kept: readonly Keepsake[],
    tell: Tell,
    signal: AbortSignal,
  ): Promise<Result> {
    const target = (await way.session.get([parent], signal)).get(parent);
    if (target === undefined) {
      const gone = text('The dataset is gone, and its data with it.');
      return { ...nothing, outcomes: kept.map((one) => failed(one, gone)) };
    }
    const comebacks = await way.restoration.comebacks(kept, signal);
    const names = [...comebacks.values()].flatMap(({ items }) => items.map((item) => item.name));
    const taken = await way.upload.taken(parent, names, signal);
    const sorted = kept.map((one) => sort(one, comebacks.get(one.ref), taken));
    const sending = sorted.flatMap((one) => ('comeback' in one ? one.comeback.items : []));
    const deliveries = await this.send(way, target, sending, tell, signal);
    const byItem = new Map(deliveries.map((delivery) => [delivery.item, delivery]));
    const settledAs = sorted.map((one) =>
      'comeback' in one ? came(one.keepsake, one.comeback, byItem) : { outcome: one.outcome, refs: new Map() },
    );
    const back = sorted.flatMap(({ keepsake }, n) => {
      const refs: ReadonlyMap<string, Ref> = settledAs[n]?.refs ?? new Map();
      return refs.size === 0 ? [] : [{ keepsake, refs }];
    });
    if (back.length > 0) await way.restoration.finish(back, signal);
    return {
      outcomes: settledAs.map((one) => one.outcome),
      restored: Object.fromEntries(
        back.flatMap(({ keepsake, refs }) => [...refs.values()].slice(0, 1).map((ref) => [keepsake.ref, ref])),
      ),
      deliveries,
      losses: back.flatMap(({ keepsake }) =>
        (comebacks.get(keepsake.ref)?.losses ?? []).map((loss) => `${keepsake.name}: ${say(loss)}`),
      ),
    };
  }

  private async send(
    { upload, restoration }: Way,
    target: Node,
    items: readonly UnitItem[],
    tell: Tell,
    signal: AbortSignal,
  ): Promise<Delivery[]> {
    if (items.length === 0) return [];
    const report: JobReport = {
      progress: ({ sent, bytes, ingested, items: all }) =>
        tell(t('{0} of {1} back', ingested, all), sent + ingested, bytes + all),
      state: () => undefined,
      warned: () => undefined,
      waits: (_unit, why) => why && tell(say(why)),
    };
    const results = items.some((item) => item.objects !== undefined) ? restoration.results : undefined;
    return deliver(upload, target.ref, upload.units(target.ref, items, results, archiveBytes()), report, signal);
  }

  private tell({ outcomes, deliveries, losses }: Result, retry: () => Promise<void>): void {
    const objects = objectsText(deliveries);
    const general = t('Restored data have new ids, and their annotation status starts over.');
    const lost = losses.length > 0 ? [t('Not all of it came back: {0}', losses.length)] : [];
    const message = [summary(outcomes, (count) => t('{0} restored', count)), ...objects.message, ...lost, general].join(
      '. ',
    );
    const missing = losses.length > 0 ? [t('What did not come back:'), ...losses] : [];
    const again = outcomes.some((outcome) => outcome.status !== 'done');
    this.services.outcomes.show({
      what: t('Restore'),
      message,
      outcomes,
      notes: [general, ...objects.notes, ...missing],
      offers: again ? [{ button: t('Retry Failed'), run: retry }] : [],
    });
  }

  private async fresh(batch: KeptBatch): Promise<KeptBatch> {
    return (await this.keepsakes.all()).find((one) => one.id === batch.id) ?? batch;
  }
}

type Sorted =
  | { readonly keepsake: Keepsake; readonly comeback: Comeback }
  | { readonly keepsake: Keepsake; readonly outcome: Outcome };

function sort(kept: Keepsake, comeback: Comeback | undefined, taken: ReadonlyMap<string, Ref>): Sorted {
  if (comeback === undefined || comeback.refused)
    return {
      keepsake: kept,
      outcome: failed(kept, comeback?.refused ?? text('The server no longer has its file.')),
    };
  if (!comeback.items.some((item) => taken.has(item.name))) return { keepsake: kept, comeback };
  const again = text('The dataset has an item of this name again.');
  const living = text('Its scene still exists: the server adds no frame to it.');
  return { keepsake: kept, outcome: failed(kept, kept.scene !== undefined && !kept.frames ? living : again) };
}

/** One outcome for a keepsake: a scene came back when all its frames did. */
function came(
  kept: Keepsake,
  { items }: Comeback,
  byItem: ReadonlyMap<UnitItem, Delivery>,
): { outcome: Outcome; refs: ReadonlyMap<string, Ref> } {
  const deliveries = items.flatMap((item) => byItem.get(item) ?? []);
  const refs = new Map(deliveries.flatMap(({ item, ref }) => (ref === undefined ? [] : [[item.name, ref] as const])));
  const left = deliveries.find((delivery) => delivery.status !== 'done');
  if (deliveries.length > 0 && left === undefined) return { outcome: outcomeOf(kept, 'done'), refs };
  const reason = refs.size > 0 ? text('{0} of {1} frames came back.', refs.size, items.length) : left?.reason;
  const status = refs.size > 0 ? 'failed' : (left?.status ?? 'not-started');
  return { outcome: outcomeOf(kept, status, reason), refs };
}

function failed(kept: Keepsake, reason: Text): Outcome {
  return outcomeOf(kept, 'failed', reason);
}

/** What came back needs no keeping. */
function settled(batch: KeptBatch): KeptBatch {
  return { ...batch, keepsakes: waiting(batch) };
}
