import { text } from '../../model/text';
import { PlatformError } from '../../net/errors';
import { trusted } from '../../net/store/trust';
import type { Info } from './wire';

/** The signed link to the bytes of a file (section 7.1). @throws PlatformError when there is none that may be followed */
export function linkOf({ cosUrl }: Info, api: string): string {
  if (cosUrl == null) throw new PlatformError('protocol', text('The server gave no link to the bytes.'));
  return trusted(cosUrl, api);
}
