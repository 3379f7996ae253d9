/** At most `most` requests in any `ms` milliseconds, `kept` of them for people who wait. */
export interface RateWindow {
  readonly ms: number;
  readonly most: number;
  readonly kept: number;
}

/** What a server allows with one key, from the shortest window to the longest. */
export type RateLimits = readonly RateWindow[];

/** Whose request it is: a person's, who waits for it, or one of many of a long job. */
export type Urgency = 'interactive' | 'bulk';

/**
 * Every window is taken for so many ms longer than it is: requests travel for different times, and the server counts them
 * when they arrive. Half of it is for those that are sent late, half for the way.
 */
export const guardMs = 500;

/** How many requests of a kind fit into a window. The two shares never add up to more than the window. */
export function requestsAllowed({ most, kept }: RateWindow, urgency: Urgency): number {
  return urgency === 'interactive' ? kept : most - kept;
}

/** Windows up to this long are spread evenly over a long job, so that it neither bursts nor stands still. */
const evenly = 60_000;

/** The shortest time between two requests of a long job, in ms. */
export function paceOf(limits: RateLimits): number {
  const paces = limits.filter(({ ms }) => ms <= evenly).map((one) => (one.ms + guardMs) / requestsAllowed(one, 'bulk'));
  return Math.max(0, ...paces);
}
