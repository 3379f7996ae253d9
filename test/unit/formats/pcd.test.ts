import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { englishText } from '../../../src/core/model/text';
import { pcdHeadBytes, pcdProblem } from '../../../src/core/formats/pcd/extent';
import { isPcdFlaw, mostHeaderBytes, type PcdHeader, readPcdHeader } from '../../../src/core/formats/pcd/header';

const usual = {
  VERSION: '0.7',
  FIELDS: 'x y z intensity',
  SIZE: '4 4 4 4',
  TYPE: 'F F F F',
  COUNT: '1 1 1 1',
  WIDTH: '3',
  HEIGHT: '1',
  VIEWPOINT: '0 0 0 1 0 0 0',
  POINTS: '3',
  DATA: 'binary',
};
type Header = Partial<Record<keyof typeof usual, string | undefined>>;

function written(changes: Header = {}, feed = '\n'): string {
  return Object.entries({ ...usual, ...changes })
    .flatMap(([keyword, words]) => (words === undefined ? [] : [`${keyword} ${words}${feed}`]))
    .join('');
}

const bytesOf = (header: string, data = 0) => Buffer.concat([Buffer.from(header, 'latin1'), Buffer.alloc(data)]);
const readText = (header: string): PcdHeader => {
  const read = readPcdHeader(bytesOf(header));
  assert.ok(!isPcdFlaw(read), isPcdFlaw(read) ? englishText(read.flaw) : '');
  return read;
};
const flawOf = (header: string): string => {
  const read = readPcdHeader(bytesOf(header));
  assert.ok(isPcdFlaw(read), 'the header was read');
  return `${read.line}: ${englishText(read.flaw)}`;
};
const problemOf = (bytes: Buffer): string | undefined => {
  const message = pcdProblem(bytes.subarray(0, pcdHeadBytes), bytes.length);
  return message && englishText(message);
};

describe('headers of point clouds', () => {
  const folder = join('media', 'samples');
  const clouds = readdirSync(folder, { recursive: true })
    .map(String)
    .filter((name) => name.endsWith('.pcd'));

  it('all samples are whole', () => {
    assert.ok(clouds.length > 0);
    for (const name of clouds) assert.equal(problemOf(readFileSync(join(folder, name))), undefined, name);
  });

  it('each sample cut anywhere behind its header is told as cut', () => {
    const sample = readFileSync(join(folder, clouds[0] ?? ''));
    const { start } = readText(sample.subarray(0, 1_000).toString('latin1'));
    for (const at of [start, start + 7, start + 8, Math.floor(sample.length / 2)])
      assert.match(problemOf(sample.subarray(0, at)) ?? '', /is cut/);
  });

  it('places every field by bytes and by columns, whatever their order, size, count and padding', () => {
    const field = fc.record({
      name: fc.constantFrom('x', 'y', 'z', 'rgb', 'intensity', '_'),
      size: fc.constantFrom(4, 8),
      type: fc.constantFrom('F', 'I', 'U', 'f', 'u'),
      count: fc.integer({ min: 1, max: 40 }),
    });
    const feeds = fc.constantFrom('\n', '\r\n');
    fc.assert(
      fc.property(
        fc.array(field, { minLength: 1, maxLength: 12 }),
        fc.nat(5_000_000),
        feeds,
        (fields, points, feed) => {
          const column = (key: keyof (typeof fields)[number]) => fields.map((one) => one[key]).join(' ');
          const header = written(
            {
              FIELDS: column('name'),
              SIZE: column('size'),
              TYPE: column('type'),
              COUNT: column('count'),
              WIDTH: String(points),
              POINTS: String(points),
            },
            feed,
          );
          const read = readText(header);
          assert.equal(read.start, header.length);
          assert.equal(read.points, points);
          assert.deepEqual(
            read.fields.map(({ name, size, type, count }) => ({ name, size, type, count })),
            fields.map((one) => ({ ...one, type: one.type.toUpperCase() })),
          );
          let [offset, place] = [0, 0];
          for (const [n, one] of read.fields.entries()) {
            assert.deepEqual([one.offset, one.column], [offset, place]);
            offset += (fields[n]?.size ?? 0) * (fields[n]?.count ?? 0);
            place += fields[n]?.count ?? 0;
          }
          assert.deepEqual([read.rowBytes, read.columns], [offset, place]);
        },
      ),
    );
  });

  it('answers any bytes with a header or a flaw, and never reads past the bound', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        const read = readPcdHeader(bytes);
        assert.ok(isPcdFlaw(read) || read.start <= bytes.length);
      }),
    );
    const long = `${'# a comment\n'.repeat(mostHeaderBytes / 8)}${written()}`;
    assert.match(flawOf(long), /no DATA line/);
  });

  it('reads headers as they occur: comments, blank lines, lower case, a byte order mark, no VIEWPOINT, COLUMNS', () => {
    const odd = `\xef\xbb\xbf# made by hand\r\n\r\nversion .7\r\ncolumns z x y\r\nsize 4 4 4\r\n# more\r\ntype F F F\r\nwidth 2\r\nheight 2\r\ndata ASCII # rows\r\n`;
    const read = readText(odd);
    assert.deepEqual(
      [read.fields.map(({ name }) => name), read.points, read.kind, read.start, read.lines],
      [['z', 'x', 'y'], 4, 'ascii', odd.length, 10],
    );
  });

  it('POINTS counts where WIDTH × HEIGHT differs, with a note', () => {
    const read = readText(written({ WIDTH: '5' }));
    assert.equal(read.points, 3);
    assert.deepEqual(read.notes.map(englishText), ['WIDTH × HEIGHT is 5, POINTS is 3; POINTS counts.']);
  });

  const refused: readonly (readonly [what: string, header: string, said: RegExp])[] = [
    ['no DATA line', written({ DATA: undefined }), /^10: .*no DATA line/],
    ['an unknown kind of data', written({ DATA: 'zipped' }), /^10: DATA is "zipped"/],
    ['no FIELDS', written({ FIELDS: undefined }), /no FIELDS line/],
    ['no SIZE', written({ SIZE: undefined }), /no SIZE line/],
    ['no TYPE', written({ TYPE: undefined }), /no TYPE line/],
    ['neither WIDTH nor POINTS', written({ WIDTH: undefined, POINTS: undefined }), /no POINTS line/],
    ['too few sizes', written({ SIZE: '4 4 4' }), /^3: SIZE has 3 entries for 4 fields/],
    ['too many counts', written({ COUNT: '1 1 1 1 1' }), /^5: COUNT has 5 entries for 4 fields/],
    ['a float of two bytes', written({ SIZE: '2 4 4 4' }), /Field "x" cannot be of SIZE 2, TYPE F, COUNT 1/],
    ['a word for a number', written({ WIDTH: 'many' }), /^6: WIDTH is "many"/],
    ['a number below zero', written({ POINTS: '-1' }), /^9: POINTS is "-1"/],
    ['more points than a file can hold', written({ POINTS: '999999999999999' }), /more points than any file/],
    ['something else', 'ply\nformat ascii 1.0\n', /The header has no DATA line/],
    ['nothing', '', /^1: The file is empty/],
  ];
  for (const [what, header, message] of refused) it(`refuses ${what}`, () => assert.match(flawOf(header), message));
});

