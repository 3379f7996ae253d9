import type { Uri } from 'vscode';
import type { Connection } from '../../core/model/connection';
import type { Node } from '../../core/model/node';
import type { Outcome } from '../../core/model/outcome';
import { text } from '../../core/model/text';
import { Cancelled, PlatformError } from '../../core/net/errors';
import type { UploadUnit, UnitItem, Upload, UploadRules } from '../../core/contract';
import { type ItemDelivery, deliver } from '../../core/transfer/engine';
import { type Issue, isSent } from '../../core/transfer/plan/issue';
import {
  filesOf,
  validate,
  type ValidationResult,
  safelyNamed,
  classifySelection,
} from '../../core/transfer/plan/plan';
import type { ClassifiedSelection } from '../../core/transfer/plan/selection';
import { bytesText } from '../../editor/text/bytesText';
import { localize, t } from '../../editor/text/l10n';
import { objectsText } from '../../editor/text/objectsText';
import { archiveBytes } from '../../editor/services/uploadSettings';
import { outcomeSummary, type OutcomeOffer } from '../../editor/api/outcomes';
import { askQuestion, pickOne } from '../../editor/api/prompts';
import { withNotification, withTreeProgress } from '../../editor/api/progress';
import type { Services } from '../../editor/services';
import { askModal } from '../../editor/surfaces/messages';
import { resolveNames } from './conflicts';
import { freshItems, readAnew } from './anew';
import { askAlike, askRepacks } from './questions';
import { contentsText, planDetail } from './words';
import { gatherFiles, type CollectedFiles } from './sources';
import type { UploadActivity } from './activity';

interface Target {
  readonly connection: Connection;
  readonly node: Node;
  readonly upload: Upload;
  readonly rules: UploadRules;
}

/** Makes a selection for a target that takes these files. */
export type SelectFiles = (rules: UploadRules) => Promise<CollectedFiles>;

interface Plan {
  readonly units: readonly UploadUnit[];
  readonly issues: readonly Issue[];
  /** Items of archives that the server will leave out: sent, but not counted. */
  readonly left?: ReadonlySet<UnitItem>;
  readonly settled?: readonly Outcome[];
  readonly release?: () => Promise<void>;
}

/** From files to listed data: check, ask once, send, settle, tell. */
export class UploadFlow {
  constructor(
    private readonly services: Services,
    private readonly activity: UploadActivity,
  ) {}

  run(connection: Connection, node: Node, uris: readonly Uri[]): Promise<void> {
    return this.runWith(connection, node, (rules) =>
      withNotification(t('Reading the selection'), (_tell, signal) => gatherFiles(uris, rules, signal)),
    );
  }

  /** The same for a selection that is made otherwise, once it is known what the target takes. */
  async runWith(connection: Connection, node: Node, select: SelectFiles): Promise<void> {
    const target = this.targetOf(connection, node);
    const { issues, settled, release, ...selection } = await select(target.rules);
    const read = await withTreeProgress((signal) => classifySelection(selection, target.rules, signal));
    try {
      const sorted = await askAlike(read, target.rules);
      const results = await this.askResults(target, sorted);
      const validation = await askRepacks(await this.validate(target, sorted, results));
      const plan = await this.plan(target, { ...validation, issues: [...issues, ...validation.issues] }, results);
      await this.confirm(target, plan);
      await this.send(target, { ...plan, ...(settled && { settled }), ...(release && { release }) }, results);
    } finally {
      await read.close();
    }
  }

  /** As what the results in the selection are taken; undefined leaves them out. */
  private async askResults({ upload, node }: Target, sorted: ClassifiedSelection): Promise<string | undefined> {
    if (!sorted.results) return undefined;
    const kinds = await withTreeProgress((signal) => upload.resultKinds(node, signal));
    if (kinds.length === 0) return undefined;
    return pickOne<string | undefined>(t('The selection contains annotation results. Import them as:'), [
      ...kinds.map((kind) => ({ label: localize(kind.label), value: kind.value })),
      { label: t('Skip Results'), value: undefined },
    ]);
  }

  private validate(
    { rules, node }: Target,
    sorted: ClassifiedSelection,
    results: string | undefined,
  ): Promise<ValidationResult> {
    const all = filesOf(sorted);
    const { checks } = this.services;
    return withNotification(t('Checking {0} files', all), (onProgress, signal) => {
      const report = (n: number) => onProgress(`${n} / ${all}`, n, all);
      return validate(sorted, { rules, target: node.ref, results, checks, report }, signal);
    });
  }

