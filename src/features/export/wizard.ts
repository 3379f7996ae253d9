import type { Connection } from '../../core/model/connection';
import type { DownloadRoot, Exports, ExportSelection } from '../../core/contract';
import { askFolder } from '../../editor/api/folders';
import { localize, t } from '../../editor/text/l10n';
import { withTreeProgress } from '../../editor/api/progress';
import { pickOne, pickSome } from '../../editor/api/prompts';
import { askScope } from '../../editor/tree/scope';
import type { Services } from '../../editor/services';

/** What a person decided on. */
export interface ExportRequest {
  readonly selection: ExportSelection;
  readonly originals: boolean;
  /** Where the folder of the export is made. */
  readonly parent: string;
}

/** Asks what is to be decided, and nothing that has one answer only. @throws Cancelled */
export async function askExport(
  connection: Connection,
  root: DownloadRoot,
  facet: Exports,
  mayDownload: boolean,
  services: Services,
): Promise<ExportRequest> {
  const title = t('Export "{0}"', root.name);
  const scope = await askScope(connection, root, services.datasetTree);
  const [formats, sources] = await withTreeProgress((signal) =>
    Promise.all([facet.formats(root, signal), facet.sources(root, signal)]),
  );
  const format =
    formats.length === 1 && formats[0]
      ? formats[0].id
      : await pickOne(
          title,
          formats.map(({ id, label, detail }) => ({ label: localize(label), detail: localize(detail), value: id })),
          t('Select a format'),
        );
  const chosen =
    sources.length === 1
      ? sources.map(({ id }) => id)
      : await pickSome(
          title,
          sources.map(({ id, label, usual }) => ({ label: localize(label), picked: usual, value: id })),
          t('Select whose annotations'),
        );
  const originals =
    mayDownload &&
    (await pickOne(title, [
      { label: t('Annotations only'), value: false },
      { label: t('With the original files'), detail: t('They are downloaded to the same folder.'), value: true },
    ]));
  const parent = await askFolder(t('Select a folder to export to'), t('Export'));
  return { selection: { root, ...scope, format, sources: chosen }, originals, parent };
}
