/**
 * Groups of cells that touch each other, diagonally too.
 * @param cells the marked cells of a grid, as row × columns + column
 */
export function connect(cells: Iterable<number>, columns: number): number[][] {
  const open = new Set(cells);
  const groups: number[][] = [];
  for (const first of open) {
    open.delete(first);
    const group = [first];
    for (const cell of group) for (const near of neighbours(cell, columns)) if (open.delete(near)) group.push(near);
    groups.push(group);
  }
  return groups;
}

function neighbours(cell: number, columns: number): number[] {
  const column = cell % columns;
  const sides = [-1, 0, 1].filter((dx) => column + dx >= 0 && column + dx < columns);
  return [-columns, 0, columns].flatMap((dy) => sides.map((dx) => cell + dy + dx));
}
