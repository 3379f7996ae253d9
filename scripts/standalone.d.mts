/** A sandbox of its own, in a folder that goes with it. */
export interface StandaloneSandbox {
  /** What the sandbox printed: the base URL of the API. */
  readonly url: string;
  readonly token: string;
  stop(): Promise<void>;
}

export function startSandbox(args?: readonly string[]): Promise<StandaloneSandbox>;
