import type { FaceMaker } from '../face';
import { EoStorage } from './face';

export const makeFace: FaceMaker = (ground) => new EoStorage(ground);
