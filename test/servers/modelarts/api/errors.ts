/** A refusal in the API's own shape (MA-57). */
export class Refused extends Error {
  constructor(
    readonly status: number,
    /** Digits of the service's code, or a whole code of the gateway. */
    readonly code: string,
    message: string,
  ) {
    super(message);
  }

  /** Gateway errors name the request in their body, those of the service do not. */
  get isGateways(): boolean {
    return this.code.startsWith('APIGW.');
  }
}

/** Status and text of the service's codes, by their digits. */
const errorAnswers = {
  4202: [400, 'The parameter is empty'],
  4204: [403, 'No permission'],
  4311: [400, 'The OBS bucket does not exist'],
  4340: [400, 'The OBS path is invalid'],
  4351: [400, 'Dataset already exists'],
  4352: [400, 'Dataset does not exist'],
  4355: [400, 'The dataset is being synchronized'],
  4384: [400, 'Invalid parameter'],
  4396: [400, 'Parameter value is not supported'],
  4410: [400, 'Label not found'],
  4411: [400, 'Label already exists'],
  4420: [400, 'Sample not found'],
  4421: [400, 'Failed to upload the sample'],
  4422: [400, 'Sample already exists'],
  4424: [500, 'Delete sample failed'],
  4656: [400, 'The sample is larger than 12 MB'],
  4803: [403, 'The dataset has open labeling tasks'],
} as const;

export type ArtsCode = keyof typeof errorAnswers;

export function refused(code: ArtsCode, detail?: string): Refused {
  const [status, text] = errorAnswers[code];
  return new Refused(status, `ModelArts.${code}`, detail === undefined ? text : `${text}: ${detail}`);
}

/** Code and text as members of an entry in `results`. */
export function failure(code: ArtsCode): { success: false; error_code: string; error_msg: string } {
  return { success: false, error_code: `ModelArts.${code}`, error_msg: errorAnswers[code][1] };
}

export function gateway(status: number, code: string, message: string): Refused {
  return new Refused(status, `APIGW.${code}`, message);
}

export function noSuchApi(): Refused {
  return gateway(404, '0101', 'The API does not exist or has not been published in the environment');
}

/** A refusal of IAM, which has a shape of its own. */
export class IamRefused extends Error {
  constructor(
    readonly status: 400 | 401 | 404,
    message: string,
  ) {
    super(message);
  }

  get title(): string {
    return { 400: 'Bad Request', 401: 'Unauthorized', 404: 'Not Found' }[this.status];
  }
}
