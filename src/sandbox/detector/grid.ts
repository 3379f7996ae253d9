/** A picture as a coarse grid of mean colours, row by row. */
export interface Grid {
  /** Size of the picture, px. */
  readonly width: number;
  readonly height: number;
  /** Side of a cell, px; the last of a row or column may reach over the picture's edge. */
  readonly cell: number;
  readonly columns: number;
  readonly rows: number;
  /** Three numbers a cell, 0 to 255: brightness, blue and red difference (128 is grey). */
  readonly colours: Float32Array;
}

/** Why the detector cannot look at a file; the message goes to the caller of the service. */
export class Unreadable extends Error {}

/** Joins cells until the longer side has at most `most` of them. */
export function coarsen(grid: Grid, most: number): Grid {
  const factor = Math.ceil(Math.max(grid.columns, grid.rows) / most);
  if (factor <= 1) return grid;
  const [columns, rows] = [Math.ceil(grid.columns / factor), Math.ceil(grid.rows / factor)];
  const sums = new Means(columns, rows);
  for (let y = 0; y < grid.rows; y++)
    for (let x = 0; x < grid.columns; x++) {
      const at = (y * grid.columns + x) * 3;
      const [light = 0, blue = 0, red = 0] = grid.colours.subarray(at, at + 3);
      sums.add(Math.floor(x / factor), Math.floor(y / factor), light, blue, red);
    }
  return { width: grid.width, height: grid.height, cell: grid.cell * factor, columns, rows, colours: sums.deps() };
}

/** Sums up colours by cell. */
export class Means {
  private readonly sums: Float32Array;
  private readonly counts: Uint32Array;

  constructor(
    private readonly columns: number,
    rows: number,
  ) {
    this.sums = new Float32Array(columns * rows * 3);
    this.counts = new Uint32Array(columns * rows);
  }

  add(x: number, y: number, light: number, blue: number, red: number): void {
    const cell = y * this.columns + x;
    this.sums[cell * 3] = (this.sums[cell * 3] ?? 0) + light;
    this.sums[cell * 3 + 1] = (this.sums[cell * 3 + 1] ?? 0) + blue;
    this.sums[cell * 3 + 2] = (this.sums[cell * 3 + 2] ?? 0) + red;
    this.counts[cell] = (this.counts[cell] ?? 0) + 1;
  }

  deps(): Float32Array {
    return this.sums.map((sum, at) => sum / Math.max(1, this.counts[Math.floor(at / 3)] ?? 1));
  }
}
