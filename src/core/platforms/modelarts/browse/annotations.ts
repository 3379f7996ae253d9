import { lookUp } from '../../../model/lookUp';
import type { Annotation, ItemAnswer, ItemResults, SourceResults } from '../../../model/annotation';
import { chunk, groupBy } from '../../../model/lists';
import type { Ref } from '../../../model/node';
import { text, type Text } from '../../../model/text';
import type { Annotations } from '../../../contract';
import type { ModelArtsBrowse } from './browse';
import { pageSize } from '../api/client';
import { nameOf } from '../nodes';
import { parseRef, sampleRef } from '../refs';
import type { Label, Sample } from '../api/wire';

/** Labels of samples (MA-39), by whoever made them. */
export class ModelArtsAnnotations implements Annotations {
  constructor(private readonly browse: ModelArtsBrowse) {}

  async *read(refs: readonly Ref[], signal: AbortSignal): AsyncGenerator<readonly ItemResults[]> {
    const named = refs.map(parseRef).filter((one) => one.kind === 'sample');
    for (const [datasetId, own] of groupBy(named, (one) => one.datasetId))
      for (const part of chunk(own, pageSize)) {
        const ids = part.map(({ sampleId }) => sampleId);
        const rows = await this.browse.samplesById(datasetId, ids, signal);
        yield rows.map((row) => resultsOf(row, datasetId));
      }
  }
}

function resultsOf(row: Sample, datasetId: string): ItemResults {
  const sources = groupBy(row.labels ?? [], (label) => makerOf(label, row));
  return {
    ref: sampleRef(datasetId, row.sample_id),
    id: row.sample_id,
    name: nameOf(row),
    sources: [...sources].map(([maker, labels]) => sourceOf(maker, labels)),
  };
}

/** `human/acme/lee` → `human`: who of them it was is a fact of the sample. */
function makerOf({ annotated_by }: Label, sample: Sample): string {
  const answer = annotated_by ?? sample.annotated_by ?? '';
  return answer.split('/', 1)[0] ?? '';
}

const makers: Readonly<Record<string, Text>> = { '': text('Labels'), human: text('People'), auto: text('Model') };

function sourceOf(maker: string, labels: readonly Label[]): SourceResults {
  const parseRef = labels.map((label) => ({ label, property: propertyOf(label) }));
  const objects = parseRef.flatMap(({ label, property }) => objectOf(label, property) ?? []);
  const whole = parseRef.filter(({ label, property }) => objectOf(label, property) === undefined);
  return {
    source: { id: maker, name: lookUp(makers, maker) ?? maker },
    classifications: whole.map(({ label, property }) => classifiedOf(label, property)),
    objects,
  };
}

type Property = Readonly<Record<string, unknown>>;

/** An object, or one written as JSON (MA-40). */
export function propertyOf({ property }: Pick<Label, 'property'>): Property {
  if (typeof property !== 'string') return property ?? {};
  try {
    const found: unknown = JSON.parse(property);
    return typeof found === 'object' && found !== null ? (found as Property) : {};
  } catch {
    return {};
  }
}

/** Where a label is in its item (MA-39): by a shape in pixels, by characters of a text, or by times of a sound. */
const places: readonly (readonly [key: string, type: string, geometry: (property: Property) => Property])[] = [
  ['@modelarts:shape', '', (property) => ({ points: property['@modelarts:feature'] })],
  [
    '@modelarts:start_index',
    'text',
    (property) => ({ start: property['@modelarts:start_index'], end: property['@modelarts:end_index'] }),
  ],
  [
    '@modelarts:start_time',
    'time',
    (property) => ({ start: property['@modelarts:start_time'], end: property['@modelarts:end_time'] }),
  ],
];

/** @returns undefined for a label of the item as a whole */
function objectOf(label: Label, property: Property): Annotation | undefined {
  const place = places.find(([key]) => lookUp(property, key) !== undefined);
  if (place === undefined) return undefined;
  const [key, type, geometry] = place;
  const shape = lookUp(property, key);
  const id = property['@modelarts:id'];
  const rest = Object.entries(property).filter(([name]) => !answer.has(name));
  return {
    type: type === '' && typeof shape === 'string' ? shape : type,
    geometry: geometry(property),
    ...(typeof id === 'string' && { id }),
    ...(label.name != null && { class: label.name }),
    ...confidenceOf(label),
    ...(rest.length > 0 && { attributes: rest.map(([name, value]) => ({ name, value })) }),
  };
}

const answer = new Set([
  '@modelarts:shape',
  '@modelarts:feature',
  '@modelarts:start_index',
  '@modelarts:end_index',
  '@modelarts:start_time',
  '@modelarts:end_time',
  '@modelarts:id',
]);

function confidenceOf({ score }: Label): Pick<Annotation, 'confidence'> {
  const confidence = Number(score ?? Number.NaN);
  return Number.isFinite(confidence) ? { confidence } : {};
}

function classifiedOf(label: Label, property: Property): ItemAnswer {
  return { name: label.name ?? '', value: property['@modelarts:content'] ?? label.score ?? true };
}
