import { annotationRoutes } from './annotations';
import { classBareRoutes, classJsonRoutes } from './classJson';
import { classRoutes } from './classes';
import { classificationRoutes } from './classifications';
import { dataRoutes } from './dataRoutes';
import { datasetRoutes } from './datasets';
import { exportRoutes } from './exports';
import { lockRoutes } from './locks';
import { modelRunRoutes } from './modelRuns';
import { modelRoutes } from './models';
import { modelAnnotateRoutes } from './modelAnnotate';
import { ontologyRoutes } from './ontologies';
import { resultRoutes } from './results';
import { get, type BareRoute, type Route } from './routes';
import { splitRoutes } from './split';
import { statisticsRoutes } from './statistics';
import { tokenRoutes } from './tokens';
import { uploadRoutes } from './uploads';
import { userRoutes } from './users';

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
