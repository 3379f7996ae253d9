import type { FaceMaker } from '../face';
import { BasicAiCe } from './face';

export const makeFace: FaceMaker = (ground) => new BasicAiCe(ground);
