import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parseExact, writeExact } from '../../../src/core/net/json';

/** What JSON holds, without whole numbers that a double cannot. */
const value = fc.jsonValue({ maxDepth: 5 }).filter((one) => !/\d{16}/.test(JSON.stringify(one)));
const longNumber = fc
  .bigInt({ min: -(2n ** 63n), max: 2n ** 64n })
  .filter((n) => n > BigInt(Number.MAX_SAFE_INTEGER) || n < -BigInt(Number.MAX_SAFE_INTEGER));

describe('exact JSON', () => {
  it('is what JSON.parse gives where no digit can be lost', () => {
    fc.assert(
      fc.property(value, fc.constantFrom(undefined, 1, '\t'), (one, indent) => {
        const json = JSON.stringify(one, undefined, indent);
        assert.deepEqual(parseExact(json), JSON.parse(json));
      }),
    );
  });

  it('keeps every digit of long whole numbers, as text', () => {
    fc.assert(
      fc.property(longNumber, fc.string(), (n, name) => {
        const json = `{${JSON.stringify(name)}:[ ${n}, {"id":${n}},${n}],"n":1}`;
        assert.deepEqual(parseExact(json), { [name]: [String(n), { id: String(n) }, String(n)], n: 1 });
      }),
    );
  });

  it('leaves numbers alone that a double holds, up to its last', () => {
    const most = Number.MAX_SAFE_INTEGER;
    assert.deepEqual(parseExact(`[${most},-${most},${most + 1},-9007199254740993]`), [
      most,
      -most,
      '9007199254740992',
      '-9007199254740993',
    ]);
    assert.deepEqual(parseExact('[1000000000000000]'), [1_000_000_000_000_000]);
  });

  it('leaves fractions and exponents alone', () => {
    const json = '[1.12345678901234567890,12345678901234567890.5,12345678901234567890e2,1E+5,-0.10000000000000000001]';
    assert.deepEqual(parseExact(json), JSON.parse(json));
  });

  it('leaves digits inside texts and names alone, behind any number of backslashes', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('\\', '"', '1234567890123456789', ' ', '[', ',')),
        longNumber,
        (parts, n) => {
          const message = parts.join('');
          assert.deepEqual(parseExact(`[${JSON.stringify(message)},${n}]`), [message, String(n)]);
          assert.deepEqual(parseExact(`{${JSON.stringify(message)}:${n}}`), { [message]: String(n) });
        },
      ),
    );
  });

  it('pollutes nothing by names such as __proto__', () => {
    const read = parseExact('{"__proto__":{"polluted":12345678901234567890},"constructor":1}') as Record<
      string,
      unknown
    >;
    assert.equal(({} as Record<string, unknown>).polluted, undefined);
    assert.deepEqual(Object.keys(read), ['__proto__', 'constructor']);
  });

  it('drops a byte order mark and throws as JSON.parse does', () => {
    assert.deepEqual(parseExact('\uFEFF[1]'), [1]);
    for (const broken of ['', '{', '[12345678901234567890', '"1234567890123456789', '\uFEFF\uFEFF[]'])
      assert.throws(() => parseExact(broken), SyntaxError);
  });
});

describe('exact JSON, written', () => {
  it('has every digit of whole numbers past 2^53, and leaves out what is absent', () => {
    const body = { ids: [9007199254740993n, -1n, undefined], name: 'a "b"', none: null, absent: undefined };
    assert.equal(writeExact(body), '{"ids":[9007199254740993,-1,null],"name":"a \\"b\\"","none":null}');
  });

  it('is that of JSON.stringify where no number is long', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const plain = JSON.parse(JSON.stringify(value)) as unknown;
        assert.equal(writeExact(plain), JSON.stringify(plain));
      }),
    );
  });
});
