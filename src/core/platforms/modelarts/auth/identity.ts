import { text } from '../../../model/text';
import { PlatformError } from '../../../net/errors';
import { pastGateways } from '../../../net/hosts/gateway';
import type { HttpAnswer } from '../../../net/http';
import type { SessionContext } from '../../../net/sessionContext';
import { requireSecureUrl, type ModelArtsSettings } from '../settings';
import type { IamProject } from './iam';
import type { AccessKeys } from './sdkHmac';

/** A call before it is proven. */
export interface UnprovenCall {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Empty for none. */
  readonly body: string;
}

/** One way to prove who one is. Every method throws `PlatformError` or `Cancelled`. */
export interface Identity {
  /** Whom the server knows it by; absent for keys. */
  readonly name?: string;
  /** Whether it comes by another token by itself when one has ended. */
  readonly renews: boolean;
  /** Proves a call and sends it. Any answer comes back, but one that says that the key itself is wrong. */
  send(call: UnprovenCall, signal: AbortSignal | undefined): Promise<HttpAnswer>;
  /** The project that the calls are about. */
  projectId(signal: AbortSignal | undefined): Promise<string>;
  /** All projects that the user sees. */
  projects(signal: AbortSignal | undefined): Promise<readonly IamProject[]>;
  /** Keys for the object store. */
  keys(signal: AbortSignal | undefined): Promise<AccessKeys>;
}

/** What identities need of the world. */
export interface IdentityDeps {
  readonly settings: ModelArtsSettings;
  readonly context: SessionContext;
}

/** Sends a call as it is, and notes it. */
export async function sendPlain(
  { context }: IdentityDeps,
  call: UnprovenCall,
  headers: Readonly<Record<string, string>>,
  signal: AbortSignal | undefined,
): Promise<HttpAnswer> {
  const { method, url, body } = call;
  const started = context.clock.now();
  const sent = { method, url: requireSecureUrl(url), headers, ...(body !== '' && { body }) };
  const answer = await context.http.send(sent, signal);
  context.log.debug(`${method} ${url} ${answer.status} ${context.clock.now() - started} ms`);
  return pastGateways(answer, url);
}

/** @throws PlatformError of kind `invalid` when the connection does not tell where IAM is */
export function iamUrl({ iam }: ModelArtsSettings, path: string): string {
  if (iam !== undefined) return iam + path;
  throw new PlatformError('invalid', text('The connection does not tell where IAM is.'), {
    remedy: text('Enter the region, or the address of IAM, in the settings of the connection.'),
  });
}

/** @throws PlatformError of kind `invalid` when it is neither chosen nor told by the host */
export function regionOf({ region }: ModelArtsSettings): string {
  if (region !== undefined) return region;
  throw new PlatformError('invalid', text('The connection does not tell its region.'), {
    remedy: text('Enter the region or the project ID in the settings of the connection.'),
  });
}
