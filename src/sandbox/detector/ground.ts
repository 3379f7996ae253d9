import type { Points } from './cloud';

/** Side of a cell whose lowest point may be ground, metres. */
const cellMetres = 2;
/** Rounds of fitting, and how far from the plane ground may be in the last of them, metres. */
const fitRounds = 6;
const finalToleranceMetres = 0.25;

/** z = a + b x + c y */
type Plane = readonly [a: number, b: number, c: number];

/** How high each point stands over the ground, metres: a plane through the lowest points of cells, those above left out. */
export function heightsOver(points: Points, reach: number): Float32Array {
  const plane = fitGround(lowestPoints(points, reach));
  return Float32Array.from(
    { length: points.length / 3 },
    (_, n) => (points[n * 3 + 2] ?? 0) - at(plane, points[n * 3] ?? 0, points[n * 3 + 1] ?? 0),
  );
}

const at = ([a, b, c]: Plane, x: number, y: number): number => a + b * x + c * y;

type Point = readonly [x: number, y: number, z: number];

function lowestPoints(points: Points, reach: number): Point[] {
  const lowest = new Map<string, Point>();
  for (let n = 0; n + 2 < points.length; n += 3) {
    const [x = 0, y = 0, z = 0] = points.subarray(n, n + 3);
    if (Math.abs(x) >= reach || Math.abs(y) >= reach) continue;
    const cell = `${Math.floor(x / cellMetres)} ${Math.floor(y / cellMetres)}`;
    const known = lowest.get(cell);
    if (!known || z < known[2]) lowest.set(cell, [x, y, z]);
  }
  return [...lowest.values()];
}

/** Fits, leaves out what lies far from the plane, and fits again with a closer limit. */
function fitGround(points: readonly Point[]): Plane {
  const heights = points.map(([, , z]) => z).sort((a, b) => a - b);
  let plane: Plane = [heights[Math.floor(heights.length / 4)] ?? 0, 0, 0];
  for (let round = 1; round <= fitRounds; round++) {
    const limit = finalToleranceMetres * (1 + (fitRounds - round) / 2);
    const near = points.filter(([x, y, z]) => Math.abs(z - at(plane, x, y)) < limit);
    plane = leastSquares(near) ?? plane;
  }
  return plane;
}

/** Undefined where the points lie on one line. */
function leastSquares(points: readonly Point[]): Plane | undefined {
  const mean = (value: (point: Point) => number): number =>
    points.reduce((sum, point) => sum + value(point), 0) / points.length;
  const [mx, my, mz] = [mean(([x]) => x), mean(([, y]) => y), mean(([, , z]) => z)];
  const [xx, yy, xy] = [
    mean(([x]) => (x - mx) ** 2),
    mean(([, y]) => (y - my) ** 2),
    mean(([x, y]) => (x - mx) * (y - my)),
  ];
  const [xz, yz] = [mean(([x, , z]) => (x - mx) * (z - mz)), mean(([, y, z]) => (y - my) * (z - mz))];
  const determinant = xx * yy - xy * xy;
  if (!(points.length >= 3 && determinant > 1e-6)) return undefined;
  const [b, c] = [(xz * yy - yz * xy) / determinant, (yz * xx - xz * xy) / determinant];
  return [mz - b * mx - c * my, b, c];
}
