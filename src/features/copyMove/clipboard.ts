import type { ContextKeys } from '../../editor/api/contextKeys';
import type { ConnectionNodes } from '../../editor/tree/pick';

export type ClipboardMode = 'move' | 'copy';

/** What was cut or copied in the tree. It is kept by this window alone. */
export class Clipboard {
  private kept: { readonly how: ClipboardMode; readonly selected: ConnectionNodes } | undefined;

  constructor(private readonly keys: ContextKeys) {}

  put(how: ClipboardMode, selected: ConnectionNodes): void {
    this.kept = { how, selected };
    this.keys.set('datasets.canPaste', true);
  }

  get(): { readonly how: ClipboardMode; readonly selected: ConnectionNodes } | undefined {
    return this.kept;
  }

  /** What was cut goes once. */
  clear(): void {
    this.kept = undefined;
    this.keys.set('datasets.canPaste', false);
  }
}
