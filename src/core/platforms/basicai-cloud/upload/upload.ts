import pLimit from 'p-limit';
import type { Choice } from '../../../model/form';
import type { Node, Ref } from '../../../model/node';
import { text, type Text } from '../../../model/text';
import { isCancelled, isPlatformError, PlatformError } from '../../../net/errors';
import type { SessionContext } from '../../../net/sessionContext';
import { createOnce } from '../../../net/lostAnswer';
import type {
  ItemResult,
  UploadBaseline,
  UploadReceipt,
  UploadUnit,
  UnitItem,
  Upload,
  UploadReport,
  UploadRules,
} from '../../../contract';
import type { CloudBrowse } from '../browse/browse';
import { rowsOf } from '../browse/browse';
import type { CloudClient, NewData } from '../api/client';
import { uploadRulesOf } from './layout';
import { namesIn } from '../browse/listed';
import { childPlace, itemRef, type ParsedRef, parentIdOf, type ItemPlace, parseRef } from '../refs';
import { presignAll, type StoredItem, storeItem } from './store';

/** Data of one call, and of one presign call (CLOUD-27, inferred). Fewer than the limit, so that a job shows how far it is. */
const itemsPerUnit = 50;
/** Links of one call (CLOUD-22, inferred). */
const filesPerUnit = 100;
const concurrency = 4;
/** Between two looks at the list after a lost answer, in ms. */
const settlePause = 5_000;

/** What a unit left behind when its bytes were stored: ids of what was added, and why the others were not. */
interface UploadState {
  readonly ids: ReadonlyMap<UnitItem, string>;
  readonly reasons: ReadonlyMap<UnitItem, Text>;
}

/** Uploads through presigned links: presign, PUT raw bytes, register (CLOUD-21, CLOUD-25). */
export class CloudUpload implements Upload {
  private readonly traces = new WeakMap<UploadUnit, UploadState>();
  /** Scenes that this session made, so that the parts of one scene find it. */
  private readonly scenes = new Map<string, Promise<string>>();

  constructor(
    private readonly client: CloudClient,
    private readonly browse: CloudBrowse,
    private readonly context: SessionContext,
    private readonly api: string,
  ) {}

  rules(target: Node): UploadRules | undefined {
    return target.capabilities.has('upload') ? uploadRulesOf(target.type ?? '', target.kind) : undefined;
  }

  async taken(target: Ref, names: readonly string[], signal: AbortSignal): Promise<Map<string, Ref>> {
    const place = childPlace(parseRef(target));
    return namesIn(this.client, place, names, signal);
  }

  /** Nothing tells how results are sent (CLOUD-20). */
  resultKinds(): Promise<Choice[]> {
    return Promise.resolve([]);
  }

  /** A scene travels whole: its frames are added after it. */
  units(target: Ref, items: readonly UnitItem[]): UploadUnit[] {
    return filled(items).map((part, n) => ({
      id: `part-${n}`,
      target,
      kind: part.length === 1 ? 'single' : 'pack',
      fileName: part[0]?.fileName ?? '',
      items: part,
      bytes: part
        .flatMap((item) => [item, ...(item.beside ?? []).map(({ source }) => source)])
        .reduce((sum, { size }) => sum + size, 0),
    }));
  }

  async captureBaseline(target: Ref, units: readonly UploadUnit[], signal: AbortSignal): Promise<UploadBaseline> {
    const names = units.flatMap((unit) => unit.items.map((item) => item.name));
    const taken = await namesIn(this.client, childPlace(parseRef(target)), names, signal);
    return new Set(taken.values());
  }

  async send(unit: UploadUnit, report: UploadReport, signal: AbortSignal): Promise<UploadReceipt> {
    const named = parseRef(unit.target);
    const type = await this.browse.typeOf(named.datasetId, signal);
    const reasons = new Map<UnitItem, Text>();
    const limit = pLimit(concurrency);
    const packed = await presignAll(this.client, unit.items, type, signal);
    const deps = { client: this.client, context: this.context, api: this.api };
    const stored = await Promise.all(
      packed.map((one) =>
        limit(() =>
          storeItem(deps, one, report, signal).catch((error: unknown) => {
            if (isCancelled(error) || !isPlatformError(error)) throw error;
            reasons.set(one.item, error.userMessage);
            return undefined;
          }),
        ),
      ),
    );
    const sent = stored.filter((one) => one !== undefined);
    if (sent.length === 0) throw failed(reasons);
    this.traces.set(unit, { ids: new Map(), reasons });
    report.registering?.();
    this.traces.set(unit, { ids: await this.register(named, sent, signal), reasons });
    return { unit, jobId: unit.id, md5: sent[0]?.md5 ?? '' };
  }

  /** The add call answers when all is done: there is nothing to follow. */
  async waitForIngest(): Promise<void> {
    // Nothing goes on behind the answer, as far as the documentation tells.
  }

  async verify(
    unit: UploadUnit,
    baseline: UploadBaseline,
    signal: AbortSignal,
    retryDelaysMs = 0,
  ): Promise<ItemResult[]> {
    const until = this.context.clock.now() + retryDelaysMs;
    for (;;) {
      const arrived = await this.settleOnce(unit, baseline, signal);
      if (arrived.every(({ ref }) => ref !== undefined) || this.context.clock.now() >= until) return arrived;
      await this.context.clock.sleep(settlePause, signal);
    }
  }

