import type { Probe } from '../../contract';
import type { ClassCalls } from './classes';
import type { CeClient, ListSort } from './api/client';
import type { ModelCalls } from './models';

const byName: ListSort = { sortField: 'NAME', ascOrDesc: 'ASC' };

/** The reads that everything stands on, once, on the first things that are found. */
export function probeOf(client: CeClient, classes: ClassCalls, models: ModelCalls): Probe {
  return async (step, signal) => {
    await step('GET user/logged', () => client.me(signal));
    const datasets = await step('GET dataset/findByPage', () => client.datasets(1, 10, {}, byName, signal));
    await step('GET model/list', () => models.list('IMAGE', signal));
    const dataset = datasets?.list[0]?.id;
    if (dataset === undefined) return;
    await step('GET dataset/info', () => client.dataset(dataset, signal));
    await step('GET statistics/dataStatus', () => client.datasetCounts(dataset, signal));
    await step('GET statistics/classObject', () => client.classCounts(dataset, signal));
    await step('GET datasetClass', () => classes.classes(dataset, signal));
    await step('GET modelRun/getDatasetModelRunResult', () => client.runsWithResults(dataset, signal));
    await step('GET data/findLockRecordByDatasetId', () => client.locks(dataset, signal));
    const data = await step('GET data/findByPage', () => client.data(dataset, 1, 10, {}, byName, signal));
    const ids = data?.list.map(({ id }) => id) ?? [];
    if (ids.length === 0) return;
    await step('GET data/listByIds', () => client.dataByIds(ids, signal));
    await step('GET data/listRelationByIds', () => client.dataWithLocks(ids, signal));
    await step('GET data/getDataStatusByIds', () => client.statusByIds(ids, signal));
    await step('GET annotate/data/listByDataIds', () => client.annotations(ids, signal));
    await step('GET data/getDataAndResult', () => client.dataAndResult(dataset, ids, signal));
  };
}
