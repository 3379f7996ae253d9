import type { Connection } from '../../core/model/connection';
import { text } from '../../core/model/text';
import { PlatformError } from '../../core/net/errors';
import type { Download, DownloadRoot } from '../../core/contract';
import { folderFor } from '../../core/transfer/download/folder';
import { download, type DownloadResult, type DownloadProgress } from '../../core/transfer/download/job';
import { bytesText } from '../../editor/text/bytesText';
import { askFolder, folderOffers } from '../../editor/api/folders';
import { localize, t } from '../../editor/text/l10n';
import { systemDeps } from '../../editor/services/systemDeps';
import { outcomeSummary, type OutcomeOffer } from '../../editor/api/outcomes';
import type { ConnectionNodes } from '../../editor/tree/pick';
import { type ReportProgress, withNotification, withTreeProgress } from '../../editor/api/progress';
import { askScope, type ItemScope } from '../../editor/tree/scope';
import type { Services } from '../../editor/services';

/** One container on its way to its folder. */
interface DownloadTask {
  readonly root: DownloadRoot;
  readonly scope: ItemScope;
  readonly folder: string;
}

interface Job {
  readonly connection: Connection;
  readonly facet: Download;
  readonly tasks: readonly DownloadTask[];
}

/** From a selection to files: ask what and where, fetch, tell. */
export class DownloadFlow {
  constructor(private readonly services: Services) {}

  async run({ connection, nodes }: ConnectionNodes): Promise<void> {
    const { sessions, datasetTree } = this.services;
    const facet = sessions.open(connection).download;
    if (facet === undefined) throw new PlatformError('invalid', text('Nothing can be downloaded here.'));
    const roots = await withTreeProgress((signal) => facet.roots(nodes, signal));
    const scopes: ItemScope[] = [];
    for (const root of roots) scopes.push(await askScope(connection, root, datasetTree));
    const parent = await askFolder(t('Select a folder to download to'), t('Download'));
    const tasks: DownloadTask[] = [];
    for (const [n, root] of roots.entries()) {
      const folder = await folderFor(parent, downloadOriginOf(connection, root));
      tasks.push({ root, scope: scopes[n] ?? { query: {}, description: '' }, folder });
    }
    await this.fetch({ connection, facet, tasks });
  }

  private async fetch(job: Job): Promise<void> {
    const found = await withNotification(titleOf(job), async (report, signal) => {
      const done: DownloadResult[] = [];
      for (const task of job.tasks) done.push(await this.one(job, task, report, signal));
      return done;
    });
    this.notify(job, found);
  }

  private one(
    { connection, facet }: Job,
    task: DownloadTask,
    report: ReportProgress,
    signal: AbortSignal,
  ): Promise<DownloadResult> {
    const { root, scope, folder } = task;
    const plan = facet.plan(root, scope.query, { results: true }, signal);
    const progress = (now: DownloadProgress) => report(progressText(now), now.bytes, now.bytesOf);
    return download(plan, folder, downloadOriginOf(connection, root), systemDeps, { progress }, signal);
  }

  private notify(job: Job, found: readonly DownloadResult[]): void {
    const outcomes = found.flatMap((one) => one.outcomes);
    const changes = found.flatMap((one) => one.changes);
    const kept = found.reduce((sum, one) => sum + one.kept, 0);
    const again = outcomes.some(({ status }) => status !== 'done' && status !== 'skipped');
    const folder = job.tasks[0]?.folder ?? '';
    const notes = [
      ...job.tasks.flatMap(({ scope, root }) =>
        scope.description === '' ? [] : [t('Filtered items of "{0}" only: {1}', root.name, scope.description)],
      ),
      ...(kept > 0 ? [t('{0} files already existed.', kept)] : []),
      ...found.flatMap((one) => one.notes.map(localize)),
      ...(changes.length > 0 ? [t('{0} names were changed, since this system cannot hold them:', changes.length)] : []),
      ...changes.map(({ from, to }) => `${from} → ${to}`),
    ];
    const offers: (OutcomeOffer | false)[] = [
      again && { button: t('Retry Failed'), run: () => this.fetch(job) },
      ...folderOffers(folder),
    ];
    const parts = [
      outcomes.length === 0
        ? t('Nothing to download')
        : outcomeSummary(outcomes, (count) => t('{0} downloaded', count)),
      changes.length > 0 && t('{0} names were changed', changes.length),
    ];
    const message = parts.filter((part) => part !== false).join('. ');
    this.services.outcomes.show({ what: t('Download'), message, outcomes, notes, offers });
  }
}

function downloadOriginOf(connection: Connection, root: DownloadRoot) {
  return { platform: connection.platform, server: connection.url, ref: root.ref, name: root.name };
}

function titleOf({ tasks }: Job): string {
  const [first] = tasks;
  return tasks.length === 1 && first
    ? t('Downloading "{0}"', first.root.name)
    : t('Downloading from {0} datasets', tasks.length);
}

/** Files and bytes; what is still to be listed is not counted in them yet. */
export function progressText({ files, filesOf, bytes, bytesOf }: DownloadProgress): string {
  return t('{0} of {1} files, {2} of {3}', files, filesOf, bytesText(bytes), bytesText(bytesOf));
}
