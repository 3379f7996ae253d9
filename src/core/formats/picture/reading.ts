import type { Text } from '../../model/text';

export type PictureKind = 'jpeg' | 'png' | 'bmp' | 'tiff' | 'webp' | 'gif';

/** A picture that is whole as far as its own structure tells. Sizes in stored pixels, before any EXIF turn. */
export interface Picture {
  readonly kind: PictureKind;
  readonly width: number;
  readonly height: number;
}

/** Why bytes are no whole picture. `at` is the byte where it shows. */
export interface Flaw {
  readonly flaw: Text;
  readonly at: number;
}

export type Reading = Picture | Flaw;

export function isFlaw(reading: Reading): reading is Flaw {
  return 'flaw' in reading;
}
