import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { crc32 } from '../../../src/core/formats/crc32';
import { kindOf, readPicture } from '../../../src/core/formats/picture/picture';
import { isFlaw, type Picture } from '../../../src/core/formats/picture/reading';
import { pictureProblem } from '../../support/checking';

const captured = (name: string) => readFileSync(join('test', 'captures', 'files', name));
const whole = (bytes: Uint8Array): Picture => {
  const reading = readPicture(bytes);
  assert.ok(!isFlaw(reading), isFlaw(reading) ? JSON.stringify(reading.flaw) : '');
  return reading;
};
const sizeOf = (bytes: Uint8Array) => {
  const { kind, width, height } = whole(bytes);
  return [kind, width, height];
};

/** Real pictures of every kind that the platform takes, with their sizes. */
const pictures: readonly (readonly [name: string, kind: string, width: number, height: number])[] = [
  ['cat.jpg', 'jpeg', 320, 240],
  ['dog.png', 'png', 32, 40],
  ['pic.bmp', 'bmp', 8, 8],
  ['pic.tif', 'tiff', 8, 8],
  ['pic.webp', 'webp', 8, 8],
  ['pic.gif', 'gif', 8, 8],
];

describe('pictures', () => {
  for (const [name, ...facts] of pictures)
    it(`${name} is whole, and its size is read`, async () => {
      assert.deepEqual(sizeOf(captured(name)), facts);
      assert.equal(await pictureProblem(captured(name)), undefined);
    });

  it('all samples are whole', async () => {
    const folder = join('media', 'samples', 'pictures');
    const names = readdirSync(folder, { recursive: true })
      .map(String)
      .filter((name) => /\.(jpe?g|png|webp)$/.test(name));
    assert.ok(names.length >= 8, `${names.length} samples`);
    for (const name of names) assert.equal(await pictureProblem(readFileSync(join(folder, name))), undefined, name);
  });

  /** Bytes behind the last pixel: the end marker, which readers do without. */
  const markers: Readonly<Record<string, number>> = { 'cat.jpg': 2, 'dog.png': 12 };
  for (const [name] of pictures)
    it(`${name} cut at any byte is flagged, or told to lack its end marker`, async () => {
      const bytes = captured(name);
      const pixels = bytes.length - (markers[name] ?? 0);
      for (let end = 0; end < bytes.length; end++) {
        const reading = readPicture(bytes.subarray(0, end));
        if (end < pixels) assert.ok(isFlaw(reading), `cut at ${end} of ${bytes.length}`);
        else assert.match(isFlaw(reading) ? '' : (reading.remark?.template ?? ''), /end marker/, `cut at ${end}`);
      }
    });

  it('a PNG with any byte of its chunks flipped is flagged', async () => {
    const png = captured('dog.png');
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 8, max: png.length - 1 }),
        fc.integer({ min: 1, max: 255 }),
        async (at, by) => {
          const flipped = Buffer.from(png);
          flipped[at]! ^= by;
          assert.notEqual(await pictureProblem(flipped), undefined);
        },
      ),
    );
  });

  it('a PNG whose pixels are cut inside valid chunks is flagged', async () => {
    const png = captured('dog.png');
    const at = png.indexOf('IDAT') - 4;
    const length = png.readUInt32BE(at);
    const chunk = Buffer.concat([Buffer.from('IDAT'), png.subarray(at + 8, at + 8 + Math.floor(length / 2))]);
    const head = Buffer.alloc(4);
    head.writeUInt32BE(chunk.length - 4);
    const sum = Buffer.alloc(4);
    sum.writeUInt32BE(crc32(chunk));
    const cut = Buffer.concat([png.subarray(0, at), head, chunk, sum, png.subarray(at + 12 + length)]);
    assert.ok(!isFlaw(readPicture(cut)), 'its chunks alone do not show it');
    assert.match((await pictureProblem(cut))?.template ?? '', /pixels|rows/);
  });

  it('bytes of anything never make it throw or hang', () => {
    const starts = pictures.map(([name]) => captured(name));
    const beginning = fc.constantFrom(...starts.flatMap((bytes) => [bytes.subarray(0, 12), bytes.subarray(0, 40)]));
    fc.assert(
      fc.property(beginning, fc.uint8Array({ maxLength: 400 }), (start, rest) => {
        const bytes = Buffer.concat([start, rest]);
        assert.ok(typeof isFlaw(readPicture(bytes)) === 'boolean');
        assert.ok(typeof isFlaw(readPicture(rest)) === 'boolean');
      }),
      { numRuns: 2_000 },
    );
  });

  it('random damage never makes it throw or hang', () => {
    for (const [name] of pictures) {
      const bytes = captured(name);
      const damage = fc.array(fc.tuple(fc.nat(Math.min(bytes.length - 1, 600)), fc.nat(255)), { minLength: 1 });
      fc.assert(
        fc.property(damage, (changes) => {
          const damaged = Buffer.from(bytes);
          for (const [at, value] of changes) damaged[at] = value;
          const reading = readPicture(damaged);
          if (!isFlaw(reading))
            assert.ok(reading.width > 0 && reading.height > 0, `${name} ${JSON.stringify(changes)}`);
        }),
        { numRuns: 500 },
      );
    }
  });

  it('a picture without height or width is none', () => {
    const jpeg = captured('cat.jpg');
    const frame = jpeg.indexOf(Buffer.from([0xff, 0xc0]));
    assert.ok(isFlaw(readPicture(Buffer.from(jpeg).fill(0, frame + 5, frame + 7))), 'JPEG without height');
    assert.ok(isFlaw(readPicture(Buffer.from(captured('pic.gif')).fill(0, 6, 8))), 'GIF without width');
  });

  it('an empty file and a text are told apart', () => {
    const message = (bytes: Uint8Array) => {
      const reading = readPicture(bytes);
      return isFlaw(reading) ? reading.flaw.template : '';
    };
    assert.equal(message(Buffer.alloc(0)), 'The file is empty.');
    assert.equal(message(Buffer.from('hello')), 'Unknown picture format.');
    assert.equal(message(captured('broken.jpg')) === '', false);
  });

  it('the kind goes by content, not by name', () => {
    assert.deepEqual(
      pictures.map(([name]) => kindOf(captured(name))),
      pictures.map(([, kind]) => kind),
    );
    assert.equal(kindOf(captured('image-basic.zip')), undefined);
  });

  it('a JPEG is not measured by a thumbnail or a marker inside its metadata', () => {
    const jpeg = captured('cat.jpg');
    const inner = Buffer.concat([
      Buffer.from([0xff, 0xd8]),
      Buffer.from('ffc0001108000100010301110002110103110100ffd9', 'hex'),
    ]);
    const head = Buffer.from([0xff, 0xe1, 0, 0]);
    head.writeUInt16BE(inner.length + 2, 2);
    const withThumbnail = Buffer.concat([jpeg.subarray(0, 2), head, inner, jpeg.subarray(2)]);
    assert.deepEqual(sizeOf(withThumbnail), ['jpeg', 320, 240]);
    assert.deepEqual(sizeOf(Buffer.concat([jpeg, Buffer.from('bytes after the end are normal')])), ['jpeg', 320, 240]);
  });
});

describe('CRC-32', () => {
  it('gives the known sums', () => {
    assert.equal(crc32(Buffer.from('123456789')), 0xcbf43926);
    assert.equal(crc32(Buffer.alloc(0)), 0);
    assert.equal(crc32(Buffer.from('The quick brown fox jumps over the lazy dog')), 0x414fa339);
  });

  it('goes on from where it stopped', () => {
    fc.assert(
      fc.property(fc.uint8Array(), fc.uint8Array(), (a, b) => {
        assert.equal(crc32(b, crc32(a)), crc32(Buffer.concat([a, b])));
      }),
    );
  });
});
