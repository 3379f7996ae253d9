import { basicAiCe } from './basicai-ce';
import type { Platform } from './platform';

/** Every platform that the product knows, the deepest first. */
export const platforms: readonly Platform[] = [basicAiCe];
