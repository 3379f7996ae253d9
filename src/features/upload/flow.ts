import { type Uri, window } from 'vscode';
import type { Connection } from '../../core/model/connection';
import type { Node } from '../../core/model/node';
import type { Outcome } from '../../core/model/outcome';
import { text } from '../../core/model/text';
import { Cancelled, PlatformError } from '../../core/net/errors';
import type { Unit, UnitItem, Upload, UploadRules } from '../../core/platforms/platform';
import { type Delivery, deliver } from '../../core/transfer/engine';
import { clashes, type Finding, inspect, type Inspection, renamed, safelyNamed } from '../../core/transfer/plan';
import { bytesText } from '../../editor/bytesText';
import { say, t } from '../../editor/l10n';
import { summary, type Offer } from '../../editor/outcomes';
import { modal } from '../../editor/prompts';
import { withNotification, withView } from '../../editor/progress';
import type { Services } from '../../editor/services';
import { planDetail } from './words';
import { gather } from './sources';
import type { Activity } from './activity';

interface Target {
  readonly connection: Connection;
  readonly node: Node;
  readonly upload: Upload;
  readonly rules: UploadRules;
}

interface Plan {
  readonly units: readonly Unit[];
  readonly findings: readonly Finding[];
}

/** From files to listed data: check, ask once, send, settle, tell. */
export class UploadFlow {
  constructor(
    private readonly services: Services,
    private readonly activity: Activity,
  ) {}

  async run(connection: Connection, node: Node, uris: readonly Uri[]): Promise<void> {
    const target = this.targetOf(connection, node);
    const gathered = await gather(uris);
    const inspection = await withNotification(t('Checking {0} files', gathered.sources.length), (tell, signal) =>
      inspect(
        gathered.sources,
        target.rules,
        node.ref,
        (n) => tell(`${n} / ${gathered.sources.length}`, n, gathered.sources.length),
        signal,
      ),
    );
    const plan = await this.plan(target, { ...inspection, findings: [...gathered.findings, ...inspection.findings] });
    await this.confirm(target, plan);
    await this.send(target, plan);
  }

  private targetOf(connection: Connection, node: Node): Target {
    const { upload } = this.services.sessions.open(connection);
    const rules = upload?.rules(node);
    if (upload === undefined || rules === undefined)
      throw new PlatformError(
        'invalid',
        text('Pictures cannot be uploaded to "{0}". Choose a dataset of images.', node.name),
      );
    return { connection, node, upload, rules };
  }

  private async plan(target: Target, { items, archives, findings }: Inspection): Promise<Plan> {
    const safe = safelyNamed(items, target.rules);
    const names = [...safe.items, ...archives.flatMap((archive) => archive.items)].map((item) => item.name);
    const taken = await withView((signal) => target.upload.taken(target.node.ref, names, signal));
    const listed = new Set(taken.keys());
    const free = await this.resolve(safe.items, listed);
    const inArchives = archives.flatMap((archive) => archive.items.filter((item) => listed.has(item.name)));
    return {
      units: [...(free.items.length > 0 ? target.upload.units(target.node.ref, free.items) : []), ...archives],
      findings: [...findings, ...safe.findings, ...free.findings, ...inArchives.map((item) => skippedByServer(item))],
    };
  }

  /** Names that are taken are asked about once for all of them. */
  private async resolve(
    items: readonly UnitItem[],
    listed: ReadonlySet<string>,
  ): Promise<{ items: UnitItem[]; findings: Finding[] }> {
    const found = clashes(items, listed);
    if (found.length === 0) return { items: [...items], findings: [] };
    const rename = t('Rename {0}', found.length);
    const skip = t('Skip {0}', found.length);
    const names = found
      .slice(0, 10)
      .map(({ item, with: what }) =>
        what === 'listed'
          ? t('{0}: in the dataset already', item.fileName)
          : t('{0}: the name occurs twice in the selection', item.fileName),
      );
    const message = found.length === 1 ? t('A name is taken') : t('{0} names are taken', found.length);
    const picked = await modal(message, names.join('\n'), skip, rename);
    if (picked === undefined) throw new Cancelled();
    if (picked === rename) return { items: renamed(items, found, listed), findings: [] };
    const clashing = new Set(found.map(({ item }) => item));
    const findings = found.map(({ item }): Finding => ({
      kind: 'skipped',
      name: item.fileName,
      said: text('Its name is taken.'),
    }));
    return { items: items.filter((item) => !clashing.has(item)), findings };
  }

  private async confirm(target: Target, { units, findings }: Plan): Promise<void> {
    const count = units.reduce((sum, unit) => sum + unit.items.length, 0);
    const bytes = units.reduce((sum, unit) => sum + unit.bytes, 0);
    const detail = planDetail(findings);
    if (count === 0) {
      await window.showErrorMessage(t('Nothing can be uploaded'), { modal: true, detail });
      throw new Cancelled();
    }
    const button = t('Upload {0}', count);
    const [size, to] = [bytesText(bytes), target.node.name];
    const message =
      count === 1
        ? t('Upload 1 picture ({0}) to "{1}"?', size, to)
        : t('Upload {0} pictures ({1}) to "{2}"?', count, size, to);
    if ((await modal(message, detail, button)) !== button) throw new Cancelled();
  }

  private async send(target: Target, plan: Plan): Promise<void> {
    const { node, connection, upload } = target;
    const warnings: string[] = [];
    const deliveries = await withNotification(t('Uploading to "{0}"', node.name), (tell, signal) =>
      this.activity.during(t('Uploading'), (show) =>
        deliver(
          upload,
          node.ref,
          plan.units,
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
            warned: (said) => warnings.push(say(said)),
          },
          signal,
        ),
      ),
    );
    this.refresh(connection, node);
    this.tell(target, plan, deliveries, warnings);
  }

  private tell(target: Target, plan: Plan, deliveries: readonly Delivery[], warnings: readonly string[]): void {
    const outcomes = [
      ...deliveries.map(outcomeOf),
      ...plan.findings.filter((one) => one.kind !== 'renamed').map(skipped),
    ];
    const missing = deliveries.filter((delivery) => delivery.status !== 'done').map((delivery) => delivery.item);
    const resendable = missing.filter((item) => item.source !== undefined);
    const first = deliveries.find((delivery) => delivery.ref !== undefined);
    const offers: (Offer | false)[] = [
      resendable.length > 0 && { button: t('Send the Missing Ones Again'), run: () => this.again(target, resendable) },
      first !== undefined && { button: t('Reveal'), run: () => this.reveal(target, first) },
    ];
    const message = [summary(outcomes, (count) => t('{0} uploaded', count)), ...warnings].join('. ');
    const renames = plan.findings.filter((one) => one.kind === 'renamed').map((one) => `${one.name}: ${say(one.said)}`);
    const notes = [...renames, ...warnings];
    this.services.outcomes.show({ what: t('Upload'), message, outcomes, notes, offers });
  }

  private async again(target: Target, items: readonly UnitItem[]): Promise<void> {
    const plan = await this.plan(target, { items, archives: [], findings: [] });
    if (plan.units.length > 0) await this.send(target, plan);
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
