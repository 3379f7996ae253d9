import { copyFile, readFile } from 'node:fs/promises';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Json } from '../json';
import { pictureSize } from '../pictures/inspect';
import { encodePath, presign } from '../store/sigv4';
import { BUCKET, INTERNAL_HOST, newSerial, type App } from './app';
import { addData, hasName } from './data';
import { findDataset, type Dataset } from './datasets';
import { Complaints, paramError } from './errors';
import { addFile } from './files';
import { given } from './fields';
import { ingest, type Outcome } from './ingest/run';
import { unpack } from './ingest/unpacked';
import { newTarget, thumbnails } from './ingest/write';
import { importedRun } from './modelRuns';
import { baseName, extension, isPictureName, mimeOf } from './naming';
import { get, post, type Call, type Route } from './routes';
import { fetchSource, type Source } from './source';

interface Request {
  url: URL;
  raw: string;
  datasetId: number;
  source: 'LOCAL' | 'URL';
  resultType: 'GROUND_TRUTH' | 'MODEL_RUN' | undefined;
  modelId: number | undefined;
  coco: boolean;
  userId: number;
  host: string;
  /** A fault: the record never passes this status. */
  stuck: string | undefined;
}

/** Each call names a new object; the dataset is not looked at (Xtreme1 wire reference, section 8). */
function presignUpload(call: Call): Json {
  const { app, query } = call;
  const name = query.required('fileName');
  const folder = randomUUID().replace(/-/g, '');
  const path = `/${BUCKET}/${call.user.id}/${query.requiredLong('datasetId')}/${folder}/${name}`;
  const now = app.clock.now();
  return {
    accessUrl: `http://${INTERNAL_HOST}${encodePath(path)}?${presign(app.bucket.key, 'GET', path, now)}`,
    presignedUrl: `http://${call.host}/minio${encodePath(path)}?${presign(app.bucket.key, 'PUT', path, now)}`,
  };
}

async function readRequest(call: Call): Promise<Request> {
  const body = await call.body();
  const complaints = new Complaints();
  const raw = body.text('fileUrl');
  const datasetId = body.long('datasetId');
  complaints.when(!given(raw), 'fileUrl', 'fileUrl is not null');
  const url = given(raw) && URL.canParse(raw) ? new URL(raw) : undefined;
  complaints.when(given(raw) && !url?.hostname, 'fileUrl', 'invalid url');
  complaints.when(datasetId === undefined, 'datasetId', 'datasetId cannot be null');
  complaints.when(body.raw('source') === undefined, 'source', 'source cannot be null');
  const source = body.oneOf('source', ['LOCAL', 'URL'], complaints, 'source must be one of LOCAL,URL');
  const resultType = body.oneOf(
    'resultType',
    ['GROUND_TRUTH', 'MODEL_RUN'],
    complaints,
    'resultType must be one of GROUND_TRUTH,MODEL_RUN',
  );
  const format = body.oneOf('dataFormat', ['XTREME1', 'COCO'], complaints, 'dataFormat must be one of XTREME1,COCO');
  complaints.done();
  const modelId = body.long('modelId');
  if (resultType === 'MODEL_RUN' && modelId === undefined) throw paramError('modelId cannot be null');
  if (raw === undefined || url === undefined || datasetId === undefined || source === undefined)
    throw paramError('fileUrl');
  return {
    url,
    raw,
    datasetId,
    source,
    resultType,
    modelId,
    coco: format === 'COCO',
    userId: call.user.id,
    host: call.host,
    stuck: call.arrival.hints.stuck,
  };
}

/** Always gives a serial number; whether it went well is in the record only (quirk 3). */
async function upload(call: Call): Promise<Json> {
  const request = await readRequest(call);
  const { app } = call;
  const serial = newSerial(app);
  const name = decode(request.url.pathname.slice(request.url.pathname.lastIndexOf('/') + 1));
  app.rows.run(
    "INSERT INTO upload (serial, dataset_id, file_name, status, created_at) VALUES (?, ?, ?, 'UNSTARTED', ?)",
    [serial, request.datasetId, name, app.clock.now()],
  );
  const job = new UploadJob(app, request, serial, name);
  const dataset = await job.check();
  if (dataset) void app.uploading.run(() => job.run(dataset));
  return serial;
}

/** An exception in the real server's worker ends nothing: the record stays where it was, for ever (quirk 24). */
class UploadJob {
  constructor(
    private readonly app: App,
    private readonly request: Request,
    private readonly serial: string,
    private readonly name: string,
  ) {}

