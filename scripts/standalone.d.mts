/** A sandbox of its own, in a folder that goes with it. */
export interface StandaloneSandbox {
  /** What the sandbox printed: the base URL of the API. */
  readonly url: string;
  readonly token: string;
  /** How a client connects, by the ids of the platform's own form. */
  readonly connect: {
    readonly options: Readonly<Record<string, string>>;
    readonly method: string;
    readonly values: Readonly<Record<string, string>>;
  };
  stop(): Promise<void>;
}

export function startSandbox(args?: readonly string[], platform?: string, home?: string): Promise<StandaloneSandbox>;
