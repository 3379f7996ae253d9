import { commands } from 'vscode';

/** Every context key with its value at activation, so that no menu flickers. Checked against package.json by a test. */
export const contextDefaults = {
  /** Whether a connection is there, the sandbox included. */
  'datasets.connected': false,
  /** Whether the sandbox runs under this window. */
  'datasets.sandboxRunning': false,
  /** Whether deleted data are kept that can be restored. */
  'datasets.canRestore': false,
} as const;

export type ContextKey = keyof typeof contextDefaults;

/** The only place that sets context keys. */
export class ContextKeys {
  private readonly values = new Map<ContextKey, boolean>();

  /** Gives every key its first value. */
  start(): void {
    for (const [key, value] of Object.entries(contextDefaults)) this.set(key as ContextKey, value);
  }

  set(key: ContextKey, value: boolean): void {
    if (this.values.get(key) === value) return;
    this.values.set(key, value);
    void commands.executeCommand('setContext', key, value);
  }
}
