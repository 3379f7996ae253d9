import type { PlatformServerFactory } from '../../../src/sandbox/platformServer';
import { SmartMediaHosting } from './server';

export const createPlatformServer: PlatformServerFactory = (deps) => new SmartMediaHosting(deps);