  private targetOf(connection: Connection, node: Node): Target {
    const { upload } = this.services.sessions.open(connection);
    const rules = upload?.rules(node);
    if (upload === undefined || rules === undefined)
      throw new PlatformError('invalid', text('Nothing can be uploaded to "{0}". Select a dataset.', node.name));
    return { connection, node, upload, rules };
  }

  private async plan(
    { upload, rules, node }: Target,
    { items, archives, issues }: ValidationResult,
    results: string | undefined,
  ): Promise<Plan> {
    const safe = safelyNamed(items, rules);
    const names = [...safe.items, ...archives.flatMap((archive) => archive.items)].map((item) => item.name);
    const taken = await withTreeProgress((signal) => upload.taken(node.ref, names, signal));
    const free = await resolveNames(safe.items, taken, rules);
    const inArchives = archives.flatMap((archive) => archive.items.filter((item) => taken.has(item.name)));
    return {
      units: [
        ...(free.items.length > 0 ? upload.units(node.ref, free.items, results, archiveBytes()) : []),
        ...archives.filter(({ items: inside }) => inside.length === 0 || inside.some((item) => !taken.has(item.name))),
      ],
      left: new Set(inArchives),
      issues: [...issues, ...safe.issues, ...free.issues, ...inArchives.map((item) => skippedByServer(item))],
    };
  }

  private async confirm(target: Target, { units, issues, left }: Plan): Promise<void> {
    const items = units.flatMap((unit) => unit.items).filter((item) => left?.has(item) !== true);
    const count = items.length;
    const bytes = units.reduce((sum, unit) => sum + unit.bytes, 0);
    const detail = [this.placeOf(target), ...contentsText(items, target.rules), planDetail(issues)]
      .filter((line) => line !== '')
      .join('\n');
    if (count === 0) return refuse(detail);
    const button = t('Upload {0}', count);
    const [size, to] = [bytesText(bytes), target.node.name];
    const { singleFiles } = target.rules;
    const pictures = singleFiles !== 'any' && singleFiles.size > 0 && items.every((item) => item.path === undefined);
    const many = pictures
      ? t('Upload {0} pictures ({1}) to "{2}"?', count, size, to)
      : t('Upload {0} items ({1}) to "{2}"?', count, size, to);
    const one = pictures
      ? t('Upload 1 picture ({0}) to "{1}"?', size, to)
      : t('Upload 1 item ({0}) to "{1}"?', size, to);
    const message = count === 1 ? one : many;
    if ((await askQuestion(message, detail.split('\n'), button)) !== button) throw new Cancelled();
  }

  /** The connection, with its platform: two of them may hold datasets of one name. */
  private placeOf({ connection }: Target): string {
    return t('Connection: {0} ({1})', connection.name, this.services.sessions.platformOf(connection).info.name);
  }

  private async send(target: Target, plan: Plan, results: string | undefined): Promise<void> {
    const { node, connection } = target;
    const warnings = new Set<string>();
    const first = await this.deliver(target, plan.units, warnings);
    const deliveries = await this.sendChanged(target, first, warnings, results);
    this.refresh(connection, node);
    if (deliveries.every(({ status }) => status === 'done')) await plan.release?.();
    this.notify(target, plan, deliveries, [...warnings], results);
  }

  /** Files that changed after their check are checked and sent once more; what became of them stands for what was. */
  private async sendChanged(
    target: Target,
    deliveries: readonly ItemDelivery[],
    warnings: Set<string>,
    results: string | undefined,
  ): Promise<readonly ItemDelivery[]> {
    const changed = deliveries.filter((one) => one.changed === true);
    if (changed.length === 0) return deliveries;
    const { items, failed } = await withTreeProgress((signal) => readAnew(changed, signal));
    const units = items.length > 0 ? target.upload.units(target.node.ref, items, results) : [];
    const sent = units.length > 0 ? await this.deliver(target, units, warnings) : [];
    for (const { item, status } of sent)
      if (status === 'done') warnings.add(t('{0} changed while it was sent, and was sent again.', item.fileName));
    return [...deliveries.filter((one) => one.changed !== true), ...failed, ...sent];
  }

