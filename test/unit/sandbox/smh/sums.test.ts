import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { httpString, refusal, sign } from '../../../servers/smh/cos/sign';
import { Crc64 } from '../../../servers/smh/cos/crc64';

describe('sums and signatures of SMH', () => {
  it('CRC-64/XZ has its check values, in one piece or in many', () => {
    const sum = (...parts: string[]): string =>
      parts.reduce((crc, part) => crc.update(Buffer.from(part)), new Crc64()).text();
    assert.equal(sum('123456789'), BigInt('0x995dc9bbdf1939fa').toString());
    assert.equal(sum('123456789'), '11051210869376104954');
    assert.equal(sum('1234', '', '56789'), '11051210869376104954');
    assert.equal(sum('hello'), '11177612005948864433');
    assert.equal(sum(), '0');
  });

  it('the canonical form is that of COS: its own example has the same digest', () => {
    const headers = {
      'content-length': '13',
      'content-md5': 'mQ/fVh815F3k6TAUm8m0eg==',
      'content-type': 'text/plain',
      date: 'Thu, 16 May 2019 06:45:51 GMT',
      host: 'examplebucket-1250000000.cos.ap-beijing.myqcloud.com',
      'x-cos-acl': 'private',
      'x-cos-grant-read': 'uin="100000000011"',
    };
    const text = httpString(
      { method: 'PUT', path: '/exampleobject(腾讯云)', params: {}, headers },
      [],
      Object.keys(headers),
    );
    assert.equal(createHash('sha1').update(text).digest('hex'), '8b2751e77f43a0995d6e9eb9477f4b685cca4172');
  });

  it('a signature holds for its time and its request', () => {
    const key = { id: 'AKID', secret: 's', host: 'h' };
    const request = { method: 'GET', path: '/a b', params: { 'response-x': 'y' }, headers: { host: 'h' } };
    const pairs = sign(key, request, 1000, 2000);
    const at = (now: number, other: object = {}): string | undefined =>
      refusal(key, pairs, { ...request, ...other }, ['host'], now);
    assert.equal(at(1_500_000), undefined);
    assert.equal(at(2_000_001), 'RequestExpired');
    assert.equal(at(1_500_000, { method: 'PUT' }), 'SignatureDoesNotMatch');
    assert.equal(at(1_500_000, { params: { 'response-x': 'z' } }), 'SignatureDoesNotMatch');
    assert.equal(refusal({ ...key, secret: 't' }, pairs, request, ['host'], 1_500_000), 'SignatureDoesNotMatch');
    assert.equal(refusal({ ...key, id: 'B' }, pairs, request, ['host'], 1_500_000), 'InvalidAccessKeyId');
    assert.equal(refusal(key, undefined, request, ['host'], 1_500_000), 'AccessDenied');
  });
});
