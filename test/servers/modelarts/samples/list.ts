import type { Json } from '../../../../src/sandbox/json';
import { datasetOf } from '../datasets/rows';
import { refused } from '../api/errors';
import { readPaging, answeredTotal, withEmptyPage } from '../api/paging';
import type { Call } from '../api/routes';
import { defaultSampleOrder } from '../unknowns';
import { readFilter } from './filters';
import { findSample, readSample } from './rows';
import { tellSample, type Links } from './tell';

/** A page of samples (MA-35). */
export function listSamples(call: Call): Json {
  const { app, query } = call;
  const dataset = datasetOf(call);
  const { sql, values } = readFilter(query, dataset);
  const total = app.rows.count(`SELECT count(*) AS n FROM sample WHERE ${sql}`, values);
  const order = query.oneOf('order', ['asc', 'desc'], defaultSampleOrder);
  const page = withEmptyPage(app, readPaging(call), total);
  const found =
    page === undefined
      ? []
      : app.rows.all(
          `SELECT * FROM sample WHERE ${sql} ORDER BY seq ${order} LIMIT ? OFFSET ?`,
          [...values, page.limit, page.offset],
          readSample,
        );
  const links = linksOf(call);
  return {
    sample_count: answeredTotal(app, total),
    samples: found.map((sample) => tellSample(app, dataset, sample, links)),
  };
}

export function oneSample(call: Call): Json {
  const dataset = datasetOf(call);
  const sample = findSample(call.app, dataset.id, call.param('sampleId'));
  if (!sample) throw refused(4420);
  return tellSample(call.app, dataset, sample, linksOf(call));
}

function linksOf({ host, query }: Call): Links {
  return { host, process: query.text('process_parameter'), preview: query.bool('preview') };
}
