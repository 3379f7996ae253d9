import { basicAiCe } from './basicai-ce';
import { basicAiCloud } from './basicai-cloud';
import { eoStorage } from './eo-storage';
import { modelArts } from './modelarts';
import type { Platform } from '../contract';
import { smh } from './smh';

/** Every platform that the product knows, the deepest first. */
export const platforms: readonly Platform[] = [basicAiCe, basicAiCloud, modelArts, smh, eoStorage];

/** The platform that the embedded sandbox speaks for people; its server is packaged (scripts/platformServers.mjs). */
export const sandboxPlatform = basicAiCe.info.id;