  private async settleOnce(unit: UploadUnit, baseline: UploadBaseline, signal: AbortSignal): Promise<ItemResult[]> {
    const place = childPlace(parseRef(unit.target));
    const { ids, reasons } = this.traces.get(unit) ?? {
      ids: new Map<UnitItem, string>(),
      reasons: new Map<UnitItem, Text>(),
    };
    const found: ItemResult[] = [];
    for (const [at, items] of await this.byPlace(place, unit.items)) {
      const own = items.flatMap((item) => ids.get(item) ?? []);
      const rows = await rowsOf(this.client, at, own, signal);
      const unsure = items.filter((item) => !ids.has(item) && !reasons.has(item));
      const named =
        unsure.length > 0 ? await namesIn(this.client, at, unsure.map(nameIn), signal) : new Map<string, Ref>();
      for (const item of items) found.push(validate(item, at, ids.get(item), rows, named, baseline, reasons.get(item)));
    }
    return found;
  }

  /** Registers what was stored: at the target itself, and in the scenes that the names tell. */
  private async register(
    target: ParsedRef,
    sent: readonly StoredItem[],
    signal: AbortSignal,
  ): Promise<Map<UnitItem, string>> {
    const place = childPlace(target);
    const ids = new Map<UnitItem, string>();
    for (const [at, items] of await this.byPlace(
      place,
      sent.map(({ item }) => item),
      signal,
    )) {
      const parentId = parentIdOf(at);
      const own = sent.filter(({ item }) => items.includes(item));
      const bodies = own.map(({ item, files }): NewData => ({
        name: nameIn(item),
        ...(parentId !== undefined && { parentId }),
        files,
      }));
      const added = await this.add(target.datasetId, bodies, signal);
      for (const [n, { item }] of own.entries())
        if (added[n] !== undefined && added.length === own.length) ids.set(item, added[n]);
    }
    return ids;
  }

  private async add(datasetId: string, bodies: readonly NewData[], signal: AbortSignal): Promise<readonly string[]> {
    const [first] = bodies;
    if (first && bodies.length === 1) return [await this.client.addData(datasetId, first, signal)];
    return this.client.batchAddData(datasetId, bodies, signal);
  }

  /** Items by where they go: `scene_a/000` stands in a scene, which is made when it is first needed. */
  private async byPlace(
    place: ItemPlace,
    items: readonly UnitItem[],
    making?: AbortSignal,
  ): Promise<[ItemPlace, UnitItem[]][]> {
    const found: [ItemPlace, UnitItem[]][] = [];
    const byScene = new Map<string, UnitItem[]>();
    for (const item of items) {
      const scene = item.name.includes('/') ? item.name.slice(0, item.name.indexOf('/')) : '';
      byScene.set(scene, [...(byScene.get(scene) ?? []), item]);
    }
    for (const [scene, own] of byScene) {
      if (scene === '') found.push([place, own]);
      else
        found.push([
          { ...place, above: [...place.above, { kind: 'scene', id: await this.scene(place, scene, making) }] },
          own,
        ]);
    }
    return found;
  }

  private async scene(place: ItemPlace, name: string, making: AbortSignal | undefined): Promise<string> {
    const key = `${place.datasetId}/${parentIdOf(place) ?? ''}/${name}`;
    const known = this.scenes.get(key);
    if (known) return known;
    if (making === undefined) return '0';
    const parentId = parentIdOf(place);
    const made = createOnce(
      this.context.clock,
      () => this.client.addScene(place.datasetId, { name, ...(parentId !== undefined && { parentId }) }, making),
      async (asking) => {
        const created = (await namesIn(this.client, place, [name], asking)).get(name);
        return created === undefined ? undefined : parseRef(created).id;
      },
    );
    this.scenes.set(key, made);
    made.catch(() => this.scenes.delete(key));
    return made;
  }
}

/** So many items go together as their files have links in one call. */
function filled(items: readonly UnitItem[]): UnitItem[][] {
  const units: UnitItem[][] = [];
  let files = Infinity;
  for (const item of items) {
    const own = 1 + (item.beside?.length ?? 0);
    const last = units.at(-1);
    if (last && last.length < itemsPerUnit && files + own <= filesPerUnit) {
      last.push(item);
      files += own;
    } else {
      units.push([item]);
      files = own;
    }
  }
  return units;
}

/** The name of an item at its place: without the scene that it stands in. */
function nameIn({ name }: UnitItem): string {
  return name.slice(name.indexOf('/') + 1);
}

function validate(
  item: UnitItem,
  place: ItemPlace,
  id: string | undefined,
  rows: ReadonlyMap<string, unknown>,
  named: ReadonlyMap<string, Ref>,
  baseline: UploadBaseline,
  reason: Text | undefined,
): ItemResult {
  if (id !== undefined && rows.has(id)) return { item, ref: itemRef('data', place, id) };
  const ref = named.get(nameIn(item));
  if (ref !== undefined && !baseline.has(ref)) return { item, ref };
  return { item, reason: reason ?? text('The server did not list it afterwards.') };
}

function failed(reasons: ReadonlyMap<UnitItem, Text>): PlatformError {
  const [first] = reasons.values();
  return new PlatformError('unavailable', first ?? text('No file could be saved.'));
}
