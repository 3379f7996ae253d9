// The module `platform-servers`, made while bundling (scripts/platformServers.mjs): one server for each folder whose index
// exports `createPlatformServer`.
import type { PlatformServerFactory } from './platformServer';

export const platformServers: Readonly<Record<string, PlatformServerFactory>>;
