import { commands, type Disposable, type TextDocument as Opened, Uri, window, workspace } from 'vscode';
import type { TextDocument } from '../../core/contract';
import { shownInDocument, shownOn, tabName } from '../surfaces/surface';
import { tablesText } from '../text/tables';

const scheme = 'dataset-report';
/** Documents that are kept for their open tabs; older ones are forgotten. */
const mostDocuments = 40;

/** Documents that were made here: read-only, in memory, so that nobody is asked to save them. */
export class Documents implements Disposable {
  private readonly kept = new Map<string, string>();
  private readonly provider: Disposable;
  private count = 0;

  constructor() {
    this.provider = workspace.registerTextDocumentContentProvider(scheme, {
      provideTextDocumentContent: (uri) => this.kept.get(uri.path) ?? '',
    });
  }

  /**
   * Opens a document in a tab.
   * @param folded how many levels stay open; the rest is folded
   */
  async show(document: TextDocument, folded?: number): Promise<Opened> {
    const opened = await workspace.openTextDocument(this.keep(document));
    await window.showTextDocument(opened, { preview: true });
    if (folded !== undefined) await commands.executeCommand(`editor.foldLevel${folded}`);
    return opened;
  }

  /** Shows two documents side by side with their differences. */
  async compare(left: TextDocument, right: TextDocument, title: string): Promise<void> {
    await commands.executeCommand('vscode.diff', this.keep(left), this.keep(right), shownOn('tab', title));
  }

  dispose(): void {
    this.provider.dispose();
  }

  private keep({ name, content }: TextDocument): Uri {
    const path = `/${++this.count}/${tabName(name)}`;
    this.kept.set(path, shownInDocument(name, typeof content === 'string' ? content : tablesText(content)));
    const [oldest] = this.kept.keys();
    if (this.kept.size > mostDocuments && oldest !== undefined) this.kept.delete(oldest);
    return Uri.from({ scheme, path });
  }
}
