import assert from 'node:assert/strict';
import fc from 'fast-check';
import { orderName } from '../../../../src/sandbox/basicai-ce/naming';
import { toJson } from '../../../../src/sandbox/json';

describe('the order of names', () => {
  it('is written as it was recorded', () => {
    const pairs = {
      a1: 'a0011999',
      a10: 'a00210999',
      '000': '0010997',
      '00_2': '0010998_0012999',
      '100%': '003100999%',
      'cat.1502': 'cat.0041502999',
    };
    for (const [name, key] of Object.entries(pairs)) assert.equal(orderName(name), key);
  });

  it('puts numbers in their order', () => {
    fc.assert(
      fc.property(fc.nat(), fc.nat(), (a, b) => {
        const [left, right] = [orderName(`x${a}y`), orderName(`x${b}y`)];
        return Math.sign(a - b) === (left < right ? -1 : left > right ? 1 : 0);
      }),
    );
  });
});

describe('written JSON', () => {
  it('is the value that was given, and whole numbers of 64 bits are exact', () => {
    assert.equal(
      toJson({ n: -5380614209029933236n, gone: undefined, kept: null }),
      '{"n":-5380614209029933236,"kept":null}',
    );
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        assert.deepEqual(JSON.parse(toJson(value as null)), JSON.parse(JSON.stringify(value)));
      }),
    );
  });
});
