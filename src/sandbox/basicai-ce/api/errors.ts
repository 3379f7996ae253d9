/** Codes that a call of the API answers on purpose, with their texts (CE-2). */
const errorMessages = {
  NOT_FOUND: 'Resource not found',
  NAME_DUPLICATED: 'name already exists',
  USER_EXIST: 'User already existed',
  USER_NOT_REGISTER: 'User not register',
  USERNAME_AND_PASSWORD_NOT_MATCH: 'Username and password not match',
  DATASET_NAME_DUPLICATED: 'Dataset duplicate name',
  DATASET_NOT_FOUND: 'Dataset not found',
  DEFAULT_DATASET_NOT_FOUND: 'Default dataset not found',
  DATA_NOT_FOUND: 'Data not found',
  DATASET__DATA__DATA_HAS_BEEN_UNLOCKED: 'The data has been unlocked',
  DATASET_DATA_OTHERS_ANNOTATING: 'Select data that others are annotating',
  DATASET_DATA_UNLOCK_ID_ERROR: 'Unlock id error',
  DATASET_DATA_EXIST_ANNOTATE: 'There are already someone is annotating',
  DATASET_DATA_EXIST_OTHER_TYPE_ANNOTATE: 'There are other types of annotations in progress',
  DATASET_DATA_SCENARIO_NOT_FOUND: 'No data were found in this scenario',
  DATASET__MODEL_RERUN_ERROR: 'model rerun error',
  DATASET__MODEL_RUN_RECORD_NOT_EXIST: 'model run record not exist',
  FILE_TYPE_NOT_SUPPORT: 'File type not support',
} as const;

export type Code = keyof typeof errorMessages;

/** A refusal that the platform would give too. */
export class Refused extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

export function refused(code: Code): Refused {
  return new Refused(200, code, errorMessages[code]);
}

/** Whatever the real server did not foresee: its answer is a Java exception with HTTP 500. */
export function unforeseen(message: string): Refused {
  return new Refused(500, 'UNKNOWN', message);
}

export function paramError(message: string): Refused {
  return new Refused(200, 'PARAM_ERROR', message);
}

/** Complaints about the fields of a body or of a query, sent as a list inside a text. */
export class Complaints {
  private readonly list: string[] = [];

  add(field: string, text: string): void {
    this.list.push(`${field} ${text}`);
  }

  when(bad: boolean, field: string, text: string): void {
    if (bad) this.add(field, text);
  }

  done(): void {
    if (this.list.length > 0) throw paramError(JSON.stringify(this.list));
  }
}
