import { route, type Route } from '../routes';
import { addSamples } from './add';
import { listSamples, oneSample } from './list';
import { relabelSamples } from './relabel';
import { removeSamples } from './remove';
import { metrics, searchCondition, stats } from './stats';

const DATASET = '/v2/:projectId/datasets/:datasetId';
const BASE = `${DATASET}/data-annotations`;

export const sampleRoutes: Route[] = [
  route('GET', `${BASE}/samples`, listSamples),
  route('POST', `${BASE}/samples`, addSamples),
  route('PUT', `${BASE}/samples`, relabelSamples),
  { method: 'POST', path: `${BASE}/samples/delete`, run: removeSamples },
  route('GET', `${BASE}/samples/:sampleId`, oneSample),
  route('GET', `${BASE}/stats`, stats),
  route('GET', `${BASE}/search-condition`, searchCondition),
  route('GET', `${DATASET}/metrics`, metrics),
];
