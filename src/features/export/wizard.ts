import type { Connection } from '../../core/model/connection';
import type { DownloadRoot, Exports, ExportSelection } from '../../core/platforms/platform';
import { askFolder } from '../../editor/folders';
import { say, t } from '../../editor/l10n';
import { withView } from '../../editor/progress';
import { pickOne, pickSome } from '../../editor/prompts';
import { askScope } from '../../editor/scope';
import type { Services } from '../../editor/services';

/** What a person decided on. */
export interface Wanted {
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
): Promise<Wanted> {
  const title = t('Export "{0}"', root.name);
  const scope = await askScope(connection, root, services.explorer);
  const [formats, sources] = await withView((signal) =>
    Promise.all([facet.formats(root, signal), facet.sources(root, signal)]),
  );
  const format =
    formats.length === 1 && formats[0]
      ? formats[0].id
      : await pickOne(
          title,
          formats.map(({ id, label, detail }) => ({ label: say(label), detail: say(detail), value: id })),
          t('In which form?'),
        );
  const chosen =
    sources.length === 1
      ? sources.map(({ id }) => id)
      : await pickSome(
          title,
          sources.map(({ id, label, usual }) => ({ label: say(label), picked: usual, value: id })),
          t('Whose annotations?'),
        );
  const originals =
    mayDownload &&
    (await pickOne(title, [
      { label: t('Annotations only'), value: false },
      { label: t('With the original files'), detail: t('They are downloaded into the same folder.'), value: true },
    ]));
  const parent = await askFolder(t('Export to which folder?'), t('Export'));
  return { selection: { root, ...scope, format, sources: chosen }, originals, parent };
}
