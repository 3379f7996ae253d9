import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { crc32, deflateSync, inflateSync } from 'node:zlib';
import { memoryReader } from '../../../src/core/formats/bytes';
import { englishText } from '../../../src/core/model/text';
import { checkBytes } from '../../../src/core/transfer/check/fileCheck';
import { never } from '../../support/context';

const folder = join('test', 'fixtures', 'pictures');
const bytesOf = (name: string) => readFileSync(join(folder, name));
const verdict = (bytes: Uint8Array) => checkBytes('picture', memoryReader(bytes), never);
const problem = async (bytes: Uint8Array) => {
  const { problem: message } = await verdict(bytes);
  return message === undefined ? '' : englishText(message);
};
/** What no server of the product decodes, though it is sound. */
const refused: Readonly<Record<string, RegExp>> = {
  'float.tif': /floating-point/,
  'animated.webp': /Animated WebP/,
};

describe('pictures as others write them', () => {
  for (const name of readdirSync(folder))
    it(`${name} is ${refused[name] ? 'refused, with the reason' : 'whole'}`, async () => {
      const { problem: message, remarks = [] } = await verdict(bytesOf(name));
      if (refused[name]) return assert.match(englishText(message!), refused[name]);
      assert.deepEqual([message, remarks], [undefined, []]);
    });

  const jpegs = readdirSync(folder).filter((name) => name.endsWith('.jpg'));
  for (const name of jpegs)
    it(`${name} without its end marker has all its pixels, and one byte less has not`, async () => {
      const bytes = bytesOf(name);
      for (const end of [bytes.length - 2, bytes.length - 1]) {
        const { problem: message, remarks = [] } = await verdict(bytes.subarray(0, end));
        assert.equal(message, undefined, `cut at ${end}`);
        assert.match(remarks.map(englishText).join(), /end marker .* is missing/);
      }
      for (let end = 100; end < bytes.length - 3; end++)
        assert.match(await problem(bytes.subarray(0, end)), /cut|damaged/, `cut at ${end} of ${bytes.length}`);
    });

  it('a PNG without its end marker has all its pixels', async () => {
    for (const name of ['rgb.png', 'interlaced.png', 'palette.png', 'deep.png']) {
      const bytes = bytesOf(name);
      for (const cut of [1, 7, 12]) {
        const { problem: message, remarks = [] } = await verdict(bytes.subarray(0, bytes.length - cut));
        assert.deepEqual([message, remarks.length], [undefined, 1], `${name} without ${cut} bytes`);
      }
      assert.match(await problem(bytes.subarray(0, bytes.length - 13)), /cut/);
    }
  });

  /** The pixels of a PNG changed and packed again, so that all its sums are right. */
  const repacked = (bytes: Buffer, change: (rows: Buffer) => Buffer): Buffer => {
    const parts: Buffer[] = [bytes.subarray(0, 8)];
    const pixels: Buffer[] = [];
    for (let at = 8; at < bytes.length;) {
      const length = bytes.readUInt32BE(at);
      const type = bytes.toString('latin1', at + 4, at + 8);
      if (type === 'IDAT') pixels.push(bytes.subarray(at + 8, at + 8 + length));
      if (type === 'IEND') parts.push(chunk('IDAT', deflateSync(change(inflateSync(Buffer.concat(pixels))))));
      if (type !== 'IDAT') parts.push(bytes.subarray(at, at + 12 + length));
      at += 12 + length;
    }
    return Buffer.concat(parts);
  };
  const chunk = (type: string, content: Buffer): Buffer => {
    const whole = Buffer.concat([Buffer.from(type), content]);
    const [head, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
    head.writeUInt32BE(content.length);
    sum.writeUInt32BE(crc32(whole));
    return Buffer.concat([head, whole, sum]);
  };

  for (const name of ['rgb.png', 'interlaced.png', 'interlaced-palette.png', 'palette.png', 'deep.png', 'bits.png'])
    it(`${name}: rows that are missing, and a filter that does not exist, are found behind right sums`, async () => {
      assert.equal(await problem(repacked(bytesOf(name), (rows) => rows)), '');
      assert.match(
        await problem(repacked(bytesOf(name), (rows) => rows.subarray(0, rows.length - 1))),
        /rows .* missing/,
      );
      const spoilt = (rows: Buffer) => Buffer.from(rows).fill(9, 0, 1);
      assert.match(await problem(repacked(bytesOf(name), spoilt)), /damaged/);
    });

  it('a PNG of colours without its palette is refused', async () => {
    const bytes = bytesOf('palette.png');
    const at = bytes.indexOf('PLTE') - 4;
    const without = Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 12 + bytes.readUInt32BE(at))]);
    assert.match(await problem(without), /damaged/);
  });

  for (const name of ['lzw.tif', 'deflate.tif', 'big-deflate.tif', 'separate-lzw.tif', 'predictor-lzw.tif'])
    it(`${name}: pixels that no decoder takes are found`, async () => {
      const bytes = bytesOf(name);
      // The pixels of all of them lie in the middle, whatever stands before and behind.
      const spoilt = Buffer.from(bytes).fill(0xfe, 300, 1_400);
      assert.match(await problem(spoilt), /damaged|missing/);
    });

  for (const name of ['lzw.tif', 'packbits.tif', 'tiled-packbits.tif', 'plain.tif', 'runs.bmp', 'plain.bmp'])
    it(`${name} cut anywhere is found`, async () => {
      const bytes = bytesOf(name);
      for (let end = 200; end < bytes.length - 2; end += 37)
        assert.notEqual(await problem(bytes.subarray(0, end)), '', `cut at ${end} of ${bytes.length}`);
    });
});
