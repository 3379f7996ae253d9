import assert from 'node:assert/strict';
import fc from 'fast-check';
import { isPlatformError } from '../../../../src/core/net/errors';
import { TestContext } from '../../../support/context';
import { bytesUrl, trustedStoreUrl } from '../../../../src/core/net/store/trust';

const cloud = 'https://open.basic.ai/api/v1';
const home = 'http://192.168.1.20:8190/api';
const here = 'http://127.0.0.1:8190/api';

const followed = (given: string, api: string): boolean => {
  try {
    return trustedStoreUrl(given, api) === given;
  } catch (error) {
    if (isPlatformError(error) && error.kind === 'protocol') return false;
    throw error;
  }
};

describe('addresses that a server names for bytes', () => {
  for (const [given, api] of [
    ['https://bucket.s3.us-west-2.amazonaws.com/a?X-Amz-Signature=1', cloud],
    ['https://bucket.s3.us-west-2.amazonaws.com/a', here],
    ['https://203.0.113.9/a', cloud],
    ['https://192.168.1.30:9000/a', home],
    ['http://192.168.1.20:9000/a', home],
    ['http://127.0.0.1:9000/a', here],
    ['http://localhost:9000/a', here],
    ['https://172.20.0.4/a', here],
    ['http://192.168.1.30:9000/a', home],
    ['http://10.1.2.3:9000/a', 'https://192.168.1.20/api'],
    ['http://[::ffff:127.0.0.1]:9000/a', here],
    ['http://minio.localhost:9000/a', here],
  ] as const)
    it(`are followed: ${given} of ${new URL(api).host}`, () => assert.equal(followed(given, api), true));

  for (const [given, api] of [
    ['http://bucket.s3.us-west-2.amazonaws.com/a', cloud],
    ['https://127.0.0.1/a', cloud],
    ['https://[::1]/a', cloud],
    ['https://localhost/a', home],
    ['http://169.254.169.254/latest/meta-data', cloud],
    ['http://169.254.169.254/latest/meta-data', here],
    ['https://metadata.google.internal/', cloud],
    ['https://0.0.0.0/a', here],
    ['https://[::ffff:10.0.0.5]/a', cloud],
    ['https://10.0.0.5/a', cloud],
    ['https://172.16.0.5/a', cloud],
    ['https://192.168.1.30/a', cloud],
    ['https://user:pass@bucket.example/a', cloud],
    ['http://192.168.1.30:9000/a', cloud],
    ['http://[64:ff9b::a00:5]/a', cloud],
    ['https://[::ffff:169.254.169.254]/a', here],
    ['https://[64:ff9b::7f00:1]/a', cloud],
    ['https://metadata.google.internal./', cloud],
    ['http://bucket.example/a', home],
    ['file:///etc/passwd', here],
    ['ftp://bucket.example/a', cloud],
    ['nonsense', cloud],
    ['', here],
  ] as const)
    it(`are not followed: ${given || 'nothing'} of ${new URL(api).host}`, () =>
      assert.equal(followed(given, api), false));

  it('of this network without encryption are told once each', () => {
    const { log, lines } = new TestContext();
    for (const host of ['192.168.1.30:9000', '192.168.1.30:9000', '192.168.1.31'])
      trustedStoreUrl(`http://${host}/a`, home, log);
    trustedStoreUrl('https://192.168.1.30/a', home, log);
    assert.equal(lines.length, 2);
    assert.match(lines[0]!, /192\.168\.1\.30:9000 without encryption/);
  });

  it('never lead from anywhere else to this machine, in whatever form it is written', () => {
    const local = fc.oneof(
      fc.constantFrom(
        'localhost',
        '127.1',
        '0x7f000001',
        '2130706433',
        '0177.0.0.1',
        '[::1]',
        '0',
        'localhost.',
        'a.b.localhost',
        '[::ffff:7f00:1]',
        '[64:ff9b::127.0.0.1]',
      ),
      fc.tuple(fc.nat(255), fc.nat(255), fc.nat(255)).map((rest) => `127.${rest.join('.')}`),
    );
    fc.assert(
      fc.property(local, fc.constantFrom('http', 'https'), fc.webPath(), (host, scheme, path) => {
        assert.equal(followed(`${scheme}://${host}${path}`, cloud), false);
      }),
    );
  });
});

describe('a domain and a path that a server names apart', () => {
  it('become an encrypted address', () => {
    assert.equal(
      bytesUrl('b.cos.ap-beijing.myqcloud.com', '/x/y.jpg?partNumber=1', 'https://api.tencentsmh.cn'),
      'https://b.cos.ap-beijing.myqcloud.com/x/y.jpg?partNumber=1',
    );
  });

  it('follow the scheme of the base URL where both stand on this machine, and nowhere else', () => {
    assert.equal(bytesUrl('127.0.0.1:9000', '/a', here), 'http://127.0.0.1:9000/a');
    assert.equal(bytesUrl('bucket.example', '/a', here), 'https://bucket.example/a');
    assert.throws(() => bytesUrl('127.0.0.1:9000', '/a', cloud));
    assert.equal(bytesUrl('192.168.1.20', '/a', home), 'https://192.168.1.20/a');
  });
});
