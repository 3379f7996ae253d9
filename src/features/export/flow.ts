import type { Connection } from '../../core/model/connection';
import type { Outcome } from '../../core/model/outcome';
import { text } from '../../core/model/text';
import { PlatformError } from '../../core/net/errors';
import type { Download, Exports } from '../../core/contract';
import { download, type DownloadResult } from '../../core/transfer/download/job';
import { receive, type ReceiveResult } from '../../core/transfer/download/receive';
import { bytesText } from '../../editor/text/bytesText';
import { folderOffers } from '../../editor/api/folders';
import { localize, t } from '../../editor/text/l10n';
import { systemDeps } from '../../editor/services/systemDeps';
import { outcomeSummary } from '../../editor/api/outcomes';
import type { ConnectionNodes } from '../../editor/tree/pick';
import { type ReportProgress, withNotification, withTreeProgress } from '../../editor/api/progress';
import type { Services } from '../../editor/services';
import { verdictNotes } from './words';
import { askExport, type ExportRequest } from './wizard';

interface Result {
  readonly received: ReceiveResult;
  readonly items: number;
  readonly notes: readonly string[];
  /** Whether something that is listed is not there. */
  readonly complete: boolean;
  readonly originals?: DownloadResult;
}

/** From a selection to a folder of annotations: ask, let the server export, fetch, unpack, compare, tell. */
export class ExportFlow {
  constructor(private readonly services: Services) {}

  async run({ connection, nodes }: ConnectionNodes): Promise<void> {
    const { exports: facet, download: files } = this.services.sessions.open(connection);
    if (facet === undefined || files === undefined)
      throw new PlatformError('invalid', text('Nothing can be exported here.'));
    for (const root of await withTreeProgress((signal) => files.roots(nodes, signal))) {
      const wanted = await askExport(connection, root, facet, true, this.services);
      const result = await withNotification(t('Exporting "{0}"', root.name), (report, signal) =>
        this.bring(connection, facet, files, wanted, report, signal),
      );
      this.notify(result);
    }
  }

  private async bring(
    connection: Connection,
    facet: Exports,
    files: Download,
    { selection, originals, parent }: ExportRequest,
    report: ReportProgress,
    signal: AbortSignal,
  ): Promise<Result> {
    const generated = (done: number, of: number | undefined) =>
      report(of === undefined ? t('The server is writing it') : t('The server has written {0} of {1}', done, of));
    generated(0, undefined);
    const exported = await facet.run(selection, { generated }, signal);
    const received = await receive(
      exported.archives,
      parent,
      systemDeps,
      {
        fetched: (bytes) => report(t('{0} fetched', bytesText(bytes))),
        unpacked: (done, of) => report(t('{0} of {1} files unpacked', done, of), done, of),
      },
      signal,
    );
    const comparison = exported.compare(received.paths);
    const { root, query } = selection;
    const origin = { platform: connection.platform, server: connection.url, ref: root.ref, name: root.name };
    const fetched = originals
      ? await download(
          files.plan(root, query, { results: false }, signal),
          received.folder,
          origin,
          systemDeps,
          { progress: ({ files: n, filesOf }) => report(t('{0} of {1} original files', n, filesOf)) },
          signal,
        )
      : undefined;
    return {
      received,
      items: exported.items,
      notes: verdictNotes(comparison),
      complete: comparison.missing.length === 0 && comparison.unexpected.length === 0,
      ...(fetched && { originals: fetched }),
    };
  }

  private notify({ received, items, notes, complete, originals }: Result): void {
    const changes = [...received.changes, ...(originals?.changes ?? [])];
    const exported: Outcome = complete
      ? { ref: received.folder, name: received.folder, status: 'done' }
      : {
          ref: received.folder,
          name: received.folder,
          status: 'failed',
          reason: text('What the server wrote is not what it lists.'),
        };
    const message = [
      complete ? t('{0} items exported', items) : t('{0} items exported, not all as listed', items),
      originals && outcomeSummary(originals.outcomes, (count) => t('{0} downloaded', count)),
      changes.length > 0 && t('{0} names were changed', changes.length),
    ];
    this.services.outcomes.show({
      what: t('Export'),
      message: message.filter(Boolean).join('. '),
      outcomes: [exported, ...(originals?.outcomes ?? [])],
      notes: [...notes, ...(originals?.notes.map(localize) ?? []), ...changes.map(({ from, to }) => `${from} → ${to}`)],
      offers: folderOffers(received.folder),
    });
  }
}
