import type { Connection } from '../../core/model/connection';
import { groupBy } from '../../core/model/lists';
import type { Node, Ref } from '../../core/model/node';
import { type Outcome, outcomeOf } from '../../core/model/outcome';
import { text, type Text } from '../../core/model/text';
import { PlatformError } from '../../core/net/errors';
import type { RestorePlan, DeletionSnapshot, Restoration, Session, UnitItem, Upload } from '../../core/contract';
import { type ItemDelivery, deliver, type JobReport } from '../../core/transfer/engine';
import { type DeletionRecord, type DeletionHistory, notRestored } from '../../editor/services/deletionHistory';
import { itemsText, localize, t } from '../../editor/text/l10n';
import { objectsText } from '../../editor/text/objectsText';
import { archiveBytes } from '../../editor/services/uploadSettings';
import { outcomeSummary } from '../../editor/api/outcomes';
import { type ReportProgress, withNotification } from '../../editor/api/progress';
import type { Services } from '../../editor/services';

interface RestoreTarget {
  readonly session: Session;
  readonly restoration: Restoration;
  readonly upload: Upload;
}

/** What became of some snapshots. */
interface Result {
  readonly outcomes: readonly Outcome[];
  readonly restored: Readonly<Record<Ref, Ref>>;
  readonly deliveries: readonly ItemDelivery[];
  /** What did not come back with what came back. */
  readonly losses: readonly string[];
}

const nothing: Result = { outcomes: [], restored: {}, deliveries: [], losses: [] };

/** Brings deleted items back: fetches their originals, uploads them again, sets what can be set again. */
export class RestoreFlow {
  constructor(
    private readonly services: Services,
    private readonly history: DeletionHistory,
  ) {}

  /** Brings back what was deleted here. */
  async restore(batch: DeletionRecord): Promise<void> {
    const { connection, session } = this.services.sessions.byId(batch.connectionId);
    if (connection.url !== batch.url)
      throw new PlatformError(
        'conflict',
        text('"{0}" now points to a different server than the one the items were deleted from.', connection.name),
      );
    const result = await this.run(connection, session, notRestored(batch));
    await this.history.update(settled({ ...batch, restored: { ...batch.restored, ...result.restored } }));
    this.notify(result, async () => this.restore(await this.fresh(batch)));
  }

  /** Brings back nodes that stand for deleted data. */
  async restoreNodes(connection: Connection, nodes: readonly Node[]): Promise<void> {
    const session = this.services.sessions.open(connection);
    const { kept = [] } = (await session.restore?.snapshot(nodes, AbortSignal.timeout(60_000))) ?? {};
    const result = await this.run(connection, session, kept);
    this.notify(result, () => this.restoreNodes(connection, nodes));
  }

  private async run(connection: Connection, session: Session, kept: readonly DeletionSnapshot[]): Promise<Result> {
    if (session.restore === undefined || session.upload === undefined)
      throw new PlatformError('invalid', text('This platform cannot restore items.'));
    const restoreTarget: RestoreTarget = { session, restoration: session.restore, upload: session.upload };
    const byParent = groupBy(kept, (one) => one.parent);
    const results = await withNotification(t('Restoring {0}', itemsText(kept.length)), async (onProgress, signal) => {
      const found: Result[] = [];
      for (const [parent, own] of byParent)
        found.push(await this.restoreInto(restoreTarget, parent, own, onProgress, signal));
      return found;
    });
    for (const parent of byParent.keys()) this.services.datasetTree.refresh({ connection, parent });
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
    restoreTarget: RestoreTarget,
    parent: Ref,
    kept: readonly DeletionSnapshot[],
    onProgress: ReportProgress,
    signal: AbortSignal,
  ): Promise<Result> {
    const target = (await restoreTarget.session.get([parent], signal)).get(parent);
    if (target === undefined) {
      const gone = text('The dataset no longer exists, nor do its items.');
      return { ...nothing, outcomes: kept.map((one) => failed(one, gone)) };
    }
    const plans = await restoreTarget.restoration.planRestore(kept, signal);
    const names = [...plans.values()].flatMap(({ items }) => items.map((item) => item.name));
    const taken = await restoreTarget.upload.taken(parent, names, signal);
    const sorted = kept.map((one) => matchSnapshots(one, plans.get(one.ref), taken));
    const sending = sorted.flatMap((one) => ('plan' in one ? one.plan.items : []));
    const deliveries = await this.send(restoreTarget, target, sending, onProgress, signal);
    const byItem = new Map(deliveries.map((delivery) => [delivery.item, delivery]));
    const settledAs = sorted.map((one) =>
      'plan' in one ? came(one.snapshot, one.plan, byItem) : { outcome: one.outcome, refs: new Map() },
    );
    const back = sorted.flatMap(({ snapshot }, n) => {
      const refs: ReadonlyMap<string, Ref> = settledAs[n]?.refs ?? new Map();
      return refs.size === 0 ? [] : [{ snapshot, refs }];
    });
    if (back.length > 0) await restoreTarget.restoration.applyMetadata(back, signal);
    return {
      outcomes: settledAs.map((one) => one.outcome),
      restored: Object.fromEntries(
        back.flatMap(({ snapshot, refs }) => [...refs.values()].slice(0, 1).map((ref) => [snapshot.ref, ref])),
      ),
      deliveries,
      losses: back.flatMap(({ snapshot }) =>
        (plans.get(snapshot.ref)?.losses ?? []).map((loss) => `${snapshot.name}: ${localize(loss)}`),
      ),
    };
  }

