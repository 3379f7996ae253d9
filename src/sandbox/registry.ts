import { BasicAiCe } from './basicai-ce/face';
import type { FaceMaker } from './face';

/** The platforms that a sandbox can play. */
export const FACES: Readonly<Record<string, FaceMaker>> = {
  'basicai-ce': (ground) => new BasicAiCe(ground),
};