  /** What is found out before the record waits for its turn. */
  async check(): Promise<Dataset | undefined> {
    if (/[#?%]/.test(this.name) || this.stopsAt('UNSTARTED')) return undefined;
    const dataset = findDataset(this.app, this.request.datasetId);
    if (!dataset) return this.fail('Dataset not found');
    const kind = extension(this.name);
    const single = dataset.type === 'IMAGE' && this.request.source === 'LOCAL' && isPictureName(this.name);
    const source = await fetchSource(this.app, this.request.url, this.request.host);
    if (!source) return this.fail('File url error');
    if (!single && kind !== 'zip' && kind !== 'tar') return this.fail('Incorrect file format');
    return dataset;
  }

  async run(dataset: Dataset): Promise<void> {
    try {
      if (this.stopsAt('DOWNLOADING')) return this.status('DOWNLOADING');
      this.status('DOWNLOADING');
      const source = await fetchSource(this.app, this.request.url, this.request.host);
      if (!source) return;
      await wait(this.app.pace.msPerItem);
      this.downloaded(source);
      if (this.stopsAt('DOWNLOAD_COMPLETED') || source.size === 0) return;
      await wait(this.app.pace.msPerItem);
      if (isPictureName(this.name)) await this.takePicture(dataset, source);
      else await this.takeArchive(dataset, source);
    } catch {
      return;
    }
  }

  private async takePicture(dataset: Dataset, source: Source): Promise<void> {
    const { app } = this;
    const size = pictureSize(await readFile(source.path));
    if (!size) return;
    const name = baseName(this.name);
    const error = app.rows.transaction(() => {
      if (hasName(app, dataset.id, 0, name)) return 'Duplicate data name;';
      const path = keyOf(this.request.raw);
      const id = addFile(app, {
        name: this.name,
        path,
        zipPath: null,
        type: mimeOf(this.name),
        size: source.size,
        kind: 'imageFile',
        ...size,
      });
      const object = app.objects.find(path);
      if (object) app.objects.record(thumbnails(object));
      addData(app, {
        datasetId: dataset.id,
        name,
        type: 'SINGLE_DATA',
        parentId: 0,
        content: [{ name: 'image_0', files: [id] }],
      });
      return '';
    });
    this.total(1);
    this.parsed(1);
    this.finish({ message: error });
  }

  private async takeArchive(dataset: Dataset, source: Source): Promise<void> {
    const { app, request } = this;
    if (request.coco) {
      this.fail('Incorrect file format');
      return;
    }
    const copy = join(app.home.scratch, randomUUID());
    await copyFile(source.path, copy);
    const unpacked = await unpack(app.objects, copy, this.name);
    const sourceId = request.resultType === undefined ? undefined : this.resultSource();
    const target = newTarget(app, dataset.id, request.userId, sourceId);
    const progress = { total: (n: number) => this.total(n), parsed: (n: number) => this.parsed(n) };
    const outcome = await ingest(target, dataset.type, unpacked, progress);
    await app.objects.discard({ file: copy, size: 0, md5: '' });
    this.finish(outcome);
  }

  private resultSource(): number {
    const { app, request } = this;
    return request.resultType === 'MODEL_RUN'
      ? importedRun(app, request.userId, request.datasetId, request.modelId ?? 0)
      : -1;
  }

  private stopsAt(status: string): boolean {
    return this.request.stuck === status;
  }

  private status(status: string): void {
    this.app.rows.run('UPDATE upload SET status = ? WHERE serial = ?', [status, this.serial]);
  }

  private downloaded(source: Source): void {
    const size = source.size === 0 ? null : source.size;
    this.app.rows.run(
      "UPDATE upload SET status = 'DOWNLOAD_COMPLETED', total_size = ?, got_size = ? WHERE serial = ?",
      [size, size, this.serial],
    );
  }

  private total(n: number): void {
    this.app.rows.run('UPDATE upload SET total = ?, parsed = 0 WHERE serial = ?', [n, this.serial]);
  }

  /** The status is first written after the first batch (quirk 22). */
  private parsed(n: number): void {
    this.app.rows.run("UPDATE upload SET parsed = parsed + ?, status = 'PARSING' WHERE serial = ?", [n, this.serial]);
  }

  private finish(outcome: Outcome): void {
    if ('fault' in outcome) {
      this.fail(
        outcome.fault === 'wrong' ? 'The format of the compressed package is incorrect' : 'Compressed package is empty',
      );
      return;
    }
    if (this.stopsAt('PARSING')) return;
    this.app.rows.run("UPDATE upload SET status = 'PARSE_COMPLETED', error = ? WHERE serial = ?", [
      outcome.message,
      this.serial,
    ]);
  }

  private fail(error: string): undefined {
    this.app.rows.run("UPDATE upload SET status = 'FAILED', error = ? WHERE serial = ?", [error, this.serial]);
  }
}

/** The key that the platform makes of a URL; of any but an `accessUrl` it makes garbage (quirk 31). */
function keyOf(raw: string): string {
  const plain = decode(raw.replace(/\?.*$/s, ''));
  return plain.replace(`http://${INTERNAL_HOST}/`, '').replace(`${BUCKET}/`, '');
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function records(call: Call): Json {
  const serials = call.query.texts('serialNumbers');
  if (!serials) throw paramError('findUploadRecordBySerialNumbers.serialNumbers:serialNumbers cannot be null');
  return call.app.rows.all(
    'SELECT * FROM upload WHERE serial IN (SELECT value FROM json_each(?)) ORDER BY id',
    [JSON.stringify(serials)],
    (row) => ({
      id: row.num('id'),
      serialNumber: row.text('serial'),
      errorMessage: row.textOrNull('error'),
      totalFileSize: row.numOrNull('total_size'),
      downloadedFileSize: row.numOrNull('got_size'),
      totalDataNum: row.numOrNull('total'),
      parsedDataNum: row.numOrNull('parsed'),
      status: row.text('status'),
    }),
  );
}

export const uploadRoutes: Route[] = [
  get('/data/generatePresignedUrl', presignUpload),
  post('/data/upload', upload, { text: true }),
  get('/data/findUploadRecordBySerialNumbers', records),
];
