import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { englishText } from '../../../src/core/model/text';
import { type PcdBounds, readPcdBounds } from '../../../src/core/formats/pcd/bounds';
import { isPcdFlaw, readPcdHeader } from '../../../src/core/formats/pcd/header';
import { unpackLzf } from '../../../src/core/formats/pcd/lzf';

type Point = readonly [number, number, number];
const { fround } = Math;

function cloud(kind: string, points: readonly Point[]): Buffer {
  const head = [
    'VERSION .7',
    'FIELDS intensity x y z',
    'SIZE 1 4 4 4',
    'TYPE U F F F',
    'COUNT 1 1 1 1',
    `WIDTH ${points.length}`,
    'HEIGHT 1',
    `POINTS ${points.length}`,
    `DATA ${kind}\n`,
  ].join('\n');
  return Buffer.concat([Buffer.from(head), bodies[kind]!(points)]);
}

const bodies: Record<string, (points: readonly Point[]) => Buffer> = {
  ascii: (points) => Buffer.from(points.map((point) => `7 ${point.join('\t')}\r\n`).join('')),
  binary: (points) => {
    const all = Buffer.alloc(points.length * 13);
    for (const [n, point] of points.entries())
      for (const [axis, value] of point.entries()) all.writeFloatLE(value, n * 13 + 1 + axis * 4);
    return all;
  },
  binary_compressed: (points) => {
    const columns = Buffer.alloc(points.length * 13);
    for (const [n, point] of points.entries())
      for (const [axis, value] of point.entries()) columns.writeFloatLE(value, points.length * (1 + axis * 4) + n * 4);
    const packed = literal(columns);
    const lengths = Buffer.alloc(8);
    lengths.writeUInt32LE(packed.length, 0);
    lengths.writeUInt32LE(columns.length, 4);
    return Buffer.concat([lengths, packed, Buffer.alloc(100)]);
  },
};

/** LZF that references nothing. */
function literal(bytes: Buffer): Buffer {
  const runs: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += 32) {
    const run = bytes.subarray(at, at + 32);
    runs.push(Buffer.from([run.length - 1]), run);
  }
  return Buffer.concat(runs);
}

function boundsOf(bytes: Buffer): PcdBounds {
  const header = readPcdHeader(bytes);
  assert.ok(!isPcdFlaw(header));
  const read = readPcdBounds(header, bytes);
  assert.ok('extents' in read, 'template' in read ? englishText(read) : '');
  return read;
}
const problemOf = (bytes: Buffer) => {
  const header = readPcdHeader(bytes);
  assert.ok(!isPcdFlaw(header));
  const read = readPcdBounds(header, bytes);
  return 'template' in read ? englishText(read) : undefined;
};

describe('bounds of point clouds', () => {
  for (const kind of Object.keys(bodies)) {
    it(`are the least and the most of every axis, in ${kind} data`, () => {
      const value = fc.float({ noNaN: true, noDefaultInfinity: true });
      fc.assert(
        fc.property(fc.array(fc.tuple(value, value, value), { minLength: 1, maxLength: 40 }), (points) => {
          const { extents, missing } = boundsOf(cloud(kind, points));
          assert.equal(missing, 0);
          for (const [axis, { least, most }] of extents.entries()) {
            const values = points.map((point) => fround(point[axis]!));
            assert.equal(fround(least) + 0, Math.min(...values) + 0);
            assert.equal(fround(most) + 0, Math.max(...values) + 0);
          }
        }),
        { numRuns: 60 },
      );
    });

    it(`leave out points without a place, and count them, in ${kind} data`, () => {
      const points: Point[] = [
        [NaN, 1, 1],
        [1, 2, 3],
        [5, Infinity, 1],
        [4, -2, 0],
      ];
      const { extents, missing } = boundsOf(cloud(kind, points));
      assert.equal(missing, 2);
      assert.deepEqual(
        extents.map(({ axis, least, most }) => [axis, least, most]),
        [
          ['x', 1, 4],
          ['y', -2, 2],
          ['z', 0, 3],
        ],
      );
    });

    it(`are absent for an empty cloud, in ${kind} data`, () => {
      assert.deepEqual(boundsOf(cloud(kind, [])), { extents: [], missing: 0 });
    });
  }

  it('are told of every sample', () => {
    const folder = join('media', 'samples');
    const clouds = readdirSync(folder, { recursive: true }).map(String);
    for (const name of clouds.filter((one) => one.endsWith('.pcd')))
      assert.equal(boundsOf(readFileSync(join(folder, name))).extents.length, 3, name);
  });

  it('of a broken file are refused with the line or the number of whole points', () => {
    const points: Point[] = [
      [1, 2, 3],
      [4, 5, 6],
    ];
    const ascii = cloud('ascii', points).toString();
    assert.match(problemOf(Buffer.from(ascii.replace('4\t5', '4'))) ?? '', /Line 11: expected 4 values, found 3/);
    assert.match(problemOf(Buffer.from(ascii.replace('5', 'five'))) ?? '', /Line 11: expected a number/);
    assert.match(problemOf(cloud('binary', points).subarray(0, -5)) ?? '', /1 of 2 points are whole/);
    const packed = cloud('binary_compressed', points);
    const start = packed.indexOf('DATA binary_compressed\n') + 'DATA binary_compressed\n'.length;
    packed[start + 8] = 255; // a reference to before the beginning
    assert.match(problemOf(packed) ?? '', /damaged/);
  });
});

describe('LZF', () => {
  it('copies what it refers to, also into itself', () => {
    assert.deepEqual(unpackLzf(Uint8Array.of(1, 97, 98, 0x20 | 0, 1), 5), new Uint8Array(Buffer.from('ababa')));
    assert.deepEqual(unpackLzf(Uint8Array.of(0, 120, 0xe0, 1, 0), 11), new Uint8Array(Buffer.from('x'.repeat(11))));
  });

  it('gives back any bytes that were packed as they are', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        assert.deepEqual(unpackLzf(literal(Buffer.from(bytes)), bytes.length), new Uint8Array(bytes));
      }),
    );
  });

  it('of any other bytes ends without writing beyond its length', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.nat(500), (bytes, length) => {
        const out = unpackLzf(bytes, length);
        assert.ok(out === undefined || out.length === length);
      }),
    );
  });
});
