import assert from 'node:assert/strict';
import { pictureSize } from '../../../src/sandbox/pictures/inspect';
import { captured, picture } from './pictures';

describe('what decodes', () => {
  const jpeg = captured('cat.jpg');

  it('tells the size by the content', () => {
    assert.deepEqual(pictureSize(jpeg), { width: 320, height: 240 });
    assert.deepEqual(pictureSize(captured('dog.png')), { width: 32, height: 40 });
    for (const name of ['pic.bmp', 'pic.gif', 'pic.tif', 'pic.webp'])
      assert.deepEqual(pictureSize(captured(name)), { width: 8, height: 8 }, name);
    assert.deepEqual(pictureSize(picture(3, 5)), { width: 3, height: 5 });
  });

  it('takes a JPEG that is cut after its header, and none that is cut in it', () => {
    const scan = jpeg.indexOf(Buffer.from([0xff, 0xda]));
    assert.deepEqual(pictureSize(jpeg.subarray(0, scan + 40)), { width: 320, height: 240 });
    assert.equal(pictureSize(jpeg.subarray(0, scan)), undefined);
    assert.equal(pictureSize(captured('broken.jpg')), undefined);
  });

  it('takes no PNG that is cut or changed anywhere', () => {
    const whole = picture(20, 20, 7);
    for (let end = 0; end < whole.length; end++)
      assert.equal(pictureSize(whole.subarray(0, end)), undefined, `cut at ${end}`);
    const changed = Buffer.from(whole);
    changed[whole.length - 20]! ^= 1;
    assert.equal(pictureSize(changed), undefined);
  });

  it('takes no text and nothing at all', () => {
    assert.equal(pictureSize(Buffer.from('not a picture')), undefined);
    assert.equal(pictureSize(Buffer.alloc(0)), undefined);
  });
});
