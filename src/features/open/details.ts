import { EventEmitter, type TextDocumentContentProvider, type Uri } from 'vscode';
import type { Connection } from '../../core/model/connection';
import type { Node } from '../../core/model/node';
import { plainLine } from '../../core/model/plainText';
import { localize, t } from '../../editor/text/l10n';
import type { ErrorReporter } from '../../editor/api/report';
import type { Sessions } from '../../editor/services/sessions';
import { shownOn } from '../../editor/surfaces/surface';
import { readUri } from '../../editor/api/uris';

/** What is known of a node, as a document that can be searched and copied. */
export class DetailsDocuments implements TextDocumentContentProvider {
  private readonly changed = new EventEmitter<Uri>();
  readonly onDidChange = this.changed.event;

  constructor(
    private readonly sessions: Sessions,
    private readonly report: ErrorReporter,
  ) {}

  /** Reads the facts again for a document that is open. */
  renew(uri: Uri): void {
    this.changed.fire(uri);
  }

  async provideTextDocumentContent(uri: Uri): Promise<string> {
    const place = readUri(uri);
    if (place === undefined) return '';
    try {
      const { connection, session } = this.sessions.byId(place.connectionId);
      const node = (await session.get([place.ref], AbortSignal.timeout(60_000))).get(place.ref);
      return node ? shownOn('document', details(connection, node)) : t('The item is no longer on the server.');
    } catch (error) {
      this.report.note('Details', error);
      return shownOn('document', this.report.words(error));
    }
  }
}

function details(connection: Connection, node: Node): string {
  const facts = (node.facts ?? []).map(([label, value]) => [localize(label), localize(value)] as const);
  const files = (node.files ?? []).map(
    (file) =>
      [
        [file.folder, file.name].filter(Boolean).join('/'),
        [file.role, file.mime, file.size].filter((part) => part !== undefined).join(', '),
      ] as const,
  );
  return [
    `# ${escape(node.name)}`,
    '',
    ...table([
      [t('Connection'), `${connection.name} (${connection.url})`],
      [t('Type'), node.kind],
      [t('ID'), node.id],
      ...facts,
    ]),
    ...(files.length > 0 ? ['', `## ${t('Files')}`, '', ...table(files)] : []),
    '',
  ].join('\n');
}

function table(rows: readonly (readonly [string, string])[]): string[] {
  return rows.map(([label, value]) => `- ${escape(label)}: ${escape(value)}`);
}

const markup = /[\\`*{}[\]<>#|!]|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu;

/** Names of the server are text, not markup. Between letters an underscore is none. */
function escape(text: string): string {
  return plainLine(text).replace(markup, '\\$&');
}
