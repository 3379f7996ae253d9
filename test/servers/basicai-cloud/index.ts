import type { PlatformServerFactory } from '../../../src/sandbox/platformServer';
import { BasicAiCloud } from './server';

export const createPlatformServer: PlatformServerFactory = (deps) => new BasicAiCloud(deps);
