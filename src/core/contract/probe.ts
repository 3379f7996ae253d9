/**
 * Runs one read-only call of a probe and notes what became of it. It answers undefined when the call failed, so that the
 * calls that do not depend on it still run.
 */
export type ProbeStep = <T>(call: string, run: () => Promise<T>) => Promise<T | undefined>;

/**
 * Every read-only call of a platform, once, on the account of a connection, so that what was only documented or guessed is
 * seen. It changes nothing on the server.
 */
export type Probe = (step: ProbeStep, signal: AbortSignal) => Promise<void>;
