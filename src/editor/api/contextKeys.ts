import { commands } from 'vscode';
import { contextDefaults, contextKeyNames, type ContextKey } from './contextKeyNames';

/** The only place that sets context keys. */
export class ContextKeys {
  private readonly values = new Map<ContextKey, boolean>();

  /** Gives every key its first value. */
  start(): void {
    for (const key of contextKeyNames) this.set(key, contextDefaults[key]);
  }

  set(key: ContextKey, value: boolean): void {
    if (this.values.get(key) === value) return;
    this.values.set(key, value);
    void commands.executeCommand('setContext', key, value);
  }
}
