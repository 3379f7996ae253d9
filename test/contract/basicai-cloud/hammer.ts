// A process of its own that removes data one call at a time, as fast as its limiter lets it: `hammer.mjs URL FOLDER DATASET IDS`.
// The key comes by the environment, the ids by a file. It prints one JSON line at its end.
import { readFileSync } from 'node:fs';
import { systemClock } from '../../../src/core/net/clock';
import { createHttp } from '../../../src/core/net/http';
import { Limiters } from '../../../src/core/net/rate/limiters';
import { CloudApi } from '../../../src/core/platforms/basicai-cloud/api/api';
import { CloudClient } from '../../../src/core/platforms/basicai-cloud/api/client';

const [url = '', folder = '', dataset = '', ids = ''] = process.argv.slice(2);
const key = process.env.HAMMER_KEY ?? '';
const limiters = new Limiters(folder, systemClock);
const http = createHttp('dataset-explorer/hammer');
const silent = () => undefined;
const context = {
  http,
  clock: systemClock,
  log: { debug: silent, info: silent, warn: silent, error: silent },
  limiter: limiters.of.bind(limiters),
  random: Math.random,
  registerSecret: silent,
};
const credentials = { get: () => Promise.resolve(key), refresh: () => Promise.reject(new Error('refused')) };
const client = new CloudClient(new CloudApi(url, credentials, context).inBulk());

// Nothing bounds the producer: every call is made at once, and only the limiter holds them.
const calls = (JSON.parse(readFileSync(ids, 'utf8')) as string[]).map((id) => client.removeData(dataset, id));
const ended = await Promise.allSettled(calls);
http.close();
const failed = ended
  .filter(({ status }) => status === 'rejected')
  .map((one) => String((one as PromiseRejectedResult).reason));
process.stdout.write(`${JSON.stringify({ done: ended.length - failed.length, failed: failed.slice(0, 3) })}\n`);
