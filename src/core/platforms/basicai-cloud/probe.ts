import type { Probe } from '../../contract';
import type { CloudClient } from './api/client';
import { kindOf } from './nodes';
import type { Item } from './api/wire';

/** Every documented read, once, on the first things that are found. */
export function probeOf(client: CloudClient): Probe {
  return async (step, signal) => {
    const datasets = await step('GET dataset/list', () => client.datasets(1, {}, signal));
    await step('GET dataset/list?name', () => client.datasets(1, { name: datasets?.list[0]?.name ?? 'a' }, signal));
    await step('GET dataset/listById', () => client.datasetsById(undefined, signal));
    const dataset = datasets?.list[0]?.id;
    if (dataset === undefined) return;
    await step('GET dataset/info/{id}', () => client.dataset(dataset, signal));
    await step('GET dataset/info?datasetIds', () => client.datasetsOf([dataset], signal));
    const items = await step('GET dataset/listItem', () => client.items(dataset, undefined, 1, {}, signal));
    await step('GET dataset/listItemById', () => client.itemsById(dataset, undefined, undefined, signal));
    await step('GET dataset/listAnnotationSource', () => client.sources(dataset, signal));
    const first = (kind: string): Item | undefined => items?.list.find((row) => kindOf(row) === kind);
    const held = first('batch') ?? first('scene');
    if (held) await step('GET dataset/listItem?parentId', () => client.items(dataset, held.id, 1, {}, signal));
    const scene = first('scene');
    if (scene) await step('GET dataset/sceneAnnotationResult', () => client.sceneResults(dataset, scene.id, signal));
    const data = first('data');
    if (data === undefined) return;
    await step('GET dataset/dataAnnotationResult', () => client.resultsOfOne(dataset, data.id, signal));
    await step('GET dataset/batchDataAnnotationResult', () => client.results(dataset, [data.id], signal));
  };
}
