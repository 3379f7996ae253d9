const gigabyte = 1024 ** 3;
/** A whole number of bytes comes out of a double within this, in bytes; a rounded number of GB does not (EO-9). */
const tolerance = 1e-3;
/** Below this a time is told in seconds: in milliseconds it would be of 1973 (EO-10, inferred). */
const secondsUntil = 1e11;

/** Bytes as the platform counts them. */
export function toGigabytes(bytes: number): number {
  return bytes / gigabyte;
}

/** Bytes of a size in GB, where it tells them exactly. 0 may be rounded from anything and tells nothing. */
export function bytesOf(size: number | null | undefined): number | undefined {
  const bytes = (size ?? 0) * gigabyte;
  const whole = Math.round(bytes);
  return whole > 0 && Number.isSafeInteger(whole) && Math.abs(bytes - whole) <= tolerance ? whole : undefined;
}

/** ISO 8601 of a time in seconds or milliseconds since 1970; undefined where there is none. */
export function timeOf(value: number | null | undefined): string | undefined {
  if (value == null || value <= 0) return undefined;
  const time = new Date(value < secondsUntil ? value * 1000 : value);
  return Number.isNaN(time.getTime()) ? undefined : time.toISOString();
}
