import { setTimeout as wait } from 'node:timers/promises';
import { ZipFile } from 'yazl';
import { stamp } from '../../clock';
import { toJson, type Json } from '../../json';
import { link, newSerial, takeIds, type App } from '../app';
import { findData, framesOf } from '../data/data';
import { findPage, readFilter } from '../data/dataQuery';
import { findDataset, type Dataset } from '../datasets/datasets';
import { paramError, unforeseen } from '../api/errors';
import { get, type Call, type Route } from '../api/routes';
import { toAnswer } from './results';
import type { DataRow, Filter } from '../data/model';

const allRows = { pageNo: 1, pageSize: -1, offset: 0, limit: -1 };
/** The column that holds an export's file name is this long. */
const maxFileNameLength = 100;
const itemsPerSlice = 1000;

interface Job {
  serial: string;
  dataset: Dataset;
  filter: Filter;
  sources: ReadonlySet<number>;
  coco: boolean;
  root: string;
  key: string;
  host: string;
}

/** Gives a serial number at once; the archive is written afterwards (CE-63). */
function start(call: Call): Json {
  const { app, query } = call;
  const filter = readFilter(query);
  const dataset = findDataset(app, filter.datasetId);
  if (!dataset) throw unforeseen('java.lang.NullPointerException: no such dataset');
  const now = app.clock.now();
  const root = `${dataset.name}-${stamp(now)}`;
  const fileName = `${root}.zip`;
  if (Array.from(fileName).length > maxFileNameLength)
    throw unforeseen("Data truncation: Data too long for column 'file_name' at row 1");
  const key = `${call.user.id}/${stamp(now)}/${fileName}`;
  const collides = app.rows.count('SELECT count(*) AS n FROM export WHERE path = ?', [key]) > 0;
  const serial = newSerial(app);
  app.rows.run(
    'INSERT INTO export (serial, dataset_id, file_name, status, generated, path, created_at) VALUES (?, ?, ?, ?, 0, ?, ?)',
    [serial, dataset.id, fileName, collides ? 'FAILED' : 'GENERATING', key, now],
  );
  const sources = new Set(query.longs('selectModelRunIds') ?? []);
  const coco = query.text('dataFormat') === 'COCO' && dataset.type === 'IMAGE';
  if (!collides)
    generate(app, { serial, dataset, filter, sources, coco, root, key, host: call.host }).catch(() => undefined);
  return serial;
}

/** A filter that finds nothing leaves the record as it is, for ever; COCO needs a tool that the server has not. */
async function generate(app: App, job: Job): Promise<void> {
  await wait(app.pace.msPerItem);
  const rows = expand(app, findPage(app, job.filter, allRows).rows);
  if (rows.length === 0) return;
  const zip = new ZipFile();
  const scenes = sceneNames(app, rows);
  for (let at = 0; at < rows.length; at += itemsPerSlice) {
    addSlice(app, job, zip, rows.slice(at, at + itemsPerSlice), scenes);
    await wait(app.pace.msPerItem);
  }
  zip.end();
  const landed = await app.objects.land(zip.outputStream as unknown as AsyncIterable<Buffer>);
  if (!job.coco) await app.objects.put(job.key, landed, 'application/zip');
  app.rows.run('UPDATE export SET status = ?, generated = ?, total = ?, file_id = ? WHERE serial = ?', [
    job.coco ? 'FAILED' : 'COMPLETED',
    generatedNum(rows.length),
    rows.length,
    job.coco ? null : takeIds(app, 'file', 1),
    job.serial,
  ]);
}

/** Beyond 1,000 items the number grows by 100 for a thousand (CE-66). */
function generatedNum(n: number): number {
  const slices = Math.ceil(n / itemsPerSlice);
  return (slices - 1) * 100 + (n - (slices - 1) * itemsPerSlice);
}

/** Scenes become their frames. */
function expand(app: App, rows: readonly DataRow[]): DataRow[] {
  const frames = framesOf(
    app,
    rows.filter((row) => row.type === 'SCENE').map((row) => row.id),
  );
  return [...rows.filter((row) => row.type !== 'SCENE'), ...frames];
}

function sceneNames(app: App, rows: readonly DataRow[]): Map<number, string> {
  const ids = [...new Set(rows.map((row) => row.parentId).filter((id) => id !== 0))];
  return new Map(findData(app, ids).map((scene) => [scene.id, scene.name]));
}

function addSlice(
  app: App,
  job: Job,
  zip: ZipFile,
  rows: readonly DataRow[],
  scenes: ReadonlyMap<number, string>,
): void {
  for (const { row, data, results } of toAnswer(app, job.host, job.dataset, rows, job.sources)) {
    const scene = scenes.get(row.parentId);
    const folder = scene === undefined ? job.root : `${job.root}/${scene}`;
    zip.addBuffer(Buffer.from(toJson(data)), `${folder}/data/${row.name}.json`);
    if (results.length > 0) zip.addBuffer(Buffer.from(toJson(results)), `${folder}/result/${row.name}.json`);
  }
}

function records(call: Call): Json {
  const { app, host } = call;
  const serials = call.query.texts('serialNumbers');
  if (!serials) throw paramError('findExportRecordBySerialNumbers.serialNumbers:serialNumbers cannot be null');
  return app.rows.all(
    'SELECT * FROM export WHERE serial IN (SELECT value FROM json_each(?)) ORDER BY id',
    [JSON.stringify(serials)],
    (row) => {
      const done = row.text('status') === 'COMPLETED';
      return {
        id: row.num('id'),
        serialNumber: row.text('serial'),
        fileId: row.numOrNull('file_id'),
        fileName: row.text('file_name'),
        status: row.text('status'),
        generatedNum: row.num('generated'),
        totalNum: row.numOrNull('total'),
        filePath: done
          ? link(app, host, row.text('path'), { 'response-content-type': 'application/octet-stream' })
          : null,
      };
    },
  );
}

export const exportRoutes: Route[] = [
  get('/data/export', start, { text: true }),
  get('/data/findExportRecordBySerialNumbers', records),
];
