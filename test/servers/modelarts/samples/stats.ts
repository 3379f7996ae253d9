import { RawJson, type Json } from '../../../../src/sandbox/json';
import type { App } from '../app';
import { datasetOf } from '../datasets/rows';
import { labelsOf, tellLabel } from '../labels/rows';
import type { Call } from '../api/routes';

interface Counts {
  none: number;
  manual: number;
  auto: number;
}

function countsOf(app: App, datasetId: string, from = 0, to = Number.MAX_SAFE_INTEGER): Counts {
  const count = (state: keyof Counts): number =>
    app.rows.count(
      'SELECT count(*) AS n FROM sample WHERE dataset_id = ? AND state = ? AND created_at BETWEEN ? AND ?',
      [datasetId, state, from, to],
    );
  return { none: count('none'), manual: count('manual'), auto: count('auto') };
}

/** `GET /stats` (MA-43). */
export function stats(call: Call): Json {
  const { app } = call;
  const { id, deletedSamples } = datasetOf(call);
  const { none, manual, auto } = countsOf(app, id);
  const all = none + manual + auto;
  return {
    label_stats: labelsOf(app, id).map(({ name, type, property }) => ({
      name,
      type,
      property: new RawJson(property),
      ...labelCounts(app, id, name),
    })),
    sample_stats: {
      un_annotation: none,
      manual_annotation: manual,
      auto_annotation: auto,
      all,
      total: all,
      deleted: deletedSamples,
      lefted: all,
    },
    key_sample_stats: { total: all, non_key_sample: all, key_sample: 0 },
    metadata_stats: {},
  };
}

function labelCounts(app: App, datasetId: string, name: string): { count: number; sample_count: number } {
  const of = (what: string): number =>
    app.rows.count(
      `SELECT count(${what}) AS n FROM sample s, json_each(s.labels) l
       WHERE s.dataset_id = ? AND json_extract(l.value, '$.name') = ?`,
      [datasetId, name],
    );
  return { count: of('*'), sample_count: of('DISTINCT s.id') };
}

/** `GET /metrics?start_time&end_time`: counts at the end of the time asked for, by its milliseconds (MA-34). */
export function metrics(call: Call): Json {
  const { app, query } = call;
  const { id } = datasetOf(call);
  const [from, to] = [query.whole('start_time', 0, 0, Number.MAX_SAFE_INTEGER), query.text('end_time')];
  const end = to !== undefined && /^\d{1,15}$/.test(to) ? Number(to) : app.clock.now();
  const { none, manual, auto } = countsOf(app, id, from, end);
  const at = (count: number): Json => ({ [String(end)]: count });
  return {
    metrics: {
      total: at(none + manual + auto),
      un_annotation: at(none),
      manual_annotation: at(manual),
      auto_annotation: at(auto),
    },
  };
}

/** `GET /search-condition`: what samples may be searched by (MA-43). */
export function searchCondition(call: Call): Json {
  const { app } = call;
  const labels = labelsOf(app, datasetOf(call).id).map(tellLabel);
  return { labels, metadata: [], labelers: [{ name: app.account.user }], import_origin: [] };
}
