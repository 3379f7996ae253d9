import { lookUp } from '../../../../src/core/model/lookUp';
import type { Value } from '../../../../src/sandbox/store/rows';
import type { Dataset } from '../datasets/rows';
import { refused } from '../api/errors';
import type { Fields } from '../api/fields';
import type { Query } from '../api/query';
import { sampleTypeByDatasetType } from '../unknowns';

/** Conditions on samples, joined by AND. */
export interface Filter {
  sql: string;
  values: Value[];
}

type Condition = readonly [sql: string, ...values: Value[]];

/** `__ALL__` means labelled, not all (MA-19); nothing here is ever reviewed. */
const stateByWord: Readonly<Record<string, string>> = {
  __ALL__: "state = 'manual'",
  __NONE__: "state = 'none'",
  __AUTO_ANNOTATION__: "state = 'auto'",
};
const reviewStates = new Set(
  '__UNCHECK__ __ACCEPTED__ __REJECTED__ __UNREVIEWED__ __REVIEWED__ __WORKFORCE_SAMPLED__ __WORKFORCE_SAMPLED_UNCHECK__ __WORKFORCE_SAMPLED_CHECKED__ __WORKFORCE_SAMPLED_ACCEPTED__ __WORKFORCE_SAMPLED_REJECTED__'.split(
    ' ',
  ),
);
const hasLabelCondition =
  "EXISTS (SELECT 1 FROM json_each(labels) l WHERE json_extract(l.value, '$.name') = ? AND (? IS NULL OR json_extract(l.value, '$.type') = ?))";
/** Members of a search condition that this server knows; others are refused rather than passed over. */
const knownFilters = ['label_list', 'sample_dir', 'sample_name'];

export function readFilter(query: Query, dataset: Dataset): Filter {
  const conditions: Condition[] = [
    ['dataset_id = ?', dataset.id],
    ...ofState(query.text('sample_state')),
    ...ofType(query.text('sample_type'), dataset),
    ...ofLabel(query.text('label_name'), query.text('label_type')),
    ...query.objects('search_conditions').flatMap(ofSearch),
  ];
  return join(conditions, 'AND');
}

function ofState(state: string | undefined): Condition[] {
  if (state === undefined) return [];
  const known = lookUp(stateByWord, state);
  if (known === undefined && !reviewStates.has(state)) throw refused(4384, 'sample_state');
  return [[known ?? 'false']];
}

function ofType(type: string | undefined, dataset: Dataset): Condition[] {
  return type === undefined || Number(type) === sampleTypeByDatasetType[dataset.type] ? [] : [['false']];
}

function ofLabel(name: string | undefined, type: string | undefined): Condition[] {
  return name === undefined ? [] : [[hasLabelCondition, name, type ?? null, Number(type ?? 0)]];
}

/** One entry of `search_conditions` (MA-42). */
function ofSearch(fields: Fields): Condition[] {
  const unknown = Object.keys(JSON.parse(fields.json) as object).find((name) => !knownFilters.includes(name));
  if (unknown !== undefined) throw refused(4396, `search_conditions.${unknown}`);
  const conditions: Condition[] = [];
  const name = fields.text('sample_name');
  if (name !== undefined) conditions.push(['instr(name, ?) > 0', name]);
  const folder = fields.text('sample_dir');
  if (folder !== undefined) conditions.push(["'/' || object = ? || name", folder]);
  const list = fields.one('label_list');
  const labels = list.all('labels').flatMap((label) => ofLabel(label.text('name'), label.whole('type')?.toString()));
  if (labels.length > 0) {
    const { sql, values } = join(labels, list.text('op') === 'OR' ? 'OR' : 'AND');
    conditions.push([`(${sql})`, ...values]);
  }
  return conditions;
}

function join(conditions: readonly Condition[], word: 'AND' | 'OR'): Filter {
  return {
    sql: conditions.map(([sql]) => sql).join(` ${word} `),
    values: conditions.flatMap(([, ...values]) => values),
  };
}
