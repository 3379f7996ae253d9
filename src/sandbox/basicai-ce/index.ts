import type { PlatformServerFactory } from '../platformServer';
import { BasicAiCe } from './server';

export const createPlatformServer: PlatformServerFactory = (deps) => new BasicAiCe(deps);
