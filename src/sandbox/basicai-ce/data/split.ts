import type { Json } from '../../json';
import type { App } from '../app';
import { changeData, framesOf } from './data';
import { findPage } from './dataQuery';
import { Complaints, unforeseen } from '../api/errors';
import type { Body } from '../api/fields';
import { get, post, type Call, type Route } from '../api/routes';
import type { DataRow, SplitType } from './model';

const allRows = { pageNo: 1, pageSize: -1, offset: 0, limit: -1 };
const ratioFields = ['totalSizeRatio', 'trainingRatio', 'validationRatio', 'testRatio'] as const;
const targetTypes = ['SPLIT', 'NOT_SPLIT'] as const;
type Target = (typeof targetTypes)[number];

function topLevel(app: App, datasetId: number, target: Target | undefined): DataRow[] {
  const { rows } = findPage(app, { datasetId, parentId: 0, sort: 'NAME', direction: 'ASC' }, allRows);
  if (target === undefined) return rows;
  return rows.filter((row) => (row.splitType === 'NOT_SPLIT') === (target === 'NOT_SPLIT'));
}

function total(call: Call): Json {
  const complaints = new Complaints();
  const target = call.query.oneOf(
    'targetDataType',
    targetTypes,
    complaints,
    'targetDataType must be one of SPLIT,NOT_SPLIT',
  );
  complaints.done();
  return topLevel(call.app, call.query.requiredLong('datasetId'), target).length;
}

/** Plain text order for `ORDER`; `RANDOM` is in fact the order of ids (CE-76). */
function sorted(rows: DataRow[], body: Body): DataRow[] {
  const byName = body.text('splittingBy') === 'ORDER' && body.text('sortBy') !== 'CREATE_TIME';
  const key = (row: DataRow): string => row.name.toUpperCase();
  const compare = byName
    ? (a: DataRow, b: DataRow) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : a.id - b.id)
    : (a: DataRow, b: DataRow) => a.id - b.id;
  const found = [...rows].sort(compare);
  return body.text('ascOrDesc') === 'DESC' ? found.reverse() : found;
}

async function byRatio(call: Call): Promise<Json> {
  const body = await call.body();
  const complaints = new Complaints();
  const datasetId = body.long('datasetId');
  complaints.when(datasetId === undefined, 'datasetId', 'datasetId cannot be null');
  const ratios = ratioFields.map((name) => {
    const value = body.long(name);
    complaints.when(value === undefined, name, `${name} cannot be null`);
    complaints.when(value !== undefined && (value < 1 || value > 100), name, `${name} is error`);
    return (value ?? 0) / 100;
  });
  const target = body.oneOf('targetDataType', targetTypes, complaints, 'targetDataType must be one of SPLIT,NOT_SPLIT');
  complaints.done();
  const [all = 0, training = 0, validation = 0] = ratios;
  const rows = sorted(topLevel(call.app, datasetId ?? 0, target), body);
  const chosen = rows.slice(0, Math.round(rows.length * all));
  const first = Math.round(chosen.length * training);
  const second = first + Math.round(chosen.length * validation);
  if (second > chosen.length) throw unforeseen(`java.lang.IndexOutOfBoundsException: toIndex = ${second}`);
  assign(call.app, chosen.slice(0, first), 'TRAINING');
  assign(call.app, chosen.slice(first, second), 'VALIDATION');
  assign(call.app, chosen.slice(second), 'TEST');
  return null;
}

function assign(app: App, rows: readonly DataRow[], splitType: SplitType): void {
  const ids = rows.map((row) => row.id);
  changeData(app, [...ids, ...framesOf(app, ids).map((row) => row.id)], { splitType });
}

export const splitRoutes: Route[] = [get('/data/split/totalDataCount', total), post('/data/split/filter', byRatio)];
