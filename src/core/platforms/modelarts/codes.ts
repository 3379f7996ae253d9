import { text, type Text } from '../../model/text';
import { type ErrorKind, remedies } from '../../net/errors';

/** What a code of the server means for a person. */
export interface Meaning {
  readonly kind: ErrorKind;
  readonly remedy?: Text;
  /** Refused at the door: the same call may be sent again, a write too. */
  readonly again?: boolean;
}

const busy: Meaning = {
  kind: 'conflict',
  remedy: text('The dataset is busy: something is published, imported or read anew. Try again when that has ended.'),
};
const gone: Meaning = { kind: 'not-found' };
const exists: Meaning = { kind: 'conflict' };
const wrong: Meaning = { kind: 'invalid' };
const path: Meaning = {
  kind: 'invalid',
  remedy: text('Check the OBS path, and that ModelArts may read and write the bucket.'),
};
const quota: Meaning = {
  kind: 'limit',
  remedy: text('The quota of the project is used up. Delete something or ask for more.'),
};

/** Section 10. Codes of the gateway begin with `APIGW.` or `APIG.`, the others with `ModelArts.`. */
const table: readonly (readonly [codes: string, meaning: Meaning])[] = [
  [
    'APIGW.0301',
    {
      kind: 'auth',
      remedy: text('Enter a new key for this connection. Five wrong signatures in a row lock a key for five minutes.'),
    },
  ],
  ['APIGW.0303', { kind: 'auth', remedy: text('Check the clock of this machine, then the key of this connection.') }],
  ['APIGW.0307', { kind: 'auth', remedy: remedies.newKey }],
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
  ['4424', { kind: 'conflict', remedy: text('An import or a sync may still run. Try again when it has ended.') }],
  ['4803', { kind: 'conflict', remedy: text('End or delete the labeling jobs of the dataset first.') }],
];

const meanings: ReadonlyMap<string, Meaning> = new Map(
  table.flatMap(([codes, meaning]) => codes.split(' ').map((code) => [code, meaning] as const)),
);

/** @returns undefined for a code that the reference does not name */
export function meaningOf(code: string | undefined): Meaning | undefined {
  return code === undefined ? undefined : meanings.get(plain(code));
}

/** `ModelArts.4352` → `4352`, `APIG.0301` → `APIGW.0301`. */
export function plain(code: string): string {
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
