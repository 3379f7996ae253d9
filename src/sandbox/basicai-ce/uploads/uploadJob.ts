import { copyFile, readFile } from 'node:fs/promises';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { decodeText } from '../../http/router';
import { pictureSize } from '../../pictures/inspect';
import type { Size } from '../../pictures/size';
import { bucketName, internalStoreHost, type App } from '../app';
import { addData, hasName } from '../data/data';
import { findDataset, type Dataset } from '../datasets/datasets';
import { addFile, hasFile } from '../data/files';
import { ingest } from '../ingest/run';
import { unpack } from '../ingest/unpacked';
import { newTarget, thumbnails } from '../ingest/write';
import { importedRun } from '../models/modelRuns';
import { baseName, extension, isPictureName, mimeOf } from '../naming';
import { fetchSource, type ResultSource } from './source';
import type { UploadRecord } from './uploadRecord';

/** What `data/upload` asks for. */
export interface UploadRequest {
  url: URL;
  /** The URL as it was sent. */
  raw: string;
  /** Decoded last part of its path. */
  name: string;
  datasetId: number;
  source: 'LOCAL' | 'URL';
  resultType: 'GROUND_TRUTH' | 'MODEL_RUN' | undefined;
  modelId: number | undefined;
  coco: boolean;
  userId: number;
  host: string;
}

/**
 * The way of one upload (CE-32). An exception in the real server's worker ends nothing: the record stays where it was,
 * for ever (CE-33).
 */
export class UploadJob {
  private source: ResultSource | undefined;
  private fetched = false;

  constructor(
    private readonly app: App,
    private readonly request: UploadRequest,
    private readonly record: UploadRecord,
  ) {}

  /** What is found out before the record waits for its turn; `undefined` when it goes no further. */
  async check(): Promise<Dataset | undefined> {
    const { app, request } = this;
    if (/[#?%]/.test(request.name) || !this.record.enter('UNSTARTED')) return undefined;
    const dataset = findDataset(app, request.datasetId);
    if (dataset) this.source = await fetchSource(app, request.url, request.host);
    const refusal = this.refusal(dataset);
    if (refusal !== undefined) this.record.fail(refusal);
    return refusal === undefined ? dataset : undefined;
  }

  /** What is taken is told by the extension (CE-37, CE-38). */
  /** What is taken is told by the extension (CE-37, CE-38). */
  /** What is taken is told by the extension (CE-37, CE-38). */
  /** What is taken is told by the extension (CE-37, CE-38). */
  private refusal(dataset: Dataset | undefined): string | undefined {
    const { name, source } = this.request;
    if (!dataset) return 'Dataset not found';
    if (!this.source) return 'File url error';
    const single = dataset.type === 'IMAGE' && source === 'LOCAL' && isPictureName(name);
    return single || ['zip', 'tar'].includes(extension(name)) ? undefined : 'Incorrect file format';
  }

  /**
   * Two are fetched at a time; what was fetched waits for its turn in the one queue (CE-34). Never rejects: nobody
   * waits for it.
   */
  async run(dataset: Dataset): Promise<void> {
    const { source } = this;
    if (source === undefined) return;
    try {
      await this.app.fetching.run(() => this.fetch(source));
      if (this.fetched) await this.app.parsing.run(() => this.take(dataset, source));
    } catch {
      // the record stays where it was
    }
    await source.release().catch(() => undefined);
  }

  private async fetch(source: ResultSource): Promise<void> {
    if (!this.record.enter('DOWNLOADING')) return;
    await wait(this.app.pace.msPerItem);
    if (source.size > 0) this.record.sized(source.size);
    this.fetched = this.record.enter('DOWNLOAD_COMPLETED') && source.size > 0;
  }

  private async take(dataset: Dataset, source: ResultSource): Promise<void> {
    await wait(this.app.pace.msPerItem);
    if (isPictureName(this.request.name)) await this.takePicture(dataset, source);
    else await this.takeArchive(dataset, source);
  }

  private async takePicture(dataset: Dataset, source: ResultSource): Promise<void> {
    const size = pictureSize(await readFile(source.path));
    // Registered before: its file exists, and the record stays where it is for ever (CE-48).
    if (!size || hasFile(this.app, keyOf(this.request.raw))) return;
    const note = this.app.rows.transaction(() => this.storePicture(dataset, source, size));
    this.record.total(1);
    this.record.parsed(1);
    this.record.complete(note);
  }

  private storePicture(dataset: Dataset, source: ResultSource, size: Size): string {
    const { app, request } = this;
    const name = baseName(request.name);
    if (hasName(app, dataset.id, 0, name)) return 'Duplicate data name;';
    const path = keyOf(request.raw);
    const file = { name: request.name, path, zipPath: null, type: mimeOf(request.name), size: source.size };
    const id = addFile(app, { ...file, kind: 'imageFile', ...size });
    const object = app.objects.find(path);
    if (object) app.objects.record(thumbnails(object));
    const content = [{ name: 'image_0', files: [id] }];
    addData(app, { datasetId: dataset.id, name, type: 'SINGLE_DATA', parentId: 0, content });
    return '';
  }

  /** COCO always fails in this version of the platform. */
  private async takeArchive(dataset: Dataset, source: ResultSource): Promise<void> {
    const { app, request, record } = this;
    if (request.coco) {
      record.fail('Incorrect file format');
      return;
    }
    const copy = join(app.home.scratch, randomUUID());
    await copyFile(source.path, copy);
    try {
      const unpacked = await unpack(app.objects, copy, request.name);
      const target = newTarget(app, dataset.id, request.userId, this.resultSource());
      const outcome = await ingest(target, dataset.type, unpacked, record);
      if ('message' in outcome) record.complete(outcome.message);
      else record.fail(layoutErrors[outcome.fault]);
    } finally {
      await app.objects.discard({ file: copy, size: 0, md5: '' });
    }
  }

  /** Results are read only when their kind is named (CE-49). */
  private resultSource(): number | undefined {
    const { app, request } = this;
    if (request.resultType === undefined) return undefined;
    const { userId, datasetId, modelId } = request;
    return request.resultType === 'MODEL_RUN' ? importedRun(app, userId, datasetId, modelId ?? 0) : -1;
  }
}

const layoutErrors = {
  wrong: 'The format of the compressed package is incorrect',
  empty: 'Compressed package is empty',
} as const;

/** The key that the platform makes of a URL; of any but an `accessUrl` it makes garbage (CE-47). */
function keyOf(raw: string): string {
  const plain = decodeText(raw.replace(/\?.*$/s, ''));
  return plain.replace(`http://${internalStoreHost}/`, '').replace(`${bucketName}/`, '');
}
