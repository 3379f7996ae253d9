import { textAnswer, type Answer } from '../../../../src/sandbox/http/answer';
import { hexId } from '../ids';

/** Status and text of the errors of OBS (MA-60). */
const obsErrors = {
  AccessDenied: [403, 'Access Denied'],
  RequestExpired: [403, 'Request has expired', 'AccessDenied'],
  RequestTimeTooSkewed: [403, 'The difference between the request time and the current time is too large.'],
  InvalidAccessKeyId: [403, 'The access key Id you provided does not exist in our records.'],
  SignatureDoesNotMatch: [403, 'The request signature we calculated does not match the signature you provided.'],
  InvalidRequest: [400, 'The request carries credentials that do not belong to the object store.'],
  BadDigest: [400, 'The Content-MD5 you specified did not match what we received.'],
  InvalidDigest: [400, 'The Content-MD5 you specified is not valid.'],
  InvalidArgument: [400, 'Invalid argument'],
  NoSuchBucket: [404, 'The specified bucket does not exist.'],
  NoSuchKey: [404, 'The specified key does not exist.'],
  MethodNotAllowed: [405, 'The specified method is not allowed against this resource.'],
  MissingContentLength: [411, 'You must provide the Content-Length HTTP header.'],
  InvalidRange: [416, 'The requested range cannot be satisfied.'],
} as const satisfies Record<string, readonly [status: number, text: string, code?: string]>;

export type ObsError = keyof typeof obsErrors;

export function obsError(error: ObsError): Answer {
  const [status, text, code = error] = obsErrors[error] as readonly [number, string, string?];
  const id = hexId().toUpperCase();
  const body = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Error><Code>${code}</Code><Message>${text}</Message><RequestId>${id}</RequestId><HostId>${hexId()}</HostId></Error>`;
  return textAnswer(status, 'application/xml', body, { 'x-obs-request-id': id });
}

export function escapeXml(text: string): string {
  return text.replace(/[<>&"']/g, (c) => `&#${c.charCodeAt(0)};`);
}
