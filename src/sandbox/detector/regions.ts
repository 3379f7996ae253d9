import { connect } from './components';
import { coarsen, type Grid } from './grid';

/** What stands out of a picture's background. Corners in px, confidence from 0 to 1. */
export interface Region {
  label: RegionLabel;
  confidence: number;
  leftTopX: number;
  leftTopY: number;
  rightBottomX: number;
  rightBottomY: number;
}

export type RegionLabel = 'BRIGHT' | 'DARK' | 'COLORED';

/** Cells along the longer side. */
const maxCellsPerSide = 100;
/** The smallest share of the picture that counts, and the most regions of one picture. */
const minAreaShare = 0.0006;
const maxRegions = 30;
/** A difference of colours that is noise, of 255. */
const noiseThreshold = 12;

/** Finds connected regions whose colour differs from the background, which is what the picture's edge shows. */
export function findRegions(picture: Grid): Region[] {
  const grid = coarsen(picture, maxCellsPerSide);
  const background = edgeColour(grid);
  const cells = Array.from({ length: grid.columns * grid.rows }, (_, n) => n);
  const differences = cells.map((cell) => difference(colourOf(grid, cell), background));
  const limit = Math.max(noiseThreshold, bestLimit(differences));
  const marked = cells.filter((cell) => (differences[cell] ?? 0) > limit);
  return connect(marked, grid.columns)
    .filter((group) => group.length >= Math.max(3, minAreaShare * cells.length))
    .sort((a, b) => b.length - a.length)
    .slice(0, maxRegions)
    .map((group) => regionOf(grid, group, background, limit));
}

type Colour = readonly [light: number, blue: number, red: number];

function colourOf({ colours }: Grid, cell: number): Colour {
  return [colours[cell * 3] ?? 0, colours[cell * 3 + 1] ?? 0, colours[cell * 3 + 2] ?? 0];
}

function difference(one: Colour, other: Colour): number {
  return Math.hypot(one[0] - other[0], one[1] - other[1], one[2] - other[2]);
}

/** The median of the outermost cells, by channel. */
function edgeColour(grid: Grid): Colour {
  const { columns, rows } = grid;
  const edge: Colour[] = [];
  for (let y = 0; y < rows; y++)
    for (let x = 0; x < columns; x++)
      if (x === 0 || y === 0 || x === columns - 1 || y === rows - 1) edge.push(colourOf(grid, y * columns + x));
  return [median(edge.map(([light]) => light)), median(edge.map(([, b]) => b)), median(edge.map(([, , r]) => r))];
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

/** The limit that parts values best into two groups (Otsu 1979: the greatest variance between them). */
function bestLimit(values: readonly number[]): number {
  const histogram = new Array<number>(256).fill(0);
  for (const value of values) {
    const bin = Math.min(255, Math.floor(value));
    histogram[bin] = (histogram[bin] ?? 0) + 1;
  }
  const total = histogram.reduce((sum, count, bin) => sum + count * bin, 0);
  let [below, sum, best, limit] = [0, 0, 0, 0];
  for (const [bin, count] of histogram.entries()) {
    below += count;
    sum += count * bin;
    const above = values.length - below;
    if (below === 0 || above === 0) continue;
    const between = below * above * (sum / below - (total - sum) / above) ** 2;
    if (between > best) [best, limit] = [between, bin + 1];
  }
  return limit;
}

function regionOf(grid: Grid, group: readonly number[], background: Colour, limit: number): Region {
  const { columns, cell, width, height } = grid;
  const xs = group.map((n) => n % columns);
  const ys = group.map((n) => Math.floor(n / columns));
  const [left, top, right, bottom] = [Math.min(...xs), Math.min(...ys), Math.max(...xs) + 1, Math.max(...ys) + 1];
  const colours = group.map((n) => colourOf(grid, n));
  const mean = [0, 1, 2].map((channel) => colours.reduce((sum, one) => sum + (one[channel] ?? 0), 0) / colours.length);
  const [light = 0, blue = 0, red = 0] = mean;
  const contrast = 1 - limit / Math.max(limit, difference([light, blue, red], background) * 1.5);
  const filled = group.length / ((right - left) * (bottom - top));
  return {
    label: labelOf([light, blue, red], background),
    confidence: Math.round((0.35 + 0.35 * contrast + 0.29 * filled) * 1000) / 1000,
    leftTopX: left * cell,
    leftTopY: top * cell,
    rightBottomX: Math.min(width, right * cell),
    rightBottomY: Math.min(height, bottom * cell),
  };
}

function labelOf([light, blue, red]: Colour, background: Colour): RegionLabel {
  const tint = Math.hypot(blue - background[1], red - background[2]);
  if (tint > Math.abs(light - background[0])) return 'COLORED';
  return light > background[0] ? 'BRIGHT' : 'DARK';
}
