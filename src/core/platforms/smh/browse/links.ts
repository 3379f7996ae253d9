import { text } from '../../../model/text';
import { PlatformError } from '../../../net/errors';
import { trustedStoreUrl } from '../../../net/store/trust';
import type { EntryInfo } from '../api/wire';

/** The signed link to the bytes of a file (SMH-24). @throws PlatformError when there is none that may be followed */
export function linkOf({ cosUrl }: EntryInfo, api: string): string {
  if (cosUrl == null) throw new PlatformError('protocol', text('The server gave no link to the bytes.'));
  return trustedStoreUrl(cosUrl, api);
}
