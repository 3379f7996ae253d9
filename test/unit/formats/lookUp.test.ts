import assert from 'node:assert/strict';
import { lookUp } from '../../../src/core/model/lookUp';
import { httpFailure } from '../../../src/core/net/failure';
import { RequestWatch } from '../../../src/core/net/watch';
import { isPlatformError } from '../../../src/core/net/errors';

/** Words that every object answers to. */
const inherited = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf', '__defineGetter__'];

describe('a table that is asked with a word from outside', () => {
  it('answers what stands in it, and nothing that every object has', () => {
    for (const word of inherited) assert.equal(lookUp({ a: 1 }, word), undefined);
    assert.equal(lookUp({ a: 1 }, 'a'), 1);
    assert.equal(lookUp({ a: 1 }, undefined), undefined);
    assert.equal(lookUp(JSON.parse('{"__proto__":7}'), '__proto__'), 7, 'a word as all others');
  });

  it('takes a cause of that name for one that is not known', () => {
    for (const code of inherited) {
      const watch = new RequestWatch({ connect: Infinity, idle: Infinity, whole: Infinity }, 'h', undefined);
      const error = httpFailure(Object.assign(new Error('x'), { code }), 'http://h/', watch);
      watch.end();
      assert.ok(isPlatformError(error));
      assert.equal(error.message, `The request to h failed: ${code}`);
    }
  });
});
