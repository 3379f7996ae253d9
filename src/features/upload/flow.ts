import type { Uri } from 'vscode';
import type { Connection } from '../../core/model/connection';
import type { Node } from '../../core/model/node';
import type { Outcome } from '../../core/model/outcome';
import { text } from '../../core/model/text';
import { Cancelled, PlatformError } from '../../core/net/errors';
import type { Unit, UnitItem, Upload, UploadRules } from '../../core/platforms/platform';
import { type Delivery, deliver } from '../../core/transfer/engine';
import { type Finding, isSent } from '../../core/transfer/finding';
import { filesOf, inspect, type Inspection, safelyNamed, sort, type Sorted } from '../../core/transfer/plan';
import { bytesText } from '../../editor/bytesText';
import { say, t } from '../../editor/l10n';
import { objectsText } from '../../editor/objects';
import { archiveBytes } from '../../editor/uploadSettings';
import { summary, type Offer } from '../../editor/outcomes';
import { modal, pickOne } from '../../editor/prompts';
import { withNotification, withView } from '../../editor/progress';
import type { Services } from '../../editor/services';
import { askModal } from '../../editor/surfaces/messages';
import { resolveNames } from './conflicts';
import { freshItems, readAnew } from './anew';
import { askAlike, askRepacks } from './questions';
import { contents, planDetail } from './words';
import { gather, type Gathered } from './sources';
import type { Activity } from './activity';

interface Target {
  readonly connection: Connection;
  readonly node: Node;
  readonly upload: Upload;
  readonly rules: UploadRules;
}

/** Makes a selection for a target that takes these files. */
export type Select = (rules: UploadRules) => Promise<Gathered>;

interface Plan {
  readonly units: readonly Unit[];
  readonly findings: readonly Finding[];
  /** Items of archives that the server will leave out: sent, but not counted. */
  readonly left?: ReadonlySet<UnitItem>;
  readonly settled?: readonly Outcome[];
  readonly release?: () => Promise<void>;
}

/** From files to listed data: check, ask once, send, settle, tell. */
export class UploadFlow {
  constructor(
    private readonly services: Services,
    private readonly activity: Activity,
  ) {}

  run(connection: Connection, node: Node, uris: readonly Uri[]): Promise<void> {
    return this.runWith(connection, node, (rules) =>
      withNotification(t('Reading the selection'), (_tell, signal) => gather(uris, rules, signal)),
    );
  }

  /** The same for a selection that is made otherwise, once it is known what the target takes. */
  async runWith(connection: Connection, node: Node, select: Select): Promise<void> {
    const target = this.targetOf(connection, node);
    const { findings, settled, release, ...selection } = await select(target.rules);
    const read = await withView((signal) => sort(selection, target.rules, signal));
    try {
      const sorted = await askAlike(read, target.rules);
      const results = await this.askResults(target, sorted);
      const inspection = await askRepacks(await this.inspect(target, sorted, results));
      const plan = await this.plan(target, { ...inspection, findings: [...findings, ...inspection.findings] }, results);
      await this.confirm(target, plan);
      await this.send(target, { ...plan, ...(settled && { settled }), ...(release && { release }) }, results);
    } finally {
      await read.close();
    }
  }

  /** As what the results in the selection are taken; undefined leaves them out. */
  private async askResults({ upload, node }: Target, sorted: Sorted): Promise<string | undefined> {
    if (!sorted.results) return undefined;
    const kinds = await withView((signal) => upload.resultKinds(node, signal));
    if (kinds.length === 0) return undefined;
    return pickOne<string | undefined>(t('The selection holds results. As what are they taken?'), [
      ...kinds.map((kind) => ({ label: say(kind.label), value: kind.value })),
      { label: t('Leave the results out'), value: undefined },
    ]);
  }

  private inspect({ rules, node }: Target, sorted: Sorted, results: string | undefined): Promise<Inspection> {
    const all = filesOf(sorted);
    const { checks } = this.services;
    return withNotification(t('Checking {0} files', all), (tell, signal) => {
      const report = (n: number) => tell(`${n} / ${all}`, n, all);
      return inspect(sorted, { rules, target: node.ref, results, checks, report }, signal);
    });
  }

  private targetOf(connection: Connection, node: Node): Target {
    const { upload } = this.services.sessions.open(connection);
    const rules = upload?.rules(node);
    if (upload === undefined || rules === undefined)
      throw new PlatformError('invalid', text('Nothing can be uploaded to "{0}". Choose a dataset.', node.name));
    return { connection, node, upload, rules };
  }

  private async plan(
    { upload, rules, node }: Target,
    { items, archives, findings }: Inspection,
    results: string | undefined,
  ): Promise<Plan> {
    const safe = safelyNamed(items, rules);
    const names = [...safe.items, ...archives.flatMap((archive) => archive.items)].map((item) => item.name);
    const taken = await withView((signal) => upload.taken(node.ref, names, signal));
    const free = await resolveNames(safe.items, taken, rules);
    const inArchives = archives.flatMap((archive) => archive.items.filter((item) => taken.has(item.name)));
    return {
      units: [
        ...(free.items.length > 0 ? upload.units(node.ref, free.items, results, archiveBytes()) : []),
        ...archives.filter(({ items: inside }) => inside.length === 0 || inside.some((item) => !taken.has(item.name))),
      ],
      left: new Set(inArchives),
      findings: [...findings, ...safe.findings, ...free.findings, ...inArchives.map((item) => skippedByServer(item))],
    };
  }

