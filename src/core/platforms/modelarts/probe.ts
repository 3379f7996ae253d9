import type { Probe } from '../../contract';
import type { PasswordLogin } from './auth/login';
import type { ModelArtsClient } from './api/client';

const day = 86_400_000;

/** Every read, once, on the first things that are found. */
export function probeOf(client: ModelArtsClient, login: PasswordLogin, now: () => number): Probe {
  return async (step, signal) => {
    await step('GET iam/v3/projects', async () => (await login.identity(signal)).projects(signal));
    const datasets = await step('GET datasets', () => client.datasets(0, 100, {}, signal));
    await step('GET datasets?offset=1', () => client.datasets(1, 2, {}, signal));
    const first = datasets?.datasets.find(({ total_sample_count: count }) => (count ?? 0) > 0) ?? datasets?.datasets[0];
    if (first === undefined) return;
    const id = first.dataset_id;
    await step('GET datasets?search_content', () =>
      client.datasets(0, 100, { search_content: first.dataset_name }, signal),
    );
    await step('GET datasets/{id}', () => client.dataset(id, signal));
    await step('GET datasets/{id}/metrics', () => client.metrics(id, now() - day, now(), signal));
    await step('GET datasets/{id}/versions', () => client.versions(id, signal));
    await step('GET datasets/{id}/sync-data/status', () => client.syncStatus(id, signal));
    await step('GET data-annotations/labels', () => client.labels(id, signal));
    await step('GET data-annotations/stats', () => client.stats(id, signal));
    await step('GET data-annotations/search-condition', () => client.searchCondition(id, signal));
    const samples = await step('GET data-annotations/samples', () => client.samples(id, 0, 4, {}, signal));
    await step('GET data-annotations/samples?offset=1', () => client.samples(id, 1, 2, {}, signal));
    await step('GET data-annotations/samples?sample_state', () =>
      client.samples(id, 0, 4, { sample_state: '__NONE__' }, signal),
    );
    const sample = samples?.samples[0];
    if (sample === undefined) return;
    await step('GET data-annotations/samples?search_conditions', () =>
      client.samples(
        id,
        0,
        4,
        { search_conditions: JSON.stringify([{ sample_name: sample.sample_name ?? 'a' }]) },
        signal,
      ),
    );
    await step('GET data-annotations/samples/{id}', () => client.sample(id, sample.sample_id, signal));
  };
}
