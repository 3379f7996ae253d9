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
  /** Whether a platform is connected that keeps files of every kind; remembered from one start to the next. */
  'datasets.takesAnyFile': false,
} as const;

export type ContextKey = keyof typeof contextDefaults;

export const contextKeyNames = Object.keys(contextDefaults) as ContextKey[];

/** The menu of the file explorer goes by it before the app is loaded, so it is kept in the global state under its name. */
export const anyFileKey = 'datasets.takesAnyFile' satisfies ContextKey;
