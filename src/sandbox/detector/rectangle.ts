/** A rectangle seen from above: its middle, its sides in metres, and how far the longer one is turned from x, radians. */
export interface Rectangle {
  x: number;
  y: number;
  long: number;
  wide: number;
  turn: number;
}

type Flat = readonly [x: number, y: number];

/** Turns that are tried, over a quarter of a circle. */
const triedAngles = 90;
/** A point that lies nearer than this to an edge does not count as nearer still, metres. */
const minEdgeDistanceMetres = 0.05;

/**
 * The rectangle around points whose edges lie closest to them: a sensor sees one or two sides of an object, and its points
 * lie along these (Zhang et al. 2017, the criterion of closeness).
 */
export function fitRectangle(points: readonly Flat[]): Rectangle {
  let best: { score: number; turn: number } = { score: -1, turn: 0 };
  for (let n = 0; n < triedAngles; n++) {
    const turn = (n / triedAngles) * (Math.PI / 2);
    const score = closeness(points, turn);
    if (score > best.score) best = { score, turn };
  }
  const { turn } = best;
  const [u, v] = [spanOf(points, turn), spanOf(points, turn + Math.PI / 2)];
  const [middle, across] = [(u.from + u.to) / 2, (v.from + v.to) / 2];
  const [x, y] = [middle * Math.cos(turn) - across * Math.sin(turn), middle * Math.sin(turn) + across * Math.cos(turn)];
  const [one, other] = [u.to - u.from, v.to - v.from];
  return one >= other
    ? { x, y, long: one, wide: other, turn }
    : { x, y, long: other, wide: one, turn: turn + Math.PI / 2 };
}

const along = ([x, y]: Flat, turn: number): number => x * Math.cos(turn) + y * Math.sin(turn);

function spanOf(points: readonly Flat[], turn: number): { from: number; to: number } {
  let [from, to] = [Infinity, -Infinity];
  for (const point of points) {
    const value = along(point, turn);
    from = Math.min(from, value);
    to = Math.max(to, value);
  }
  return { from, to };
}

function closeness(points: readonly Flat[], turn: number): number {
  const [u, v] = [spanOf(points, turn), spanOf(points, turn + Math.PI / 2)];
  let score = 0;
  for (const point of points) {
    const [a, b] = [along(point, turn), along(point, turn + Math.PI / 2)];
    const nearest = Math.min(a - u.from, u.to - a, b - v.from, v.to - b);
    score += 1 / Math.max(nearest, minEdgeDistanceMetres);
  }
  return score;
}
