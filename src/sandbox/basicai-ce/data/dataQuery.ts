import type { Value } from '../../store/rows';
import type { App } from '../app';
import type { Computed } from './computed';
import { readData } from './data';
import { readDate } from '../api/dates';
import { Complaints, unforeseen } from '../api/errors';
import type { Query } from '../api/fields';
import { nameKey } from '../naming';
import type { Paging } from '../api/page';
import { splitTypes, annotationStatuses, type DataRow, type Filter } from './model';

const sortFields = ['NAME', 'CREATED_AT', 'DATA_CONFIDENCE'] as const;
const sortDirections = ['ASC', 'DESC'] as const;

/** Reads the parameters that `data/findByPage` and `data/export` share (CE-16). */
export function readFilter(query: Query): Filter {
  const complaints = new Complaints();
  const datasetId = query.long('datasetId');
  complaints.when(datasetId === undefined, 'datasetId', 'datasetId cannot be null');
  const annotationStatus = query.oneOf(
    'annotationStatus',
    annotationStatuses,
    complaints,
    'annotationStatus must be one of ANNOTATED, NOT_ANNOTATED, INVALID',
  );
  const splitType = query.oneOf(
    'splitType',
    splitTypes,
    complaints,
    'splitType must be one of TRAINING,VALIDATION,TEST,NOT_SPLIT',
  );
  const sort = query.oneOf(
    'sortField',
    sortFields,
    complaints,
    'sort field must be one of NAME,CREATED_AT,DATA_CONFIDENCE',
  );
  const direction = query.oneOf('ascOrDesc', sortDirections, complaints, 'ascOrDesc must be one of ASC,DESC');
  complaints.done();
  if (query.text('runRecordId') !== undefined) throw unforeseen("Unknown column 'mdr.data_confidence' in 'SELECT'");
  if (sort === 'DATA_CONFIDENCE') throw unforeseen("Unknown column 'd.DATA_CONFIDENCE' in 'ORDER BY'");
  const sorted = sort !== undefined && direction !== undefined;
  return {
    datasetId: datasetId ?? 0,
    parentId: query.long('parentId') ?? 0,
    ids: query.longs('ids'),
    name: query.text('name'),
    from: readDate(query.text('createStartTime')),
    to: readDate(query.text('createEndTime')),
    annotationStatus,
    splitType,
    sort: sorted ? sort : 'NAME',
    direction: sorted ? direction : 'ASC',
  };
}

interface Page {
  total: number;
  rows: DataRow[];
}

function where(filter: Filter): { sql: string; values: Value[] } {
  const terms: [string, Value | undefined][] = [
    ['dataset_id = ?', filter.datasetId],
    ['parent_id = ?', filter.parentId],
    ['id IN (SELECT value FROM json_each(?))', filter.ids && JSON.stringify(filter.ids)],
    ["name_key LIKE ? ESCAPE '\\'", filter.name === undefined ? undefined : `%${nameKey(filter.name)}%`],
    ['created_at >= ?', filter.from],
    ['created_at <= ?', filter.to],
    ['annotation_status = ?', filter.annotationStatus],
    ['split_type = ?', filter.splitType],
  ];
  const used = terms.filter((term): term is [string, Value] => term[1] !== undefined);
  return { sql: ['deleted = 0', ...used.map(([sql]) => sql)].join(' AND '), values: used.map(([, value]) => value) };
}

/** One page of a list: scenes first, then the sort, then the id. */
export function findPage(app: App, filter: Filter, paging: Paging): Page {
  const computed = app.computed?.datasetId === filter.datasetId ? app.computed : undefined;
  return computed ? computedFirst(app, computed, filter, paging) : findStored(app, filter, paging);
}

/** What was uploaded into a computed dataset stands after its computed rows. */
function computedFirst(app: App, computed: Computed, filter: Filter, paging: Paging): Page {
  const first = computed.page(filter, paging);
  const offset = Math.max(0, paging.offset - first.total);
  const limit = paging.limit < 0 ? -1 : paging.limit - first.rows.length;
  const rest = findStored(app, filter, { ...paging, offset, limit });
  return { total: first.total + rest.total, rows: [...first.rows, ...rest.rows] };
}

function findStored(app: App, filter: Filter, paging: Paging): Page {
  const { sql, values } = where(filter);
  const column = filter.sort === 'NAME' ? 'name_key' : 'created_at';
  const total = app.rows.count(`SELECT count(*) AS n FROM data WHERE ${sql}`, values);
  const rows = app.rows.all(
    `SELECT * FROM data WHERE ${sql} ORDER BY type, ${column} ${filter.direction}, id LIMIT ? OFFSET ?`,
    [...values, paging.limit, paging.offset],
    readData,
  );
  return { total, rows };
}
