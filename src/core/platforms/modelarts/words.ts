import { text, type Text } from '../../model/text';
import type { Choice } from '../../model/form';

/** What the numbers and words of the wire mean (MA-16, MA-18). Unknown ones are shown as they are. */
export const datasetTypes: ReadonlyMap<number, Text> = new Map([
  [0, text('Image classification')],
  [1, text('Object detection')],
  [3, text('Image segmentation')],
  [100, text('Text classification')],
  [101, text('Named entities')],
  [102, text('Text triplets')],
  [103, text('Entities of text triplets')],
  [200, text('Sound classification')],
  [201, text('Speech content')],
  [202, text('Speech paragraphs')],
  [400, text('Table')],
  [600, text('Video')],
  [900, text('Free format')],
]);

export const tableType = 400;

/** Statuses of datasets that need attention; 1 is normal. */
export const datasetStates: ReadonlyMap<number, Text> = new Map([
  [0, text('being created')],
  [1, text('normal')],
  [2, text('being deleted')],
  [3, text('deleted')],
  [4, text('failed')],
  [5, text('being read again')],
  [6, text('being published')],
  [7, text('switching its version')],
  [8, text('being imported')],
]);
export const datasetState = { creating: 0, normal: 1, deleting: 2, deleted: 3, failed: 4, synchronising: 5 } as const;

const isLabelled = text('Labeled');
const unlabelled = text('Not labeled');
const toConfirm = text('To confirm');

interface SampleState {
  readonly label: Text;
  readonly annotated: boolean;
}

/** Answers use one family of words in the examples and another one in the field table: both are read (MA-20). */
const sampleStates: ReadonlyMap<string, SampleState> = new Map([
  ['MANUAL_ANNOTATION', { label: isLabelled, annotated: true }],
  ['UN_ANNOTATION', { label: unlabelled, annotated: false }],
  ['AUTO_ANNOTATION', { label: toConfirm, annotated: false }],
  ['__ALL__', { label: isLabelled, annotated: true }],
  ['__NONE__', { label: unlabelled, annotated: false }],
  ['__AUTO_ANNOTATION__', { label: toConfirm, annotated: false }],
]);

export function sampleState(word: string | null | undefined): SampleState | undefined {
  return word == null ? undefined : sampleStates.get(word);
}

/** The filter's words. `__ALL__` means labelled ones alone; to list everything the filter is left out (MA-19). */
export const stateChoices: readonly Choice[] = [
  { value: '__ALL__', label: isLabelled },
  { value: '__NONE__', label: unlabelled },
  { value: '__AUTO_ANNOTATION__', label: toConfirm },
];
