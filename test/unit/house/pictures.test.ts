import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { crc32, deflateSync } from 'node:zlib';
import { differenceOf, otherWords } from '#scripts/pictures/alike.mjs';
import { isKept, kept, keptWords } from '#scripts/pictures/place.mjs';
import { decodePng } from '#scripts/pictures/png.mjs';

const names = readdirSync(kept).map((file) => file.replace(/\.png$/, ''));

/** A PNG of RGBA rows, each written under its own filter, by the words of the specification. */
function pngOf(width: number, rows: readonly Buffer[], filterOf: (row: number) => number): Buffer {
  const chunk = (type: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
    const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(data.length);
    sum.writeUInt32BE(crc32(body));
    return Buffer.concat([length, body, sum]);
  };
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(rows.length, 4);
  head.set([8, 6, 0, 0, 0], 8);
  const filtered = rows.map((row, y) => {
    const above = rows[y - 1] ?? Buffer.alloc(row.length);
    const coded = row.map((value, x) => {
      const [a, b, c] = [x < 4 ? 0 : row[x - 4]!, above[x]!, x < 4 ? 0 : above[x - 4]!];
      const [pa, pb, pc] = [Math.abs(b - c), Math.abs(a - c), Math.abs(a + b - 2 * c)];
      const paeth = pa <= pb && pa <= pc ? a : pb <= pc ? b : c;
      return value - [0, a, b, Math.floor((a + b) / 2), paeth][filterOf(y)]!;
    });
    return Buffer.concat([Buffer.from([filterOf(y)]), coded]);
  });
  const pixels = deflateSync(Buffer.concat(filtered));
  const signature = Buffer.from('89504e470d0a1a0a', 'hex');
  return Buffer.concat([signature, chunk('IHDR', head), chunk('IDAT', pixels), chunk('IEND', Buffer.alloc(0))]);
}

describe('pictures of windows', () => {
  it('are read under every filter', () => {
    const rows = Array.from({ length: 10 }, (_, y) =>
      Buffer.from(Array.from({ length: 24 }, (_, x) => (x * 37 + y * 91) % 256)),
    );
    const image = decodePng(pngOf(6, rows, (y) => y % 5));
    assert.deepEqual([image.width, image.height, image.channels], [6, 10, 4]);
    assert.deepEqual(image.data, Buffer.concat(rows));
  });

  const window = () => ({ width: 320, height: 320, channels: 4, data: Buffer.alloc(320 * 320 * 4, 240) });
  const painted = (left: number, top: number, width: number, height: number, value: number) => {
    const image = window();
    for (let y = top; y < top + height; y++) image.data.fill(value, (y * 320 + left) * 4, (y * 320 + left + width) * 4);
    return image;
  };

  it('are alike when letters are drawn a pixel aside or softer', () => {
    const line = (left: number, value: number) => {
      const image = window();
      for (let x = left; x < 300; x += 6)
        for (let y = 20; y < 32; y++) image.data.fill(value, (y * 320 + x) * 4, (y * 320 + x) * 4 + 4);
      return image;
    };
    assert.equal(differenceOf(line(20, 60), line(21, 80)), undefined);
  });

  it('differ by a button, by a row and by their size', () => {
    assert.match(differenceOf(window(), painted(100, 100, 90, 28, 90)) ?? '', /squares of 32 px differ/);
    assert.match(differenceOf(window(), painted(0, 200, 250, 22, 200)) ?? '', /squares of 32 px differ/);
    assert.match(differenceOf(window(), { ...window(), width: 160, height: 640 }) ?? '', /It has 160 × 640 px/);
  });

  it('differ by a word', () => {
    assert.equal(otherWords('Delete\nUndo\n', 'Undo\nDelete\n'), undefined);
    assert.equal(
      otherWords('Delete 29\nUndo\nUndo\n', 'Delete 30\nUndo\n'),
      'Other words:\n  - Delete 29\n  - Undo\n  + Delete 30',
    );
  });
});

describe('pictures of README', () => {
  it('stand there, each once, and nothing else lies beside them', () => {
    const shown = [
      ...['README.md', 'docs/features.md']
        .map((file) => readFileSync(file, 'utf8'))
        .join('\n')
        .matchAll(/\]\((?:\.\.\/)?media\/screenshots\/(.+?)\.png\)/g),
    ];
    assert.deepEqual(shown.map(([, name]) => name).sort(), names.sort());
  });

  it('are each taken by one UI test', () => {
    const tests = readdirSync(join('test', 'ui')).filter((file) => file.endsWith('.test.ts'));
    const taken = tests.flatMap((file) =>
      [...readFileSync(join('test', 'ui', file), 'utf8').matchAll(/screenshot\('(.+?)'\)/g)].map(
        ([, name]) => name ?? '',
      ),
    );
    assert.deepEqual(
      taken
        .filter((name) => isKept(name))
        .map((name) => name.replaceAll(' ', '-'))
        .sort(),
      names.sort(),
    );
  });

  it('have their own words beside them', () => {
    for (const name of names) {
      const [sum] = readFileSync(join(keptWords, `${name}.txt`), 'utf8').split('\n');
      assert.equal(
        sum,
        createHash('sha256')
          .update(readFileSync(join(kept, `${name}.png`)))
          .digest('hex'),
        name,
      );
    }
  });
});
