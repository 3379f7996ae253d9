import type { Arrival } from '../../../../src/sandbox/http/arrival';
import type { App } from '../app';
import { gateway } from '../api/errors';
import { maxSignedBodyBytes } from '../unknowns';
import { checkSigned } from './signedRequest';

/** Who calls, as far as routes care. */
export interface Caller {
  /** The project of the caller's token; an access key reaches all projects of its domain. */
  projectId: string | undefined;
  body: Buffer;
}

/** Reads the body and checks the token or the signature; throws the gateway's refusal (MA-57). */
export async function authenticate(app: App, arrival: Arrival): Promise<Caller> {
  const token = arrival.header('x-auth-token');
  if (token !== undefined) {
    const projectId = app.tokens.projectOf(token);
    if (projectId === undefined)
      throw gateway(401, '0307', 'Incorrect IAM authentication information: the token must be updated');
    return { projectId, body: await arrival.body() };
  }
  const authorization = arrival.header('authorization');
  if (authorization === undefined)
    throw gateway(401, '0301', 'Incorrect IAM authentication information: x-auth-token not found');
  const body = await signedBody(arrival);
  checkSigned(app, arrival, authorization, body);
  return { projectId: undefined, body };
}

/** The gateway hashes the body of a signed request, and refuses one that is too large for that (MA-14). */
async function signedBody(arrival: Arrival): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of arrival.chunks()) if (arrival.bytesIn <= maxSignedBodyBytes) parts.push(part);
  if (arrival.bytesIn > maxSignedBodyBytes) throw gateway(413, '0201', 'Request entity too large');
  return Buffer.concat(parts);
}
