import { randomUUID } from 'node:crypto';
import type { Json } from '../json';
import { textAnswer, type Answer } from '../http/answer';
import type { Arrival } from '../http/arrival';
import { decodeText } from '../http/router';
import { serveBucket } from '../store/s3';
import { link, STORE, wireDate, type App } from './app';
import { illegal } from './errors';
import type { Fields } from './fields';
import { post, type Call, type Route } from './routes';
import { LARGEST_FILE, MOST_ENTRIES, TEAM, UPLOAD_LIFE } from './unknowns';

/** `upload/team_<team>/<yyyyMMdd>/<uuid>/<filename>` (BasicAI Cloud wire reference, section 3.2). */
export function newKey(app: App, filename: string): string {
  const day = wireDate(app.clock.now()).slice(0, 10).replaceAll('-', '');
  return `upload/team_${TEAM}/${day}/${randomUUID()}/${filename}`;
}

function presignOne(call: Call, fields: Fields): Json {
  const { app } = call;
  const [deviceName, filename] = [fields.requiredText('deviceName'), fields.requiredText('filename')];
  const size = fields.size('size', LARGEST_FILE);
  if (/[/\\]/.test(filename)) throw illegal('filename must not hold a slash');
  const path = newKey(app, filename);
  const preSignedUrl = link(app, call.host, 'PUT', path, UPLOAD_LIFE);
  return app.modes.presign === 'url' ? { preSignedUrl } : { preSignedUrl, deviceName, filename, size, path };
}

export const storageRoutes: Route[] = [
  post(
    '/storage/batchGeneratePreSignedUploadUrl',
    async (call) => (await call.entries(MOST_ENTRIES)).map((fields) => presignOne(call, fields)),
    { message: 'Ok' },
  ),
  post('/storage/generatePreSignedUploadUrl', async (call) => presignOne(call, await call.fields()), { message: 'Ok' }),
];

/** The object store. It takes no header of the API: with one, nothing of the link counts (section 3.2). */
export async function serveStore(app: App, arrival: Arrival): Promise<Answer> {
  if (arrival.header('authorization') === undefined)
    return serveBucket(app.bucket, arrival, decodeText(arrival.path.slice(STORE.length)));
  await arrival.drain();
  const text = 'Only one auth mechanism allowed; Unsupported Authorization Type';
  return textAnswer(400, 'application/xml', `<Error><Code>InvalidArgument</Code><Message>${text}</Message></Error>`);
}
