/** Start of a frame, of any kind; its content starts with precision, height and width. */
export const isFrame = (marker: number) =>
  marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;

/** A segment with its content, and for a scan the coded bytes behind it. Offsets and lengths in bytes. */
export interface JpegSegment {
  readonly marker: number;
  readonly at: number;
  readonly length: number;
  readonly coded?: { readonly from: number; readonly to: number };
}
