import { chunk, groupBy } from '../../../model/lists';
import { text } from '../../../model/text';
import { PlatformError } from '../../../net/errors';
import type { SessionContext } from '../../../net/sessionContext';
import { withOrigin } from '../../../net/hosts/urls';
import type {
  DownloadPart,
  DownloadRoot,
  ExportArchive,
  ExportFormat,
  ExportReport,
  Exports,
  ExportSelection,
  ExportSource,
} from '../../../contract';
import { dataFilter } from '../browse/browse';
import { type CeClient, type DataFilter, idsPerQuery } from '../api/client';
import { rowsOf } from './downloadRows';
import { followExport } from './exportRecord';
import { openFresh, restFrom } from '../../../net/store/open';
import { parseRef } from '../refs';
import { groundTruth } from '../results/results';
import { judgeCoco, judgeItems } from '../upload/verdict';
import type { Dataset, ExportRecord } from '../api/wire';

/** The archive's name holds the dataset's and has 100 places in the server's table (CE-68). */
const longestName = 81;
/** Two exports of one dataset within a second of the server's clock collide (CE-67). In ms. */
const apart = 1_100;
const largestArchive = 64 * 1024 ** 3;

const formats: Readonly<Record<string, ExportFormat>> = {
  XTREME1: {
    id: 'XTREME1',
    label: text('Xtreme1 JSON'),
    detail: text('One file for each item, and one for its results.'),
  },
  COCO: {
    id: 'COCO',
    label: text('COCO'),
    detail: text('One file for all pictures. Not every server has the tool for it.'),
  },
};

/** Exports as the platform makes them (CE-63). */
export class CeExports implements Exports {
  /** When each dataset's last export was begun. */
  private readonly begun = new Map<string, number>();
  private readonly turns = new Map<string, Promise<unknown>>();

  constructor(
    private readonly client: CeClient,
    private readonly context: SessionContext,
    private readonly origin: string,
  ) {}

  async formats(root: DownloadRoot, signal: AbortSignal): Promise<readonly ExportFormat[]> {
    const { type } = await this.client.dataset(parseRef(root.ref).datasetId, signal);
    // Of other types the server silently makes the first form.
    return Object.values(formats).filter(({ id }) => id !== 'COCO' || type === 'IMAGE');
  }

  async sources(root: DownloadRoot, signal: AbortSignal): Promise<readonly ExportSource[]> {
    const models = await this.client.runsWithResults(parseRef(root.ref).datasetId, signal);
    const runs = models.flatMap(({ modelName, runRecords }) =>
      runRecords.map(({ id, runNo }) => ({
        id,
        label: text('Run {0} of {1}', runNo === '' ? id : runNo, modelName),
        usual: false,
      })),
    );
    return [{ id: groundTruth, label: text('Ground truth'), usual: true }, ...runs];
  }

  async run(selection: ExportSelection, report: ExportReport, signal: AbortSignal): Promise<ExportArchive> {
    const { datasetId } = parseRef(selection.root.ref);
    const dataset = await this.client.dataset(datasetId, signal);
    checkName(dataset, selection.format);
    const expected = await this.expected(selection, signal);
    if (expected.size === 0) throw nothing(selection);
    const archives: DownloadPart[] = [];
    for (const filter of filtersOf(selection)) {
      const record = await this.inTurn(datasetId, () => this.one(datasetId, selection, filter, report, signal));
      archives.push(this.archive(record));
    }
    const validate =
      selection.format === 'COCO' ? judgeCoco : (paths: readonly string[]) => judgeItems(expected, paths);
    return { archives, items: expected.size, compare: validate };
  }

  /** Paths of the items' files in the archive, below its folder. */
  private async expected({ root, query }: ExportSelection, signal: AbortSignal): Promise<ReadonlySet<string>> {
    const found = new Set<string>();
    for await (const rows of rowsOf(this.client, root, query, signal))
      for (const { row, scene } of rows) found.add(`${scene === undefined ? '' : `${scene}/`}data/${row.name}.json`);
    return found;
  }

