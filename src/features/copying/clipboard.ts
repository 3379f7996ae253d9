import type { ContextKeys } from '../../editor/contextKeys';
import type { Selected } from '../../editor/pick';

export type How = 'move' | 'copy';

/** What was cut or copied in the tree. It is kept by this window alone. */
export class Clipboard {
  private kept: { readonly how: How; readonly selected: Selected } | undefined;

  constructor(private readonly keys: ContextKeys) {}

  put(how: How, selected: Selected): void {
    this.kept = { how, selected };
    this.keys.set('datasets.canPaste', true);
  }

  get(): { readonly how: How; readonly selected: Selected } | undefined {
    return this.kept;
  }

  /** What was cut goes once. */
  clear(): void {
    this.kept = undefined;
    this.keys.set('datasets.canPaste', false);
  }
}
