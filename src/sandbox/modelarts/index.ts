import type { FaceMaker } from '../face';
import { ModelArts } from './face';

export const makeFace: FaceMaker = (ground) => new ModelArts(ground);
