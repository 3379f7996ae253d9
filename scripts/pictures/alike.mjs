/**
 * Whether two pictures of a window show the same. Machines draw letters differently at their edges, and a letter may stand a
 * pixel aside; so pictures are compared by the mean colours of squares, in which that is lost and a button, a row, a badge
 * or another theme is not. What is written there is compared by its words.
 */

/** Edge of a square, in px: about a row and a half of the tree. */
const edge = 32;
/** Difference of a mean, of 255, that is seen: other digits make 4, a word 10 to 20, a button or a message up to 140. */
const seen = 14;
/** Squares that may differ: a letter that moved may darken one and lighten its neighbour. */
const mostSquares = 2;

/**
 * @param {{ width: number, height: number, channels: number, data: Buffer }} before
 * @param {typeof before} after
 * @returns {string | undefined} how they differ
 */
export function differenceOf(before, after) {
  const [old, fresh] = [before, after].map(({ width, height }) => `${width} × ${height}`);
  if (old !== fresh) return `It has ${fresh} px; the one in the README has ${old}.`;
  const [one, other] = [meansOf(before), meansOf(after)];
  const different = one.filter((mean, n) => mean.some((value, c) => Math.abs(value - other[n][c]) > seen)).length;
  return different > mostSquares ? `${different} of ${one.length} squares of ${edge} px differ.` : undefined;
}

/** Red, green and blue of every square, from left to right and down. */
function meansOf({ width, height, channels, data }) {
  const across = Math.ceil(width / edge);
  const sums = Array.from({ length: across * Math.ceil(height / edge) }, () => [0, 0, 0, 0]);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const sum = sums[Math.floor(y / edge) * across + Math.floor(x / edge)];
      const at = (y * width + x) * channels;
      for (let c = 0; c < 3; c++) sum[c] += data[at + c];
      sum[3]++;
    }
  return sums.map(([red, green, blue, count]) => [red / count, green / count, blue / count]);
}

/**
 * @param {string} before words, one piece a line
 * @param {string} after
 * @returns {string | undefined} what came and what went
 */
export function otherWords(before, after) {
  const [old, fresh] = [before, after].map((words) => words.split('\n').filter((line) => line !== ''));
  const gone = without(old, fresh).map((line) => `  - ${line}`);
  const come = without(fresh, old).map((line) => `  + ${line}`);
  return gone.length + come.length === 0 ? undefined : ['Other words:', ...gone, ...come].join('\n');
}

function without(lines, others) {
  const left = [...others];
  return lines.filter((line) => {
    const at = left.indexOf(line);
    if (at < 0) return true;
    left.splice(at, 1);
    return false;
  });
}
