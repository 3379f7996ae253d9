import type { RateLimits } from '../../net/rate/limits';

/** Per API key (CLOUD-4). A thirtieth of the long windows is left to people. */
export const rateLimits: RateLimits = [
  { ms: 1_000, most: 100, kept: 20 },
  { ms: 60_000, most: 3_000, kept: 100 },
  { ms: 3_600_000, most: 72_000, kept: 2_400 },
  { ms: 86_400_000, most: 864_000, kept: 28_800 },
];

/** Most rows of a page, and most ids in a query (CLOUD-7, CLOUD-6). */
export const pageSize = 100;
export const idsPerCall = 100;

/** Longest file that storage takes through a signed link, in bytes (CLOUD-26). Larger ones need a way that is not open yet. */
export const longestFile = 1024 ** 3;