  private async send(
    { upload, restoration }: RestoreTarget,
    target: Node,
    items: readonly UnitItem[],
    onProgress: ReportProgress,
    signal: AbortSignal,
  ): Promise<ItemDelivery[]> {
    if (items.length === 0) return [];
    const report: JobReport = {
      progress: ({ sent, bytes, ingested, items: all }) =>
        onProgress(t('{0} of {1} restored', ingested, all), sent + ingested, bytes + all),
      state: () => undefined,
      warned: () => undefined,
      waits: (_unit, why) => why && onProgress(localize(why)),
    };
    const results = items.some((item) => item.objects !== undefined) ? restoration.results : undefined;
    return deliver(upload, target.ref, upload.units(target.ref, items, results, archiveBytes()), report, signal);
  }

  private notify({ outcomes, deliveries, losses }: Result, retry: () => Promise<void>): void {
    const objects = objectsText(deliveries);
    const general = t('Restored items get new IDs, and their annotation status is reset.');
    const lost = losses.length > 0 ? [t('Not fully restored: {0}', losses.length)] : [];
    const message = [
      outcomeSummary(outcomes, (count) => t('{0} restored', count)),
      ...objects.message,
      ...lost,
      general,
    ].join('. ');
    const missing = losses.length > 0 ? [t('Not restored:'), ...losses] : [];
    const again = outcomes.some((outcome) => outcome.status !== 'done');
    this.services.outcomes.show({
      what: t('Restore'),
      message,
      outcomes,
      notes: [general, ...objects.notes, ...missing],
      offers: again ? [{ button: t('Retry Failed'), run: retry }] : [],
    });
  }

  private async fresh(batch: DeletionRecord): Promise<DeletionRecord> {
    return (await this.history.all()).find((one) => one.id === batch.id) ?? batch;
  }
}

type Sorted =
  | { readonly snapshot: DeletionSnapshot; readonly plan: RestorePlan }
  | { readonly snapshot: DeletionSnapshot; readonly outcome: Outcome };

function matchSnapshots(
  kept: DeletionSnapshot,
  plan: RestorePlan | undefined,
  taken: ReadonlyMap<string, Ref>,
): Sorted {
  if (plan === undefined || plan.refused)
    return {
      snapshot: kept,
      outcome: failed(kept, plan?.refused ?? text('The server no longer has its file.')),
    };
  if (!plan.items.some((item) => taken.has(item.name))) return { snapshot: kept, plan };
  const again = text('The dataset again has an item with this name.');
  const living = text('Its scene still exists: the server adds no frame to it.');
  return { snapshot: kept, outcome: failed(kept, kept.scene !== undefined && !kept.frames ? living : again) };
}

/** One outcome for a snapshot: a scene came back when all its frames did. */
function came(
  kept: DeletionSnapshot,
  { items }: RestorePlan,
  byItem: ReadonlyMap<UnitItem, ItemDelivery>,
): { outcome: Outcome; refs: ReadonlyMap<string, Ref> } {
  const deliveries = items.flatMap((item) => byItem.get(item) ?? []);
  const refs = new Map(deliveries.flatMap(({ item, ref }) => (ref === undefined ? [] : [[item.name, ref] as const])));
  const left = deliveries.find((delivery) => delivery.status !== 'done');
  if (deliveries.length > 0 && left === undefined) return { outcome: outcomeOf(kept, 'done'), refs };
  const reason = refs.size > 0 ? text('{0} of {1} frames were restored.', refs.size, items.length) : left?.reason;
  const status = refs.size > 0 ? 'failed' : (left?.status ?? 'not-started');
  return { outcome: outcomeOf(kept, status, reason), refs };
}

function failed(kept: DeletionSnapshot, reason: Text): Outcome {
  return outcomeOf(kept, 'failed', reason);
}

/** What came back needs no keeping. */
function settled(batch: DeletionRecord): DeletionRecord {
  return { ...batch, snapshots: notRestored(batch) };
}