  /** Once more after FAILED, which may mean that another export had the same second. */
  private async one(
    datasetId: string,
    { format, sources }: ExportSelection,
    filter: Filter,
    report: ExportReport,
    signal: AbortSignal,
  ): Promise<ExportRecord> {
    const asked = {
      ...filter,
      selectModelRunIds: sources.length > 0 ? sources : [groundTruth],
      ...(format === 'COCO' && { dataFormat: format }),
    };
    for (let tries = 1; ; tries++) {
      await this.waitTurn(datasetId, signal);
      const serial = await this.client.beginExport(datasetId, asked, signal);
      const record = await followExport(this.client, this.context, serial, format, report, signal);
      if (record.status !== 'FAILED') return record;
      if (tries > 1) throw failed(format);
    }
  }

  private async waitTurn(datasetId: string, signal: AbortSignal): Promise<void> {
    const since = this.context.clock.now() - (this.begun.get(datasetId) ?? -Infinity);
    if (since < apart) await this.context.clock.sleep(apart - since, signal);
    this.begun.set(datasetId, this.context.clock.now());
  }

  /** Exports of one dataset go one after the other. */
  private async inTurn<T>(datasetId: string, work: () => Promise<T>): Promise<T> {
    const before = this.turns.get(datasetId) ?? Promise.resolve();
    const mine = before.then(work, work);
    const settled = mine.catch(() => undefined);
    this.turns.set(datasetId, settled);
    return mine;
  }

  private archive({ serialNumber, fileName, filePath }: ExportRecord): DownloadPart {
    const link = async (signal: AbortSignal) => {
      const [record] = await this.client.exportRecords([serialNumber], signal);
      return withOrigin(record?.filePath ?? filePath ?? '', this.origin);
    };
    return {
      path: fileName,
      item: { ref: `export/${serialNumber}`, id: serialNumber, name: fileName },
      key: `export/${serialNumber}`,
      most: largestArchive,
      open: (from, signal, version) =>
        openFresh(
          this.context,
          withOrigin(filePath ?? '', this.origin),
          () => link(signal),
          restFrom(from, version),
          signal,
        ),
    };
  }
}

type Filter = DataFilter & { readonly ids?: readonly string[] };

/** Ids alone do not reach frames, so these are asked for by their scenes (CE-18). */
function filtersOf({ root, query }: ExportSelection): Filter[] {
  if (root.nodes === undefined) return [dataFilter(query)];
  const named = root.nodes.map((node) => parseRef(node.ref));
  const scenes = new Set(named.filter((one) => one.kind === 'scene').map((one) => one.id));
  const wanted = named.filter((one) => one.sceneId === undefined || !scenes.has(one.sceneId));
  return [...groupBy(wanted, (one) => one.sceneId)].flatMap(([parentId, some]) =>
    chunk(some, idsPerQuery).map((part) => ({
      ids: part.map((one) => one.id),
      ...(parentId !== undefined && { parentId }),
    })),
  );
}

function checkName({ name }: Dataset, format: string): void {
  const remedy = text('Rename the dataset, export it, and rename it back.');
  if (Array.from(name).length > longestName)
    throw new PlatformError(
      'invalid',
      text('The server cannot export a dataset whose name has more than {0} characters.', longestName),
      { remedy },
    );
  if (format === 'COCO' && name.includes("'"))
    throw new PlatformError('invalid', text("The server's COCO export fails on a quote in the name of a dataset."), {
      remedy,
    });
}

/** The server would take it and never end (CE-65). */
function nothing({ root, description: message }: ExportSelection): PlatformError {
  const why =
    message === ''
      ? text('"{0}" has nothing to export.', root.name)
      : text('No items in "{0}" match the filter {1}; nothing was exported.', root.name, message);
  return new PlatformError('invalid', why);
}

function failed(format: string): PlatformError {
  if (format !== 'COCO')
    return new PlatformError('unavailable', text('The export failed on the server, twice.'), { code: 'FAILED' });
  return new PlatformError('unavailable', text('This server cannot make COCO: its export failed, twice.'), {
    code: 'FAILED',
    remedy: text('Export as Xtreme1 JSON instead; it holds the same annotations.'),
  });
}
