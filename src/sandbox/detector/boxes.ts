import type { Points } from './cloud';
import { connect } from './components';
import { heightsOver } from './ground';
import { fitRectangle, type Rectangle } from './rectangle';

/** A box in a cloud: its middle and size in metres, turned by `rotZ` radians about the upright axis. */
export interface Box {
  label: BoxLabel;
  confidence: number;
  x: number;
  y: number;
  z: number;
  dx: number;
  dy: number;
  dz: number;
  rotX: number;
  rotY: number;
  rotZ: number;
}

export type BoxLabel = 'CAR' | 'TRUCK' | 'CYCLIST' | 'PEDESTRIAN' | 'POLE';

/** Metres: what is looked at around the sensor, the side of a cell, and what of it stands on the ground. */
const rangeMetres = 50;
const cellMetres = 0.3;
const [minHeightMetres, maxHeightMetres] = [0.2, 3.8];
/** Points that make an object, and the most objects of one cloud. */
const minPointsPerObject = 10;
const maxBoxes = 200;
/** Cells along one side of a group beyond which it is a wall or a hedge; and the points that a box is fitted to. */
const maxCellsPerSide = 48;
const maxFittedPoints = 600;

/** Sizes in metres that objects of a class have, as far as one side of them shows. First match wins. */
const classSizes: readonly {
  label: BoxLabel;
  long: readonly [number, number];
  wide: readonly [number, number];
  high: readonly [number, number];
}[] = [
  { label: 'POLE', long: [0.05, 0.7], wide: [0.05, 0.5], high: [2.4, 5] },
  { label: 'PEDESTRIAN', long: [0.2, 1.2], wide: [0.1, 1], high: [1.1, 2.2] },
  { label: 'CYCLIST', long: [1.2, 2.3], wide: [0.1, 1.1], high: [1, 2.2] },
  { label: 'CAR', long: [2.6, 5.8], wide: [0.6, 2.5], high: [1, 2.3] },
  { label: 'TRUCK', long: [4.5, 14], wide: [0.8, 3.5], high: [2, 5] },
];

/** Takes the ground away, groups what stands on it, and fits a box around each group that has the size of an object. */
export function findBoxes(points: Points): Box[] {
  const columns = Math.ceil((2 * rangeMetres) / cellMetres);
  const heights = heightsOver(points, rangeMetres);
  const byCell = new Map<number, number[]>();
  for (let n = 0; n < points.length / 3; n++) {
    const [x, y] = [points[n * 3] ?? 0, points[n * 3 + 1] ?? 0];
    const height = heights[n] ?? NaN;
    if (
      Math.abs(x) >= rangeMetres ||
      Math.abs(y) >= rangeMetres ||
      !(height > minHeightMetres && height < maxHeightMetres)
    )
      continue;
    const cell = Math.floor((y + rangeMetres) / cellMetres) * columns + Math.floor((x + rangeMetres) / cellMetres);
    const inCell = byCell.get(cell);
    if (inCell) inCell.push(n);
    else byCell.set(cell, [n]);
  }
  return connect(byCell.keys(), columns)
    .filter((cells) => isSmall(cells, columns))
    .map((cells) => cells.flatMap((cell) => byCell.get(cell) ?? []))
    .filter((group) => group.length >= minPointsPerObject)
    .flatMap((group) => boxAround(points, heights, group) ?? [])
    .sort((a, b) => b.confidence - a.confidence)
    .slice(0, maxBoxes);
}

function isSmall(cells: readonly number[], columns: number): boolean {
  let [left, right, front, back] = [Infinity, -Infinity, Infinity, -Infinity];
  for (const cell of cells) {
    const [x, y] = [cell % columns, Math.floor(cell / columns)];
    [left, right, front, back] = [Math.min(left, x), Math.max(right, x), Math.min(front, y), Math.max(back, y)];
  }
  return right - left < maxCellsPerSide && back - front < maxCellsPerSide;
}

function boxAround(points: Points, heights: Float32Array, group: readonly number[]): Box | undefined {
  const step = Math.ceil(group.length / maxFittedPoints);
  const flat = group
    .filter((_, n) => n % step === 0)
    .map((n): [number, number] => [points[n * 3] ?? 0, points[n * 3 + 1] ?? 0]);
  let [deps, high, low] = [0, -Infinity, Infinity];
  for (const n of group) {
    const [z, height] = [points[n * 3 + 2] ?? 0, heights[n] ?? 0];
    deps += (z - height) / group.length;
    high = Math.max(high, height);
    low = Math.min(low, height);
  }
  // What hangs in the air, such as a branch, is no object of these classes.
  if (low > 1) return undefined;
  const rectangle = fitRectangle(flat);
  const label = labelOf(rectangle, high);
  if (label === undefined) return undefined;
  const { x, y, long, wide, turn } = rectangle;
  const box = { x, y, z: deps + high / 2, dx: long, dy: wide, dz: high, rotX: 0, rotY: 0, rotZ: turn };
  const rounded = Object.fromEntries(Object.entries(box).map(([key, value]) => [key, Number(value.toFixed(4))]));
  const confidence = Number((0.4 + 0.58 * (1 - Math.exp(-group.length / 60))).toFixed(3));
  return { label, confidence, ...(rounded as typeof box) };
}

function labelOf({ long, wide }: Rectangle, high: number): BoxLabel | undefined {
  const within = (value: number, [least, most]: readonly [number, number]): boolean => value >= least && value <= most;
  return classSizes.find((size) => within(long, size.long) && within(wide, size.wide) && within(high, size.high))
    ?.label;
}
