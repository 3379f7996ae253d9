import type { Json } from '../../../../src/sandbox/json';
import type { App } from '../app';
import type { Dataset } from '../datasets/rows';
import { signedUrl } from '../obs/links';
import { sampleTypeByDatasetType } from '../unknowns';
import type { Sample, State } from './rows';

/** `sample_status` by the examples and by the field table (MA-20). */
const statusByState: Readonly<Record<State, string>> = {
  none: 'UN_ANNOTATION',
  manual: 'MANUAL_ANNOTATION',
  auto: 'AUTO_ANNOTATION',
};
const tokenByState: Readonly<Record<State, string>> = {
  none: '__NONE__',
  manual: '__ALL__',
  auto: '__AUTO_ANNOTATION__',
};

/** How links of an answer are made: with image processing they show a thumbnail (MA-37). */
export interface Links {
  host: string;
  process: string | undefined;
  preview: boolean;
}

export function tellSample(app: App, dataset: Dataset, sample: Sample, links: Links): Json {
  const { id, object, name, size, state } = sample;
  const words = app.modes.sampleStatus === 'tokens' ? tokenByState : statusByState;
  const place = {
    sample_name: name,
    sample_dir: `/${object.slice(0, object.lastIndexOf('/') + 1)}`,
    sample_size: size,
  };
  return {
    sample_id: id,
    sample_type: sampleTypeByDatasetType[dataset.type],
    ...(app.modes.bareSamples ? {} : place),
    sample_time: sample.createdAt,
    sample_status: words[state],
    annotated_by: state === 'none' ? undefined : `human/${app.account.domain}/${app.account.user}`,
    source: signedUrl(app, links.host, object, links.process),
    preview: links.preview ? signedUrl(app, links.host, object) : undefined,
    metadata: { '@modelarts:import_origin': 0, '@modelarts:hard': false },
    labels: sample.labels as unknown as Json,
  };
}
