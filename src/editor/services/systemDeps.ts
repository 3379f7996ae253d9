import { systemClock } from '../../core/net/clock';

/** The clock and the chance of this machine, for work that is repeated when it fails. */
export const systemDeps = { clock: systemClock, random: () => Math.random() };
