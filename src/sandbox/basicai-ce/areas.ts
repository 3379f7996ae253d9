import { annotationRoutes } from './results/annotations';
import { classBareRoutes, classJsonRoutes } from './classes/classJson';
import { classRoutes } from './classes/classes';
import { classificationRoutes } from './classes/classifications';
import { dataRoutes } from './data/dataRoutes';
import { datasetRoutes } from './datasets/datasets';
import { exportRoutes } from './results/exports';
import { lockRoutes } from './data/locks';
import { modelRunRoutes } from './models/modelRuns';
import { modelRoutes } from './models/models';
import { modelAnnotateRoutes } from './models/modelAnnotate';
import { ontologyRoutes } from './classes/ontologies';
import { resultRoutes } from './results/results';
import { get, type BareRoute, type Route } from './api/routes';
import { splitRoutes } from './data/split';
import { statisticsRoutes } from './datasets/statistics';
import { tokenRoutes } from './users/tokenRoutes';
import { uploadRoutes } from './uploads/uploads';
import { userRoutes } from './users/userRoutes';

/** Everything that the API answers, one list for an area. */
export const areas: Route[] = [
  get('/actuator/health', () => ({ status: 'UP', groups: ['liveness', 'readiness'] }), { open: true }),
  ...userRoutes,
  ...tokenRoutes,
  ...datasetRoutes,
  ...statisticsRoutes,
  ...dataRoutes,
  ...splitRoutes,
  ...uploadRoutes,
  ...lockRoutes,
  ...annotationRoutes,
  ...resultRoutes,
  ...exportRoutes,
  ...classRoutes,
  ...classificationRoutes,
  ...ontologyRoutes,
  ...classJsonRoutes,
  ...modelRoutes,
  ...modelAnnotateRoutes,
  ...modelRunRoutes,
];

export const bareAreas: BareRoute[] = [...classBareRoutes];
