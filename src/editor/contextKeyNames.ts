/** Every context key with its value at activation, so that no menu flickers. Checked against package.json by a test. */
export const contextDefaults = {
  /** Whether a connection is there, the sandbox included. */
  'datasets.connected': false,
  /** Whether the sandbox runs under this window. */
  'datasets.sandboxRunning': false,
  /** Whether deleted data are kept that can be restored. */
  'datasets.canRestore': false,
  /** Whether items of the tree were cut or copied and can be pasted. */
  'datasets.canPaste': false,
} as const;

export type ContextKey = keyof typeof contextDefaults;

export const contextKeyNames = Object.keys(contextDefaults) as ContextKey[];