  private async confirm(target: Target, { units, findings, left }: Plan): Promise<void> {
    const items = units.flatMap((unit) => unit.items).filter((item) => left?.has(item) !== true);
    const count = items.length;
    const bytes = units.reduce((sum, unit) => sum + unit.bytes, 0);
    const detail = [this.placeOf(target), ...contents(items, target.rules), planDetail(findings)]
      .filter((line) => line !== '')
      .join('\n');
    if (count === 0) return refuse(detail);
    const button = t('Upload {0}', count);
    const [size, to] = [bytesText(bytes), target.node.name];
    const { singles } = target.rules;
    const pictures = singles !== 'any' && singles.size > 0 && items.every((item) => item.path === undefined);
    const many = pictures
      ? t('Upload {0} pictures ({1}) to "{2}"?', count, size, to)
      : t('Upload {0} items ({1}) to "{2}"?', count, size, to);
    const one = pictures
      ? t('Upload 1 picture ({0}) to "{1}"?', size, to)
      : t('Upload 1 item ({0}) to "{1}"?', size, to);
    const message = count === 1 ? one : many;
    if ((await modal(message, detail.split('\n'), button)) !== button) throw new Cancelled();
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
    this.tell(target, plan, deliveries, [...warnings], results);
  }

  /** Files that changed after their check are checked and sent once more; what became of them stands for what was. */
  private async sendChanged(
    target: Target,
    deliveries: readonly Delivery[],
    warnings: Set<string>,
    results: string | undefined,
  ): Promise<readonly Delivery[]> {
    const changed = deliveries.filter((one) => one.changed === true);
    if (changed.length === 0) return deliveries;
    const { items, failed } = await withView((signal) => readAnew(changed, signal));
    const units = items.length > 0 ? target.upload.units(target.node.ref, items, results) : [];
    const sent = units.length > 0 ? await this.deliver(target, units, warnings) : [];
    for (const { item, status } of sent)
      if (status === 'done') warnings.add(t('{0} changed while it was sent, and was sent again.', item.fileName));
    return [...deliveries.filter((one) => one.changed !== true), ...failed, ...sent];
  }

  private deliver(target: Target, units: readonly Unit[], warnings: Set<string>): Promise<Delivery[]> {
    const { node, upload } = target;
    return withNotification(t('Uploading to "{0}"', node.name), (tell, signal) =>
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
                  : t('the server took in {0} of {1}', ingested, items);
              show(arrived);
              tell(arrived, sent + (ingested / Math.max(1, items)) * bytes, 2 * bytes);
            },
            state: (unit, state) => this.services.log.info(`Upload ${unit.id} (${unit.items.length} items): ${state}`),
            warned: (said) => warnings.add(say(said)),
            waits: (_unit, why) => {
              if (why === undefined) return;
              show(say(why));
              tell(say(why));
            },
          },
          signal,
        ),
      ),
    );
  }

  private tell(
    target: Target,
    plan: Plan,
    deliveries: readonly Delivery[],
    warnings: readonly string[],
    results: string | undefined,
  ): void {
    const outcomes = [
      ...deliveries.map(outcomeOf),
      ...(plan.settled ?? []),
      ...plan.findings.filter((one) => !isSent(one)).map(skipped),
    ];
    const missing = deliveries.filter((delivery) => delivery.status !== 'done').map((delivery) => delivery.item);
    const resendable = missing.filter((item) => item.source !== undefined);
    const first = deliveries.find((delivery) => delivery.ref !== undefined);
    const offers: (Offer | false)[] = [
      resendable.length > 0 && {
        button: t('Retry Failed'),
        run: () => this.again(target, resendable, results, plan.release),
      },
      first !== undefined && { button: t('Reveal'), run: () => this.reveal(target, first) },
    ];
    const objects = objectsText(deliveries);
    const sum = summary(outcomes, (count) => t('{0} uploaded', count));
    const message = [sum, ...objects.message, ...warnings].join('. ');
    const known = plan.findings.filter(isSent).map((one) => `${one.name}: ${say(one.said)}`);
    const notes = [...known, ...objects.notes, ...warnings];
    this.services.outcomes.show({ what: t('Upload'), message, outcomes, notes, offers });
  }

  private async again(
    target: Target,
    items: readonly UnitItem[],
    results: string | undefined,
    release: Plan['release'],
  ): Promise<void> {
    const fresh = await withView((signal) => freshItems(items, signal));
    const plan = await this.plan(target, { ...fresh, archives: [], repacks: [] }, results);
    if (plan.units.length === 0) return refuse(planDetail(plan.findings));
    await this.send(target, { ...plan, ...(release && { release }) }, results);
  }

  private async reveal({ connection }: Target, delivery: Delivery): Promise<void> {
    const { ref } = delivery;
    if (ref === undefined) return;
    const found = await withView((signal) => this.services.sessions.open(connection).get([ref], signal));
    const node = found.get(ref);
    if (node) await this.services.explorer.reveal(connection, node);
  }

  /** The list that holds the dataset, since its counts changed; its data are read again with it. */
  private refresh(connection: Connection, node: Node): void {
    this.services.explorer.refresh({ connection, parent: node.parent });
  }
}

/** Nothing is left to be sent. @throws Cancelled */
async function refuse(detail: string): Promise<never> {
  await askModal({ message: t('Nothing can be uploaded'), lines: detail.split('\n'), weight: 'error' });
  throw new Cancelled();
}

function outcomeOf({ item, status, ref, reason }: Delivery): Outcome {
  return { ref: ref ?? item.name, name: item.fileName, status, ...(reason && { reason }) };
}

function skipped({ name, said }: Finding): Outcome {
  return { ref: name, name, status: 'skipped', reason: said };
}

function skippedByServer(item: UnitItem): Finding {
  return {
    kind: 'skipped',
    name: item.fileName,
    said: text('The dataset has an item of this name; the server will leave it out of the archive.'),
  };
}
