import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Crc64 } from '../../../src/core/formats/crc64';

const sum = (bytes: Uint8Array) => new Crc64().update(bytes).digest();

/** Bit by bit, straight from the definition. */
function slowly(bytes: Uint8Array): string {
  let crc = 0xffffffffffffffffn;
  for (const byte of bytes) {
    crc ^= BigInt(byte);
    for (let bit = 0; bit < 8; bit++) crc = crc & 1n ? (crc >> 1n) ^ 0xc96c5795d7870f42n : crc >> 1n;
  }
  return (crc ^ 0xffffffffffffffffn).toString();
}

describe('CRC-64/XZ', () => {
  for (const [message, reported] of [
    ['123456789', '11051210869376104954'],
    ['hello', '11177612005948864433'],
    ['', '0'],
  ] as const)
    it(`of "${message}" is ${reported}`, () => assert.equal(sum(Buffer.from(message)), reported));

  it('is that of the definition, for any bytes', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => assert.equal(sum(bytes), slowly(bytes))));
  });

  it('does not depend on how the bytes come', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.array(fc.nat(40), { maxLength: 30 }), (bytes, cuts) => {
        const crc = new Crc64();
        let at = 0;
        for (const cut of cuts) crc.update(bytes.subarray(at, (at = Math.min(bytes.length, at + cut))));
        assert.equal(crc.update(bytes.subarray(at)).digest(), sum(bytes));
      }),
    );
  });
});
