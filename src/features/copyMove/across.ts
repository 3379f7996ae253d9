import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Connection } from '../../core/model/connection';
import type { Node } from '../../core/model/node';
import { text } from '../../core/model/text';
import { PlatformError } from '../../core/net/errors';
import type { UploadRules } from '../../core/contract';
import { asSelection, stage, type StagedFiles } from '../../core/transfer/stage';
import { bytesText } from '../../editor/text/bytesText';
import { itemsText, t } from '../../editor/text/l10n';
import { systemDeps } from '../../editor/services/systemDeps';
import type { ConnectionNodes } from '../../editor/tree/pick';
import { withNotification } from '../../editor/api/progress';
import { pickOne } from '../../editor/api/prompts';
import type { Services } from '../../editor/services';
import { mapResultClasses } from './classes';
import type { StagedSelection, SendTo } from './sendTo';

/** Copies that were begun by an editor that is gone leave a folder behind; it is removed when this one starts its first. */
export class AcrossFlow {
  private cleaned: Promise<void> | undefined;

  constructor(
    private readonly services: Services,
    /** A folder for what is under way. */
    private readonly folder: string,
    private readonly send: SendTo,
  ) {}

  /** Brings nodes here, checked, and sends them on: one job with one settlement. */
  async run(from: ConnectionNodes, to: { readonly connection: Connection; readonly node: Node }): Promise<void> {
    const { download, annotations } = this.services.sessions.open(from.connection);
    if (download === undefined)
      throw new PlatformError('invalid', text('Nothing can be downloaded from "{0}".', from.connection.name));
    const results = annotations !== undefined && (await askResults());
    await (this.cleaned ??= this.clean());
    const place = await mkdtemp(join(this.folder, `${process.pid}-`));
    const release = () => rm(place, { recursive: true, force: true });
    try {
      await this.send(to.connection, to.node, async (rules) => {
        const staged = await withNotification(t('Copying {0}', itemsText(from.nodes.length)), (report, signal) =>
          stage(
            {
              platform: from.connection.platform,
              server: from.connection.url,
              download,
              nodes: from.nodes,
              results,
            },
            place,
            systemDeps,
            ({ bytes, bytesOf }) =>
              report(t('fetched {0} of {1}', bytesText(bytes), bytesText(bytesOf)), bytes, bytesOf),
            signal,
          ),
        );
        const files = results ? await this.withClassesOf(to, from, staged.files, place) : staged.files;
        return arriving({ ...staged, files }, from, rules, release);
      });
    } catch (error) {
      await release();
      throw error;
    }
    // What did not arrive can be sent again as long as this window lives: its files stay.
  }

  /** Results keep their classes only between datasets of one platform, whose files name them in one way. */
  private async withClassesOf(
    to: { readonly connection: Connection; readonly node: Node },
    { connection, nodes }: ConnectionNodes,
    files: StagedFiles['files'],
    place: string,
  ): Promise<StagedFiles['files']> {
    const [own, other] = [connection, to.connection].map((one) => this.services.sessions.open(one).resultClasses);
    if (connection.platform !== to.connection.platform || own === undefined || other === undefined) return files;
    return mapResultClasses(files, { classes: own, nodes }, { classes: other, node: to.node }, place);
  }

  /** Other windows may be copying too: what belongs to a process that lives is theirs. */
  private async clean(): Promise<void> {
    await mkdir(this.folder, { recursive: true });
    const left = (await readdir(this.folder)).filter((name) => !lives(Number.parseInt(name, 10)));
    await Promise.all(left.map((name) => rm(join(this.folder, name), { recursive: true, force: true })));
  }
}

function lives(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Results mean something only where they go back to a platform that knows their layout. @throws Cancelled */
function askResults(): Promise<boolean> {
  return pickOne(t('Select items to copy'), [
    { label: t('The files'), value: false },
    {
      label: t('The files and their results'),
      detail: t('In the layout of their source platform'),
      value: true,
    },
  ]);
}

function arriving(
  { files, left }: StagedFiles,
  { connection }: ConnectionNodes,
  rules: UploadRules,
  release: () => Promise<void>,
): StagedSelection {
  return { ...asSelection(files, connection.name, rules), issues: [], settled: left, release };
}
