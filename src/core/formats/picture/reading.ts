import type { Text } from '../../model/text';

export type PictureKind = 'jpeg' | 'png' | 'bmp' | 'tiff' | 'webp' | 'gif';

/** Coded pixels that must be decoded to know that they are whole. */
export type PixelData = PngPixels | StripPixels;

/** One stream of zlib, cut into stretches (PNG). */
export interface PngPixels {
  readonly coding: 'png';
  /** Where the stream lies, in order: [first byte, length]. */
  readonly stretches: readonly (readonly [from: number, length: number])[];
  /** Passes over the picture: one, or those of an interlaced one. Bytes of a row with its filter byte, and rows. */
  readonly passes: readonly { readonly rowBytes: number; readonly rows: number }[];
}

/** Stretches that are coded by themselves (TIFF). */
export interface StripPixels {
  readonly coding: 'deflate' | 'lzw' | 'packbits';
  readonly strips: readonly { readonly from: number; readonly length: number; readonly unpacked: number }[];
}

/** A picture that is whole as far as its own structure tells. Sizes in stored pixels, before any EXIF turn. */
export interface Picture {
  readonly kind: PictureKind;
  readonly width: number;
  readonly height: number;
  /** Absent where the structure tells all, or nothing here can decode them. */
  readonly pixels?: PixelData;
  /** What is odd about it and does no harm. */
  readonly remark?: Text;
}

/** Why bytes are no whole picture. `at` is the byte where it shows. */
export interface PictureFlaw {
  readonly flaw: Text;
  readonly at: number;
}

export type PictureFacts = Picture | PictureFlaw;

export function isFlaw(reading: PictureFacts): reading is PictureFlaw {
  return 'flaw' in reading;
}
