import { randomBytes } from 'node:crypto';
import { textAnswer, type Answer } from '../../../../src/sandbox/http/answer';

/** Status and text of the store's errors, and the code where it differs. */
const cosErrors = {
  AccessDenied: [403, 'Access Denied.'],
  RequestExpired: [403, 'Request has expired', 'AccessDenied'],
  InvalidAccessKeyId: [403, 'The Access Key Id you provided does not exist in our records'],
  SignatureDoesNotMatch: [
    403,
    'The Signature you specified is invalid. The calculated signature does not match the one that was given.',
  ],
  InvalidRequest: [400, 'The request carries credentials that do not belong to the object store.'],
  InvalidArgument: [400, 'partNumber is invalid.'],
  EntityTooLarge: [400, 'Your proposed upload exceeds the maximum allowed object size.'],
  BadDigest: [400, 'The Content-MD5 you specified did not match what we received.'],
  NoSuchKey: [404, 'The specified key does not exist.'],
  NoSuchUpload: [404, 'The specified multipart upload does not exist.'],
  MethodNotAllowed: [405, 'The specified method is not allowed against this resource.'],
  MissingContentLength: [411, 'You must provide the Content-Length HTTP header.'],
  InvalidRange: [416, 'The requested range cannot be satisfied.'],
} as const satisfies Record<string, readonly [status: number, text: string, code?: string]>;

export type CosError = keyof typeof cosErrors;

/** An error of the store: XML, unlike those of the API (SMH-45). */
export function cosError(error: CosError, path: string): Answer {
  const [status, text, code = error] = cosErrors[error] as readonly [number, string, string?];
  const id = randomBytes(12).toString('base64');
  const body = `<?xml version='1.0' encoding='utf-8' ?>
<Error>
	<Code>${code}</Code>
	<Message>${text}</Message>
	<Resource>${path.replace(/[<>&]/g, (c) => `&#${c.charCodeAt(0)};`)}</Resource>
	<RequestId>${id}</RequestId>
</Error>
`;
  return textAnswer(status, 'application/xml', body);
}
