import type { PlatformServerFactory } from '../../../src/sandbox/platformServer';
import { ModelArts } from './server';

export const createPlatformServer: PlatformServerFactory = (deps) => new ModelArts(deps);
