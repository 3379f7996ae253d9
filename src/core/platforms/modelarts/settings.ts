import { type Connection, optionOf } from '../../model/connection';
import { text } from '../../model/text';
import { PlatformError } from '../../net/errors';
import { isLoopback } from '../../net/hosts/urls';

/** What the offset of lists counts: rows, or pages of `limit` rows; nobody knows which (MA-23). */
export type OffsetUnit = 'record' | 'page';

/** A connection as the calls need it. URLs without a trailing slash; each is checked by `guarded` before it is used. */
export interface ModelArtsSettings {
  readonly base: string;
  readonly region?: string;
  readonly projectId?: string;
  readonly iam?: string;
  readonly obs?: string;
  readonly paging: OffsetUnit | 'auto';
  /** Sent only when it was chosen: which one servers take by themselves is not known (MA-3). */
  readonly datasetVersion?: string;
}

/** The usual end of the hosts of the cloud (MA-2). */
const usualDomain = 'myhuaweicloud.com';

/** Reads the options. What was left empty is derived from the host: `modelarts.{region}.{domain}` (MA-2). */
export function settingsOf(connection: Connection): ModelArtsSettings {
  const { hostname } = URL.canParse(connection.url) ? new URL(connection.url) : { hostname: '' };
  const [, hostRegion, domain = usualDomain] = /^modelarts\.([a-z0-9-]+)\.(.+)$/i.exec(hostname) ?? [];
  const region = optionOf(connection, 'region') ?? hostRegion;
  // Beside a server on this machine nothing is guessed: its keys would go to the real cloud.
  const derived = (service: string) =>
    region === undefined || isLoopback(hostname) ? undefined : `https://${service}.${region}.${domain}`;
  const iam = trimmed(optionOf(connection, 'iamUrl')) ?? derived('iam');
  const obs = trimmed(optionOf(connection, 'obsUrl')) ?? derived('obs');
  const projectId = optionOf(connection, 'projectId');
  const datasetVersion = optionOf(connection, 'datasetVersion');
  const paging = optionOf(connection, 'paging');
  return {
    base: trimmed(connection.url) ?? '',
    paging: paging === 'record' || paging === 'page' ? paging : 'auto',
    ...(region !== undefined && { region }),
    ...(iam !== undefined && { iam }),
    ...(obs !== undefined && { obs }),
    ...(projectId !== undefined && { projectId }),
    ...(datasetVersion !== undefined && { datasetVersion }),
  };
}

function trimmed(url: string | undefined): string | undefined {
  return url?.replace(/\/+$/, '');
}

/** Whether a host must be asked with encryption: all but this machine (MA-2). */
export function isSecure(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, hostname, username } = new URL(url);
  return username === '' && (protocol === 'https:' || (protocol === 'http:' && isLoopback(hostname)));
}

/** The URL, when signatures and tokens may go there. @throws PlatformError of kind `invalid` */
export function requireSecureUrl(url: string): string {
  if (isSecure(url)) return url;
  throw new PlatformError(
    'invalid',
    text('Keys cannot be sent to "{0}". The address must begin with https://.', url.slice(0, 200)),
  );
}