describe('bytes of point clouds', () => {
  it('binary: every point must be there, more may follow, and the whole ones are counted', () => {
    fc.assert(
      fc.property(fc.nat(50), fc.nat(900), (points, data) => {
        const bytes = bytesOf(written({ WIDTH: String(points), POINTS: String(points) }), data);
        const short = `The point cloud is cut: ${Math.floor(data / 16)} of ${points} points are whole.`;
        assert.equal(problemOf(bytes), data >= points * 16 ? undefined : short);
      }),
    );
  });

  it('ascii: too few bytes for the promised values are told without reading them', () => {
    const header = written({ DATA: 'ascii', POINTS: '4000000000', WIDTH: '4000000000' });
    assert.match(problemOf(bytesOf(`${header}1 2 3 4\n`)) ?? '', /8 bytes cannot hold 4000000000 points/);
    assert.equal(problemOf(bytesOf(`${written({ DATA: 'ascii', POINTS: '1', WIDTH: '1' })}1 2 3 4`)), undefined);
  });

  const compressed = (packed: number, unpacked: number, data: number) => {
    const lengths = Buffer.alloc(8);
    lengths.writeUInt32LE(packed, 0);
    lengths.writeUInt32LE(unpacked, 4);
    return Buffer.concat([bytesOf(written({ DATA: 'binary_compressed' })), lengths, Buffer.alloc(data)]);
  };

  it('compressed: both lengths are checked before anything is unpacked', () => {
    assert.equal(problemOf(compressed(20, 48, 20)), undefined);
    assert.equal(problemOf(compressed(20, 48, 4_000)), undefined);
    assert.match(problemOf(compressed(20, 48, 19)) ?? '', /19 of 20 compressed bytes/);
    assert.match(
      problemOf(compressed(20, 4_000_000_000, 20)) ?? '',
      /4000000000 bytes are packed where 3 points need 48/,
    );
    assert.match(problemOf(bytesOf(written({ DATA: 'binary_compressed' }), 5)) ?? '', /compressed points are missing/);
  });

  it('an empty cloud is whole', () => {
    for (const dataKind of ['ascii', 'binary', 'binary_compressed'])
      assert.equal(problemOf(bytesOf(written({ DATA: dataKind, WIDTH: '0', POINTS: '0' }))), undefined);
  });
});
