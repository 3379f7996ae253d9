import type { Connection } from '../../core/model/connection';
import { text } from '../../core/model/text';
import { PlatformError } from '../../core/net/errors';
import type { Download, DownloadRoot } from '../../core/platforms/platform';
import { folderFor } from '../../core/transfer/download/folder';
import { download, type Downloaded, type DownloadProgress } from '../../core/transfer/download/job';
import { bytesText } from '../../editor/bytesText';
import { askFolder, folderOffers } from '../../editor/folders';
import { say, t } from '../../editor/l10n';
import { means } from '../../editor/means';
import { summary, type Offer } from '../../editor/outcomes';
import type { Selected } from '../../editor/pick';
import { type Tell, withNotification, withView } from '../../editor/progress';
import { askScope, type Scope } from '../../editor/scope';
import type { Services } from '../../editor/services';

/** One container on its way to its folder. */
interface Errand {
  readonly root: DownloadRoot;
  readonly scope: Scope;
  readonly folder: string;
}

interface Job {
  readonly connection: Connection;
  readonly facet: Download;
  readonly errands: readonly Errand[];
}

/** From a selection to files: ask what and where, fetch, tell. */
export class DownloadFlow {
  constructor(private readonly services: Services) {}

  async run({ connection, nodes }: Selected): Promise<void> {
    const { sessions, explorer } = this.services;
    const facet = sessions.open(connection).download;
    if (facet === undefined) throw new PlatformError('invalid', text('Nothing can be downloaded here.'));
    const roots = await withView((signal) => facet.roots(nodes, signal));
    const scopes: Scope[] = [];
    for (const root of roots) scopes.push(await askScope(connection, root, explorer));
    const parent = await askFolder(t('Download to which folder?'), t('Download'));
    const errands: Errand[] = [];
    for (const [n, root] of roots.entries()) {
      const folder = await folderFor(parent, originOf(connection, root));
      errands.push({ root, scope: scopes[n] ?? { query: {}, said: '' }, folder });
    }
    await this.fetch({ connection, facet, errands });
  }

  private async fetch(job: Job): Promise<void> {
    const found = await withNotification(titleOf(job), async (tell, signal) => {
      const done: Downloaded[] = [];
      for (const errand of job.errands) done.push(await this.one(job, errand, tell, signal));
      return done;
    });
    this.tell(job, found);
  }

  private one({ connection, facet }: Job, errand: Errand, tell: Tell, signal: AbortSignal): Promise<Downloaded> {
    const { root, scope, folder } = errand;
    const plan = facet.plan(root, scope.query, { results: true }, signal);
    const progress = (now: DownloadProgress) => tell(progressText(now), now.bytes, now.bytesOf);
    return download(plan, folder, originOf(connection, root), means, { progress }, signal);
  }

  private tell(job: Job, found: readonly Downloaded[]): void {
    const outcomes = found.flatMap((one) => one.outcomes);
    const changes = found.flatMap((one) => one.changes);
    const kept = found.reduce((sum, one) => sum + one.kept, 0);
    const again = outcomes.some(({ status }) => status !== 'done' && status !== 'skipped');
    const folder = job.errands[0]?.folder ?? '';
    const notes = [
      ...job.errands.flatMap(({ scope, root }) =>
        scope.said === '' ? [] : [t('Only what fits the filter in "{0}": {1}', root.name, scope.said)],
      ),
      ...(kept > 0 ? [t('{0} files were here already.', kept)] : []),
      ...found.flatMap((one) => one.notes.map(say)),
      ...(changes.length > 0 ? [t('{0} names were changed, since this system cannot hold them:', changes.length)] : []),
      ...changes.map(({ from, to }) => `${from} → ${to}`),
    ];
    const offers: (Offer | false)[] = [
      again && { button: t('Retry Failed'), run: () => this.fetch(job) },
      ...folderOffers(folder),
    ];
    const parts = [
      outcomes.length === 0
        ? t('There was nothing to download')
        : summary(outcomes, (count) => t('{0} downloaded', count)),
      changes.length > 0 && t('{0} names were changed', changes.length),
    ];
    const message = parts.filter((part) => part !== false).join('. ');
    this.services.outcomes.show({ what: t('Download'), message, outcomes, notes, offers });
  }
}

function originOf(connection: Connection, root: DownloadRoot) {
  return { platform: connection.platform, server: connection.url, ref: root.ref, name: root.name };
}

function titleOf({ errands }: Job): string {
  const [first] = errands;
  return errands.length === 1 && first
    ? t('Downloading "{0}"', first.root.name)
    : t('Downloading from {0} datasets', errands.length);
}

/** Files and bytes; what is still to be listed is not counted in them yet. */
export function progressText({ files, filesOf, bytes, bytesOf }: DownloadProgress): string {
  return t('{0} of {1} files, {2} of {3}', files, filesOf, bytesText(bytes), bytesText(bytesOf));
}
