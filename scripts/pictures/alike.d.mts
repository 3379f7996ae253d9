/** Rows from the top, 8 bits a channel. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly channels: number;
  readonly data: Buffer;
}

export function differenceOf(before: Picture, after: Picture): string | undefined;
export function otherWords(before: string, after: string): string | undefined;
