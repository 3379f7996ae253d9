import { chunks } from '../../model/lists';
import type { Node, Ref } from '../../model/node';
import { text } from '../../model/text';
import { alive } from '../../net/errors';
import type { ByteSource } from '../../net/http';
import type { Kit } from '../../net/kit';
import { retrying } from '../../net/retry';
import { withOrigin } from '../../net/urls';
import { pack } from '../../transfer/pack';
import type { Arrived, Baseline, Receipt, Unit, UnitItem, Upload, UploadReport, UploadRules } from '../platform';
import type { Client } from './client';
import { archiveExtensions, imageLayout, listedName, mimeOf, pictureExtensions, safeName } from './imageLayout';
import { follow } from './ingest';
import { Listed, type ListedRow } from './listed';
import { read } from './refs';
import { put } from './store';

const packFrom = 6;
/** Pictures in one archive: the server takes about 0.1 s each (quirk 28), and a lost archive is sent again whole. */
const itemsPerPack = 2_000;
/** Rows may appear a moment after the record says so. */
const settleTries = 3;
const settlePause = 1_000;

const imageRules: UploadRules = {
  singles: pictureExtensions,
  archives: archiveExtensions,
  packFrom,
  safeName,
  listedName,
  layout: imageLayout,
};

/** Uploads through presigned URLs: presign, PUT, register, follow, settle (wire reference, section 8). */
export class Uploading implements Upload {
  private readonly listed: Listed;

  constructor(
    private readonly client: Client,
    private readonly kit: Kit,
    private readonly origin: string,
  ) {
    this.listed = new Listed(client);
  }

  rules(target: Node): UploadRules | undefined {
    return target.can.has('upload') ? imageRules : undefined;
  }

  async taken(target: Ref, names: readonly string[], signal: AbortSignal): Promise<Map<string, Ref>> {
    return this.listed.named(read(target).datasetId, names, signal);
  }

  /** Up to five pictures go one by one; more, or names that only an archive can carry, go packed. */
  units(target: Ref, items: readonly UnitItem[]): Unit[] {
    const single = items.length < packFrom && items.every((item) => safeName(item.fileName) === item.fileName);
    if (single)
      return items.map((item, n) => ({
        id: `single-${n}`,
        target,
        how: 'single',
        fileName: item.fileName,
        items: [item],
        bytes: item.size,
      }));
    return chunks(items, itemsPerPack).map((part, n) => ({
      id: `pack-${n}`,
      target,
      how: 'pack',
      fileName: 'pictures.zip',
      items: part,
      bytes: part.reduce((sum, item) => sum + item.size, 0),
    }));
  }

  async before(target: Ref, units: readonly Unit[], signal: AbortSignal): Promise<Baseline> {
    const names = units.flatMap((unit) => unit.items.map((item) => item.name));
    const refs = new Set((await this.taken(target, names, signal)).values());
    return refs;
  }

  async send(unit: Unit, report: UploadReport, signal: AbortSignal): Promise<Receipt> {
    const { datasetId } = read(unit.target);
    const source = await sourceOf(unit);
    let moved = 0;
    const counted: ByteSource = {
      ...source,
      moved: (bytes) => {
        moved += bytes;
        report.bytes(bytes);
      },
    };
    // A signed link can expire while it waits, so each attempt presigns anew; a failed attempt takes its bytes back.
    const stored = await retrying(
      async () => {
        report.bytes(-moved);
        moved = 0;
        const { presignedUrl, accessUrl } = await this.client.presign(datasetId, unit.fileName, signal);
        const md5 = await put(this.kit, withOrigin(presignedUrl, this.origin), mimeOf(unit.fileName), counted, signal);
        return { md5, accessUrl };
      },
      this.kit,
      signal,
    );
    alive(signal);
    const job = await this.client.register(datasetId, stored.accessUrl, signal);
    return { unit, job, md5: stored.md5 };
  }

  async follow(receipt: Receipt, report: UploadReport, signal: AbortSignal): Promise<void> {
    await follow(this.client, this.kit, receipt.job, report, signal);
  }

  async settle(unit: Unit, baseline: Baseline, signal: AbortSignal): Promise<Arrived[]> {
    const { datasetId } = read(unit.target);
    const names = unit.items.map((item) => item.name);
    for (let tries = 1; ; tries++) {
      const rows = await this.listed.rows(datasetId, names, signal);
      const arrived = unit.items.map((item) => judge(item, rows, baseline));
      if (tries >= settleTries || arrived.every((one) => one.ref !== undefined)) return arrived;
      await this.kit.clock.sleep(settlePause, signal);
    }
  }
}

/** An item has arrived when a row of its name is listed that was not there before, with the size that was sent. */
function judge(item: UnitItem, rows: ReadonlyMap<string, readonly ListedRow[]>, baseline: Baseline): Arrived {
  const named = rows.get(item.name.toLowerCase()) ?? [];
  const fresh = named.find((row) => !baseline.has(row.ref));
  if (fresh === undefined)
    return {
      item,
      reason:
        named.length > 0
          ? text('The dataset had an item of this name already.')
          : text('The server did not list it afterwards.'),
    };
  if (fresh.size !== undefined && fresh.size !== item.size)
    return { item, reason: text('{0} bytes were sent, the server lists {1}.', item.size, fresh.size) };
  return { item, ref: fresh.ref };
}

async function sourceOf(unit: Unit): Promise<ByteSource> {
  if (unit.how === 'archive' && unit.archive) return unit.archive;
  if (unit.how === 'single' && unit.items[0]?.source) return unit.items[0].source;
  const entries = unit.items.flatMap(({ source, fileName, size }) =>
    source ? [{ path: `image_0/${fileName}`, size, open: () => source.open() }] : [],
  );
  return pack(entries);
}
