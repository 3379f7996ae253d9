import { route, type Route } from '../api/routes';
import { addSamples } from './add';
import { listSamples, oneSample } from './list';
import { relabelSamples } from './relabel';
import { removeSamples } from './remove';
import { metrics, searchCondition, stats } from './stats';

const datasetPath = '/v2/:projectId/datasets/:datasetId';
const annotationsPath = `${datasetPath}/data-annotations`;

export const sampleRoutes: Route[] = [
  route('GET', `${annotationsPath}/samples`, listSamples),
  route('POST', `${annotationsPath}/samples`, addSamples),
  route('PUT', `${annotationsPath}/samples`, relabelSamples),
  { method: 'POST', path: `${annotationsPath}/samples/delete`, run: removeSamples },
  route('GET', `${annotationsPath}/samples/:sampleId`, oneSample),
  route('GET', `${annotationsPath}/stats`, stats),
  route('GET', `${annotationsPath}/search-condition`, searchCondition),
  route('GET', `${datasetPath}/metrics`, metrics),
];
