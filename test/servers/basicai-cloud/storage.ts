import { randomUUID } from 'node:crypto';
import type { Json } from '../../../src/sandbox/json';
import { textAnswer, type Answer } from '../../../src/sandbox/http/answer';
import type { Arrival } from '../../../src/sandbox/http/arrival';
import { decodeText } from '../../../src/sandbox/http/router';
import { serveBucket } from '../../../src/sandbox/store/s3';
import { link, storePath, wireDate, type App } from './app';
import { illegal } from './api/errors';
import type { Fields } from './api/fields';
import { post, type Call, type Route } from './api/routes';
import { maxFileBytes, maxEntriesPerCall, sandboxTeamId, uploadLinkLifeS } from './unknowns';

/** `upload/team_<team>/<yyyyMMdd>/<uuid>/<filename>` (CLOUD-24). */
export function newKey(app: App, filename: string): string {
  const day = wireDate(app.clock.now()).slice(0, 10).replaceAll('-', '');
  return `upload/team_${sandboxTeamId}/${day}/${randomUUID()}/${filename}`;
}

function presignOne(call: Call, fields: Fields): Json {
  const { app } = call;
  const [deviceName, filename] = [fields.requiredText('deviceName'), fields.requiredText('filename')];
  const size = fields.size('size', maxFileBytes);
  if (/[/\\]/.test(filename)) throw illegal('filename must not hold a slash');
  const path = newKey(app, filename);
  const preSignedUrl = link(app, call.host, 'PUT', path, uploadLinkLifeS);
  return app.modes.presign === 'url' ? { preSignedUrl } : { preSignedUrl, deviceName, filename, size, path };
}

export const storageRoutes: Route[] = [
  post(
    '/storage/batchGeneratePreSignedUploadUrl',
    async (call) => (await call.entries(maxEntriesPerCall)).map((fields) => presignOne(call, fields)),
    { message: 'Ok' },
  ),
  post('/storage/generatePreSignedUploadUrl', async (call) => presignOne(call, await call.fields()), { message: 'Ok' }),
];

/** The object store. It takes no header of the API: with one, nothing of the link counts (CLOUD-25). */
export async function serveStore(app: App, arrival: Arrival): Promise<Answer> {
  if (arrival.header('authorization') === undefined)
    return serveBucket(app.bucket, arrival, decodeText(arrival.path.slice(storePath.length)));
  await arrival.drain();
  const text = 'Only one auth mechanism allowed; Unsupported Authorization Type';
  return textAnswer(400, 'application/xml', `<Error><Code>InvalidArgument</Code><Message>${text}</Message></Error>`);
}
