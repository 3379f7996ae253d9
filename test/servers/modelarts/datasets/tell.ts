import type { Json } from '../../../../src/sandbox/json';
import type { App } from '../app';
import { labelsOf, tellLabel } from '../labels/rows';
import { signedUrl } from '../obs/links';
import type { Dataset } from './rows';

/** How many pictures `file_preview` shows (MA-25). */
const maxPreviews = 4;

/** What of a dataset is told beside its own fields. */
export interface Shown {
  labels?: boolean;
  previews?: boolean;
  runningTask?: boolean;
}

export function tellDataset(app: App, host: string, dataset: Dataset, shown: Shown): Json {
  const count = (condition: string): number =>
    app.rows.count(`SELECT count(*) AS n FROM sample WHERE dataset_id = ? AND ${condition}`, [dataset.id]);
  const { id, name, workPath } = dataset;
  return {
    dataset_id: id,
    dataset_name: name,
    dataset_type: dataset.type,
    dataset_format: 0,
    data_format: 'Default',
    status: dataset.status,
    data_sources: [{ data_type: 0, data_path: dataset.dataPath }],
    work_path: workPath,
    work_path_type: 0,
    workspace_id: '0',
    enterprise_project_id: '0',
    inner_annotation_path: `${workPath}${name}-${id}/annotation/`,
    create_time: dataset.createdAt,
    update_time: dataset.updatedAt,
    description: dataset.description,
    next_version_num: 1,
    total_sample_count: count('true'),
    annotated_sample_count: count("state = 'manual'"),
    unconfirmed_sample_count: count("state = 'auto'"),
    deleted_sample_count: dataset.deletedSamples,
    managed: false,
    import_data: false,
    dataset_version: 'v1',
    label_task_count: app.modes.openTasks === id ? 1 : 0,
    exist_running_task: shown.runningTask === true ? dataset.status !== 1 : undefined,
    labels: shown.labels === true ? labelsOf(app, id).map(tellLabel) : undefined,
    samples: shown.previews === true ? previews(app, host, id) : undefined,
  };
}

function previews(app: App, host: string, datasetId: string): Json {
  return app.rows.all(
    'SELECT object, created_at FROM sample WHERE dataset_id = ? ORDER BY seq LIMIT ?',
    [datasetId, maxPreviews],
    (row) => ({ url: signedUrl(app, host, row.text('object')), create_time: row.num('created_at') }),
  );
}
