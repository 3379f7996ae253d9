import type { FaceMaker } from '../face';
import { SmartMediaHosting } from './face';

export const makeFace: FaceMaker = (ground) => new SmartMediaHosting(ground);
