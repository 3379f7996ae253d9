import type { FaceMaker } from '../face';
import { BasicAiCloud } from './face';

export const makeFace: FaceMaker = (ground) => new BasicAiCloud(ground);
