import assert from 'node:assert/strict';
import fc from 'fast-check';
import { isLoopback, readBaseUrl, withOrigin } from '../../../src/core/net/hosts/urls';

const after = fc.stringMatching(/^\/[ -~]{0,60}$/);

describe('URLs', () => {
  it('get another origin while every byte after it stays', () => {
    fc.assert(
      fc.property(after, fc.constantFrom('http://minio:9000', 'https://h.test', 'HTTP://[::1]:80'), (rest, from) => {
        assert.equal(withOrigin(from + rest, 'http://127.0.0.1:8190'), `http://127.0.0.1:8190${rest}`);
      }),
    );
  });

  it('keep what a parser would tidy: percent signs, dots, upper case, double slashes', () => {
    const rest = "/b/%e4%bd%a0/../x%2Fy//z (1)'~?a=%2f&X-Amz-Date=2026&b#c";
    assert.equal(withOrigin(`http://minio:9000${rest}`, 'https://h.test'), `https://h.test${rest}`);
    assert.equal(withOrigin('http://minio:9000', 'https://h.test'), 'https://h.test');
    assert.equal(withOrigin('http://minio:9000?q=http://x/y', 'https://h.test'), 'https://h.test?q=http://x/y');
  });

  it('that are none are refused', () => {
    for (const none of ['', 'null', '/path', 'mailto:x', '//host/x'])
      assert.throws(() => withOrigin(none, 'http://h'), TypeError);
  });

  const read: readonly (readonly [string, string])[] = [
    [' http://localhost:8190/ ', 'http://localhost:8190'],
    ['localhost:8190', 'http://localhost:8190'],
    ['127.0.0.2:8190/api//', 'http://127.0.0.2:8190/api'],
    ['[::1]:8190', 'http://[::1]:8190'],
    ['data.example.com', 'https://data.example.com'],
    ['data.example.com:8443/base/', 'https://data.example.com:8443/base'],
    ['HTTPS://Data.Example.COM:443/API', 'https://data.example.com/API'],
    ['http://example.com:80', 'http://example.com'],
  ];
  for (const [typed, url] of read)
    it(`reads "${typed}"`, () =>
      assert.equal(readBaseUrl(typed).problem === undefined && (readBaseUrl(typed) as { url: string }).url, url));

  const refused: readonly (readonly [string, RegExp])[] = [
    ['  ', /Enter the URL/],
    ['not a url', /is not a URL/],
    ['ftp://h.test', /must begin with http/],
    ['javascript://alert(1)', /must begin with http/],
    ['https://me:secret@h.test', /Leave user name and password out/],
    ['me:secret@h.test', /Leave user name and password out|is not a URL/],
    ['http://h.test/#/datasets', /Remove everything/],
    ['http://h.test/?token=abc', /Remove everything/],
    ['http:\\\\h.test', /is not a URL/],
    ['http://', /is not a URL/],
  ];
  for (const [typed, why] of refused)
    it(`refuses "${typed.trim()}"`, () => {
      assert.match(readBaseUrl(typed).problem?.template ?? '', why);
    });

  it('read twice are the same', () => {
    fc.assert(
      fc.property(fc.webUrl({ validSchemes: ['http', 'https'] }), (url) => {
        const once = readBaseUrl(url);
        if (once.problem === undefined) assert.deepEqual(readBaseUrl(once.url), once);
      }),
    );
  });

  it('know this machine by every name, and nothing that only looks like it', () => {
    const names = ['localhost', 'LocalHost', 'localhost.', 'api.localhost', 'a.b.localhost.'];
    const numbers = ['127.0.0.1', '127.9.9.9', '127.1', '2130706433', '0x7f.1', '0177.0.0.1', '127.0.0.1.'];
    const carrying = ['[::ffff:127.0.0.1]', '[::ffff:7f00:1]', '[64:ff9b::7f00:1]', '[::ffff:0:127.0.0.1]'];
    const more = ['[::1]', '[0:0:0:0:0:0:0:1]', '[::127.0.0.1]', '[64:ff9b:1::127.0.0.1]'];
    for (const name of [...names, ...numbers, ...carrying, ...more]) assert.ok(isLoopback(name), name);
    const others = [
      'localhost.evil.test',
      '127.0.0.1.evil.test',
      '10.0.0.1',
      '0.0.0.0',
      'notlocalhost',
      '.localhost.x',
    ];
    const carryingOthers = ['[::ffff:10.0.0.1]', '[64:ff9b::a00:1]', '[::]', '[2001:db8::7f00:1]', '[::1:7f00:1]'];
    for (const name of [...others, ...carryingOthers]) assert.ok(!isLoopback(name), name);
  });
});
