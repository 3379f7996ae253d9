import { text } from '../model/text';
import { PlatformError } from '../net/errors';

/** Bytes of a file that is read whole into memory: texts, results and configurations. */
export const readLimit = 32 * 1024 ** 2;

/** @throws PlatformError of kind `invalid` when a file is too large to be read whole */
export function checkReadable(place: string, size: number): void {
  if (size > readLimit)
    throw new PlatformError(
      'invalid',
      text(
        '{0} has {1} MB; files of this kind are read up to {2} MB.',
        place,
        Math.ceil(size / 1e6),
        readLimit / 2 ** 20,
      ),
    );
}
