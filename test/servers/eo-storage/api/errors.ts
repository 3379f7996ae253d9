import type { Json } from '../../../../src/sandbox/json';

/** The codes of the platform (EO-4). */
const errorMessages = { 400: 'parameter error', 401: 'unauthorized', 404: 'not found', 500: 'internal error' } as const;

export type Code = keyof typeof errorMessages;

/** A refusal that the platform would give too; `data` goes into the envelope. */
export class Refused extends Error {
  constructor(
    readonly code: Code,
    message: string = errorMessages[code],
    readonly data: Json = null,
  ) {
    super(message);
  }
}

/** The same refusal with `data: false`, as calls that answer a Boolean put it (EO-26). */
export function answeringFalse<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof Refused) throw new Refused(error.code, error.message, false);
    throw error;
  }
}
