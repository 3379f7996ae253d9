import type { Json } from '../../../../src/sandbox/json';
import type { App } from '../app';
import { datasetOf, touch, type Dataset } from '../datasets/rows';
import { failure, refused, type ArtsCode } from '../api/errors';
import type { Fields } from '../api/fields';
import type { Call } from '../api/routes';
import { mimeType } from '../../../../src/sandbox/mime';
import { maxSampleBytes, maxUploadsPerCall } from '../unknowns';
import { addSample, isSampleName, type State } from './rows';
import { outcome } from './outcome';

/** 0 to 1024 characters, without some (MA-46). */
const sampleNamePattern = /^[^!<>=&"']{0,1024}$/;
const base64Pattern = /^[A-Za-z0-9+/]*={0,2}$/;

/** `POST /samples`: bytes as base64; results stand in the order of the request (MA-45). */
export async function addSamples(call: Call): Promise<Json> {
  const { app, fields } = call;
  const dataset = datasetOf(call);
  const samples = fields.all('samples');
  if (samples.length === 0) throw refused(4202, 'samples');
  if (samples.length > maxUploadsPerCall) throw refused(4384, 'samples');
  const state: State = fields.bool('final_annotation', true) ? 'manual' : 'auto';
  const results: Json[] = [];
  for (const sample of samples) results.push(await addOne(app, dataset, sample, state));
  touch(app, dataset.id);
  return outcome(4421, results);
}

async function addOne(app: App, dataset: Dataset, fields: Fields, state: State): Promise<Json> {
  const name = fields.text('name') ?? '';
  const key = `${dataset.dataPath.slice(1)}${name}`;
  const text = fields.text('data') ?? '';
  const bytes = Buffer.from(text, 'base64');
  const fault = faultOf(app, dataset, name, key, text, bytes);
  if (fault !== undefined) return { ...failure(fault), name };
  const labels = fields.all('labels').map((label) => label.json);
  const object = await app.objects.put(key, await app.objects.landBytes(bytes), mimeType(name));
  const info = addSample(app, dataset.id, object, `[${labels.join(',')}]`, labels.length > 0 ? state : 'none');
  return { success: true, name: `/${key}`, info };
}

function faultOf(
  app: App,
  dataset: Dataset,
  name: string,
  key: string,
  text: string,
  bytes: Buffer,
): ArtsCode | undefined {
  if (name === '' || !sampleNamePattern.test(name)) return 4384;
  if (text === '') return 4202;
  if (text.length % 4 !== 0 || !base64Pattern.test(text) || !isSampleName(dataset.type, name)) return 4421;
  if (bytes.length > maxSampleBytes) return 4656;
  const taken = app.rows.count('SELECT count(*) AS n FROM sample WHERE dataset_id = ? AND object = ?', [
    dataset.id,
    key,
  ]);
  return taken > 0 ? 4422 : undefined;
}
