/** Business codes, sent with HTTP 200 (CLOUD-3). */
export type Code =
  | 'RESOURCE_NOT_FOUND'
  | 'NAME_DUPLICATED'
  | 'ILLEGAL_PARAM'
  | 'ILLEGAL_FORMAT'
  | 'FILE_FORMAT_NOT_SUPPORTED'
  | 'OPERATION_FAILED';

/** A refusal in an envelope. */
export class Refused extends Error {
  constructor(
    readonly code: Code,
    message: string,
  ) {
    super(message);
  }
}

/** A refusal by HTTP status alone, before the request is understood. */
export class BadRequest extends Error {
  constructor(readonly status: 400 | 404 | 405 | 415) {
    super(`HTTP ${status}`);
  }
}

export function notFound(what: string): Refused {
  return new Refused('RESOURCE_NOT_FOUND', `${what} not found`);
}

export function illegal(message: string): Refused {
  return new Refused('ILLEGAL_PARAM', message);
}
