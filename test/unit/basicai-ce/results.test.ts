import assert from 'node:assert/strict';
import fc from 'fast-check';
import { fileOf, mergeDialoguePaths } from '../../../src/core/platforms/basicai-ce/upload/dialogues';
import { resultFiles } from '../../../src/core/platforms/basicai-ce/results/results';

const contour = { points: [{ x: 1, y: 2 }] };
const classes = new Map([['15', 'Cat']]);
const files = (objects: object[], classificationValues: object[] = []) =>
  resultFiles(
    { dataId: '1', classificationValues, objects: objects.map((one) => ({ sourceId: '-1', ...one })) } as never,
    classes,
  ) as any;

describe('results for a folder', () => {
  it('are in the form of the import: type, contour, and a class by its id', () => {
    const { result, other } = files([
      { classId: '15', classAttributes: { id: 'u', type: 'POLYGON', contour, trackId: 't', meta: { color: 'red' } } },
    ]);
    assert.deepEqual(result, {
      objects: [{ type: 'POLYGON', classId: 15, className: 'Cat', id: 'u', trackId: 't', contour }],
    });
    assert.equal(other, undefined);
  });

  it('leave out a class that the dataset no longer has: it would cost other objects', () => {
    const { result } = files([{ classId: '99', classAttributes: { type: 'POLYGON', contour } }]);
    assert.deepEqual(result, { objects: [{ type: 'POLYGON', contour }] });
  });

  it('keep apart, and whole, what the import refuses or takes for ground truth', () => {
    const run = { sourceId: '7', classAttributes: { type: 'RECTANGLE', modelClass: 'CAT', points: [1] } };
    const drawn = { sourceId: '7', classAttributes: { type: 'POLYGON', contour } };
    const keyPoint = { classAttributes: { type: 'KEY_POINT', contour } };
    const flat = { classAttributes: { type: 'POLYGON' } };
    const { result, other } = files([run, drawn, keyPoint, flat], [{ classificationId: '3' }]);
    assert.equal(result, undefined);
    assert.deepEqual(
      other.objects.map((one: any) => one.classAttributes),
      [run, drawn, keyPoint, flat].map((one) => one.classAttributes),
    );
    assert.deepEqual(other.classificationValues, [{ classificationId: '3' }]);
  });

  it('are none where nothing is annotated', () => {
    assert.deepEqual(files([]), {});
  });
});

interface Line {
  readonly id: string;
  readonly parentId: string | null;
  readonly text: string;
  readonly role: string;
}

/** As the platform does it (CE-45): every way from a root to a leaf. */
function waysOf(lines: readonly Line[]): Line[][] {
  const walk = (line: Line, above: readonly Line[]): Line[][] => {
    const path = [...above, line];
    const below = lines.filter((one) => one.parentId === line.id);
    return below.length === 0 ? [path] : below.flatMap((one) => walk(one, path));
  };
  return lines.filter((one) => one.parentId === null).flatMap((one) => walk(one, []));
}

/** Trees in any order of their lines. */
const tree = fc.array(fc.nat(), { minLength: 1, maxLength: 12 }).map((parents) =>
  parents.map((parent, n): Line => {
    const above = n === 0 ? 0 : parent % (n + 1);
    return { id: `l${n}`, parentId: above === 0 ? null : `l${above - 1}`, text: `t${n}`, role: 'prompter' };
  }),
);

describe('dialogues of one file', () => {
  it('belong to the file that their name begins with', () => {
    assert.deepEqual(fileOf('00_2'), { file: '00', n: 2 });
    assert.deepEqual(fileOf('talk_1_12'), { file: 'talk_1', n: 12 });
    assert.deepEqual(fileOf('plain'), { file: 'plain', n: 0 });
  });

  it('put together and taken apart by the platform are the same dialogues under the same numbers', () => {
    fc.assert(
      fc.property(tree, (lines) => {
        const paths = waysOf(lines);
        const merged = mergeDialoguePaths(paths) as unknown as Line[];
        assert.equal(merged.length, new Set(merged.map((line) => line.id)).size, 'each line once');
        assert.deepEqual(waysOf(merged), paths);
      }),
    );
  });

  it('that say different things under one id, or are none, are not put together', () => {
    assert.equal(mergeDialoguePaths([[{ id: 'a', text: 'x' }], [{ id: 'a', text: 'y' }]]), undefined);
    assert.equal(mergeDialoguePaths([{ no: 'list' }]), undefined);
  });
});
