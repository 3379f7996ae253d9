/**
 * Unpacks LZF, the packing of `binary_compressed` point clouds: runs of up to 32 literal bytes, and references of at least
 * 3 bytes into what was unpacked already, at most 8 KiB back.
 * @returns undefined when the bytes are damaged or do not give exactly `length` bytes
 */
export function unpackLzf(packed: Uint8Array, length: number): Uint8Array | undefined {
  const out = new Uint8Array(length);
  let from = 0;
  let to = 0;
  while (from < packed.length) {
    const control = packed[from++] ?? 0;
    if (control < 32) {
      const run = control + 1;
      if (from + run > packed.length || to + run > length) return undefined;
      out.set(packed.subarray(from, from + run), to);
      from += run;
      to += run;
      continue;
    }
    let run = control >> 5;
    if (run === 7) run += packed[from++] ?? NaN;
    const back = ((control & 31) << 8) + (packed[from++] ?? NaN) + 1;
    run += 2;
    const start = to - back;
    if (!(start >= 0) || !(to + run <= length)) return undefined;
    // Byte by byte: a reference may reach into what it writes.
    for (let n = 0; n < run; n++) out[to + n] = out[start + n] ?? 0;
    to += run;
  }
  return to === length ? out : undefined;
}
