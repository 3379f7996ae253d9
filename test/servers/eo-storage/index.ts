import type { PlatformServerFactory } from '../../../src/sandbox/platformServer';
import { EoStorage } from './server';

export const createPlatformServer: PlatformServerFactory = (deps) => new EoStorage(deps);
