import type { Json } from '../../json';
import type { App } from '../app';
import { get, type Call, type Route } from '../api/routes';

/** Single frames by annotation status. */
export interface StatusCounts {
  annotatedCount: number;
  notAnnotatedCount: number;
  invalidCount: number;
  itemCount: number;
}

/** Single frames of a dataset by annotation status. */
export function statusCounts(app: App, datasetId: number): StatusCounts {
  const computed = app.computed?.datasetId === datasetId ? app.computed.counts() : [0, 0, 0];
  const [annotatedCount, notAnnotatedCount, invalidCount] = storedCounts(app, datasetId).map(
    (n, i) => n + (computed[i] ?? 0),
  ) as [number, number, number];
  return {
    annotatedCount,
    notAnnotatedCount,
    invalidCount,
    itemCount: annotatedCount + notAnnotatedCount + invalidCount,
  };
}

function storedCounts(app: App, datasetId: number): readonly [number, number, number] {
  const found = app.rows.all(
    "SELECT annotation_status AS s, count(*) AS n FROM data WHERE dataset_id = ? AND deleted = 0 AND type = 'SINGLE_DATA' GROUP BY s",
    [datasetId],
    (row) => [row.text('s'), row.num('n')] as const,
  );
  const by = new Map(found);
  return [by.get('ANNOTATED') ?? 0, by.get('NOT_ANNOTATED') ?? 0, by.get('INVALID') ?? 0];
}

function dataStatus(call: Call): Json {
  const objects = call.app.rows.count('SELECT count(*) AS n FROM annotation WHERE dataset_id = ?', [call.id()]);
  return { datasetId: call.id(), ...statusCounts(call.app, call.id()), objectCount: objects };
}

function annotationStatus(call: Call): Json {
  const id = call.query.requiredLong('datasetId');
  return { datasetId: id, ...statusCounts(call.app, id), objectCount: null };
}

/** Objects by class and by tool, fewest first; those without a class stand under a name of their own. */
function classObject(call: Call): Json {
  const units = call.app.rows.all(
    `SELECT c.tool_type AS tool, c.name AS name, c.color AS color, count(*) AS n FROM annotation a
     LEFT JOIN class c ON c.id = a.class_id AND c.owner = 'DATASET' WHERE a.dataset_id = ? GROUP BY c.id ORDER BY n, c.id`,
    [call.id()],
    (row) => ({
      toolType: row.textOrNull('tool'),
      name: row.textOrNull('name'),
      color: row.textOrNull('color'),
      objectAmount: row.num('n'),
    }),
  );
  const tools = new Map<string, number>();
  for (const { toolType, objectAmount } of units)
    if (toolType !== null) tools.set(toolType, (tools.get(toolType) ?? 0) + objectAmount);
  return {
    toolTypeUnits: [...tools]
      .sort((a, b) => a[1] - b[1])
      .map(([toolType, objectAmount]) => ({ objectAmount, toolType })),
    classUnits: units.map((unit) => ({
      ...unit,
      name: unit.name ?? 'No class',
      color: unit.name === null ? '#dedede' : unit.color,
    })),
  };
}

export const statisticsRoutes: Route[] = [
  get('/dataset/:id/statistics/dataStatus', dataStatus),
  get('/dataset/:id/statistics/classObject', classObject),
  get('/dataset/:id/statistics/classificationData', () => []),
  get('/data/getAnnotationStatusStatisticsByDatasetId', annotationStatus),
];