  private deliver(target: Target, units: readonly UploadUnit[], warnings: Set<string>): Promise<ItemDelivery[]> {
    const { node, upload } = target;
    return withNotification(t('Uploading to "{0}"', node.name), (onProgress, signal) =>
      this.activity.during(t('Uploading'), (show) =>
        deliver(
          upload,
          node.ref,
          units,
          {
            progress: ({ sent, bytes, ingested, items }) => {
              const arrived =
                sent < bytes || bytes === 0
                  ? `${bytesText(sent)} / ${bytesText(bytes)}`
                  : t('Server processed {0} of {1}', ingested, items);
              show(arrived);
              onProgress(arrived, sent + (ingested / Math.max(1, items)) * bytes, 2 * bytes);
            },
            state: (unit, state) => this.services.log.info(`Upload ${unit.id} (${unit.items.length} items): ${state}`),
            warned: (notice) => warnings.add(localize(notice)),
            waits: (_unit, why) => {
              if (why === undefined) return;
              show(localize(why));
              onProgress(localize(why));
            },
          },
          signal,
        ),
      ),
    );
  }

  private notify(
    target: Target,
    plan: Plan,
    deliveries: readonly ItemDelivery[],
    warnings: readonly string[],
    results: string | undefined,
  ): void {
    const outcomes = [
      ...deliveries.map(outcomeOf),
      ...(plan.settled ?? []),
      ...plan.issues.filter((one) => !isSent(one)).map(skipped),
    ];
    const missing = deliveries.filter((delivery) => delivery.status !== 'done').map((delivery) => delivery.item);
    const resendable = missing.filter((item) => item.source !== undefined);
    const first = deliveries.find((delivery) => delivery.ref !== undefined);
    const offers: (OutcomeOffer | false)[] = [
      resendable.length > 0 && {
        button: t('Retry Failed'),
        run: () => this.again(target, resendable, results, plan.release),
      },
      first !== undefined && { button: t('Reveal'), run: () => this.reveal(target, first) },
    ];
    const objects = objectsText(deliveries);
    const sum = outcomeSummary(outcomes, (count) => t('{0} uploaded', count));
    const message = [sum, ...objects.message, ...warnings].join('. ');
    const known = plan.issues.filter(isSent).map((one) => `${one.name}: ${localize(one.message)}`);
    const notes = [...known, ...objects.notes, ...warnings];
    this.services.outcomes.show({ what: t('Upload'), message, outcomes, notes, offers });
  }

  private async again(
    target: Target,
    items: readonly UnitItem[],
    results: string | undefined,
    release: Plan['release'],
  ): Promise<void> {
    const fresh = await withTreeProgress((signal) => freshItems(items, signal));
    const plan = await this.plan(target, { ...fresh, archives: [], repacks: [] }, results);
    if (plan.units.length === 0) return refuse(planDetail(plan.issues));
    await this.send(target, { ...plan, ...(release && { release }) }, results);
  }

  private async reveal({ connection }: Target, delivery: ItemDelivery): Promise<void> {
    const { ref } = delivery;
    if (ref === undefined) return;
    const found = await withTreeProgress((signal) => this.services.sessions.open(connection).get([ref], signal));
    const node = found.get(ref);
    if (node) await this.services.datasetTree.reveal(connection, node);
  }

  /** The list that holds the dataset, since its counts changed; its data are read again with it. */
  private refresh(connection: Connection, node: Node): void {
    this.services.datasetTree.refresh({ connection, parent: node.parent });
  }
}

/** Nothing is left to be sent. @throws Cancelled */
async function refuse(detail: string): Promise<never> {
  await askModal({ message: t('Nothing can be uploaded'), lines: detail.split('\n'), weight: 'error' });
  throw new Cancelled();
}

function outcomeOf({ item, status, ref, reason }: ItemDelivery): Outcome {
  return { ref: ref ?? item.name, name: item.fileName, status, ...(reason && { reason }) };
}

function skipped({ name, message: notice }: Issue): Outcome {
  return { ref: name, name, status: 'skipped', reason: notice };
}

function skippedByServer(item: UnitItem): Issue {
  return {
    kind: 'skipped',
    name: item.fileName,
    message: text('The dataset has an item with this name; the server will skip it.'),
  };
}
