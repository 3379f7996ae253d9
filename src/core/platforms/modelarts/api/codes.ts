import { text, type Text } from '../../../model/text';
import { type ErrorKind, remedyByKind } from '../../../net/errors';

/** What a code of the server means for a person. */
export interface CodeMeaning {
  readonly kind: ErrorKind;
  readonly remedy?: Text;
  /** Refused at the door: the same call may be sent again, a write too. */
  readonly again?: boolean;
}

const busy: CodeMeaning = {
  kind: 'conflict',
  remedy: text('The dataset is busy: something is published, imported or read anew. Try again when that has ended.'),
};
const gone: CodeMeaning = { kind: 'not-found' };
const exists: CodeMeaning = { kind: 'conflict' };
const wrong: CodeMeaning = { kind: 'invalid' };
const path: CodeMeaning = {
  kind: 'invalid',
  remedy: text('Check the OBS path, and that ModelArts may read and write the bucket.'),
};
const quota: CodeMeaning = {
  kind: 'limit',
  remedy: text('The quota of the project is used up. Delete something or ask for more.'),
};

/** Codes of the API (MA-57): those of the gateway begin with `APIGW.` or `APIG.`, the others with `ModelArts.`. */
const table: readonly (readonly [codes: string, meaning: CodeMeaning])[] = [
  [
    'APIGW.0301',
    {
      kind: 'auth',
      remedy: text('Enter a new key for this connection. Five wrong signatures in a row lock a key for five minutes.'),
    },
  ],
  ['APIGW.0303', { kind: 'auth', remedy: text('Check the clock of this machine, then the key of this connection.') }],
  ['APIGW.0307', { kind: 'auth', remedy: remedyByKind.newKey }],
  [
    'APIGW.0101',
    {
      kind: 'unavailable',
      remedy: text('The region may not offer the old data service of ModelArts any more. Try another region.'),
    },
  ],
  ['APIGW.0308', { kind: 'limit', again: true }],
  ['4202 4384 4396', wrong],
  [
    '4204 4713',
    {
      kind: 'forbidden',
      remedy: text('Ask the administrator of the account for access to ModelArts and its buckets.'),
    },
  ],
  ['4205 4311 4312 4313 4314 4315 4340', path],
  ['4338 4352 4353 4410 4420', gone],
  ['4343 4344 4349 4355 4356 4381', busy],
  ['4351 4371 4411 4412 4422', exists],
  ['4354 4714', quota],
  ['4370', { kind: 'limit', remedy: text('One version a minute is allowed. Wait a minute and try again.') }],
  ['4383', { kind: 'invalid', remedy: text('This type of datasets does not have it.') }],
  ['4395', { kind: 'limit', again: true }],
  ['4421 4423 4651', wrong],
  [
    '4656',
    { kind: 'limit', remedy: text('Files of more than 12 MB go through OBS. Set its address for the connection.') },
  ],
  [
    '4424',
    { kind: 'conflict', remedy: text('An import or a sync may still be running. Try again when it has finished.') },
  ],
  ['4803', { kind: 'conflict', remedy: text('End or delete the labeling jobs of the dataset first.') }],
];

const meanings: ReadonlyMap<string, CodeMeaning> = new Map(
  table.flatMap(([codes, meaning]) => codes.split(' ').map((code) => [code, meaning] as const)),
);

/** @returns undefined for a code that the documents do not name */
export function meaningOf(code: string | undefined): CodeMeaning | undefined {
  return code === undefined ? undefined : meanings.get(plainCode(code));
}

/** `ModelArts.4352` → `4352`, `APIG.0301` → `APIGW.0301`. */
export function plainCode(code: string): string {
  return code.replace(/^ModelArts\./i, '').replace(/^APIG\./i, 'APIGW.');
}

/** Whether a code says that the thing itself does not exist (any more). A bare 404 may mean that the service does not. */
export function saysGone(code: string | undefined): boolean {
  return meaningOf(code) === gone;
}

/** Whether a call was refused because something else goes on with the dataset. */
export function saysBusy(code: string | undefined): boolean {
  return meaningOf(code) === busy;
}
