import { randomUUID } from 'node:crypto';
import { decodeText } from '../../http/router';
import type { Json } from '../../json';
import { encodePath, presign } from '../../store/sigv4';
import { bucketName, internalStoreHost, newSerial } from '../app';
import { Complaints, paramError } from '../api/errors';
import { given } from '../api/fields';
import { get, post, type Call, type Route } from '../api/routes';
import { UploadJob, type UploadRequest } from './uploadJob';
import { UploadRecord } from './uploadRecord';

/** Each call names a new object; the dataset is not looked at (CE-29). */
function presignUpload(call: Call): Json {
  const { app, query } = call;
  const name = query.required('fileName');
  const folder = randomUUID().replace(/-/g, '');
  const path = `/${bucketName}/${call.user.id}/${query.requiredLong('datasetId')}/${folder}/${name}`;
  const now = app.clock.now();
  return {
    accessUrl: `http://${internalStoreHost}${encodePath(path)}?${presign(app.bucket.key, 'GET', path, now)}`,
    presignedUrl: `http://${call.host}/minio${encodePath(path)}?${presign(app.bucket.key, 'PUT', path, now)}`,
  };
}

async function readRequest(call: Call): Promise<UploadRequest> {
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
  const name = decodeText(url.pathname.slice(url.pathname.lastIndexOf('/') + 1));
  const caller = { userId: call.user.id, host: call.host };
  return { url, raw, name, datasetId, source, resultType, modelId, coco: format === 'COCO', ...caller };
}

/** Always gives a serial number; whether it went well is in the record only (CE-31). */
async function upload(call: Call): Promise<Json> {
  const { app } = call;
  const request = await readRequest(call);
  const record = new UploadRecord(app, newSerial(app), call.arrival.hints.stuck);
  record.create(request.datasetId, request.name);
  const job = new UploadJob(app, request, record);
  const dataset = await job.check();
  if (dataset) void job.run(dataset);
  return record.serial;
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
