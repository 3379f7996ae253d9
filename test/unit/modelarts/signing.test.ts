import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import {
  objectOf,
  objectUrl,
  signedObsHeaders,
  obsSignature,
  stringToSign,
} from '../../../src/core/platforms/modelarts/auth/obsSign';
import {
  canonicalPath,
  canonicalQuery,
  canonicalRequest,
  signRequest,
} from '../../../src/core/platforms/modelarts/auth/sdkHmac';

const sha256 = (message: string) => createHash('sha256').update(message).digest('hex');
const example = { ak: 'AKEXAMPLE0000000000A', sk: 'ExampleSecretKey0000000000000000000000' };
const signatureOf = (headers: Readonly<Record<string, string>>) =>
  /Signature=(\w+)$/.exec(headers.Authorization ?? '')?.[1];

/** Published vectors of the signature, V4 aside (MA-10). */
const vectors = [
  {
    name: 'V1',
    keys: { ak: 'QTWAOYTTINDUT2QVKYUC', sk: 'MFyfvK41ba2giqM7Uio6PznpdUKGpownRZlmVmHc' },
    method: 'GET',
    url: 'https://service.region.example.com/v1/77b6a44cba5143ab91d13ab9a8ff44fd/vpcs?limit=2&marker=13551d6b-755d-4757-b956-536f674975c0',
    headers: { 'Content-Type': 'application/json' },
    body: '',
    at: Date.UTC(2019, 10, 15, 3, 36, 55),
    names: 'content-type;host;x-sdk-date',
    canonical: 'b25362e603ee30f4f25e7858e8a7160fd36e803bb2dfe206278659d71a9bcd7a',
    signature: '7be6668032f70418fcc22abc52071e57aff61b84a1d2381bb430d6870f4f6ebe',
  },
  {
    name: 'V2 without a body',
    keys: { ak: 'AccessKey', sk: 'SecretKey' },
    method: 'GET',
    url: 'https://service.endpoint.myhuaweicloud.com/resources?size=1',
    headers: {},
    body: '',
    at: Date.UTC(2020, 5, 8, 2, 39, 0),
    names: 'host;x-sdk-date',
    canonical: 'de94dd1e1ccdb730b403ce35d7e14f7c7b04337f6def1c3a3a2ba936852b133f',
    signature: 'cfb4171acec81de07d50e53d57eb77edd537414d66ddb1d7d780f128e12cd842',
  },
  {
    name: 'V4',
    keys: example,
    method: 'POST',
    url: 'https://modelarts.cn-north-4.myhuaweicloud.com/v2/6a1f0c2e9b7d4c53a8e0d1f2b3c4d5e6/datasets/gfghHSokody6AJigS5A/data-annotations/samples/delete',
    headers: { 'Content-Type': 'application/json', 'X-Project-Id': '6a1f0c2e9b7d4c53a8e0d1f2b3c4d5e6' },
    body: '{"samples":["9cb9bc9b34bf53b6ec9a84998b1711bf"],"delete_source":false}',
    at: Date.UTC(2025, 0, 2, 3, 4, 5),
    names: 'content-type;host;x-project-id;x-sdk-date',
    canonical: 'ecab72f933164bb6ed3d37704e430b4ec58492e5201f21a31f6a6749b31a7f72',
    signature: '80213634dd7e05e34d34fb7f15a0b773abf9a47ff09042160c6e84c3b92d12bf',
  },
];

describe('ModelArts: signatures of calls', () => {
  for (const { name, keys, at, names, canonical, signature, ...request } of vectors)
    it(`are those of the vector ${name}`, () => {
      const headers = signRequest(request, keys, at);
      const { Authorization: _, ...before } = headers;
      const found = canonicalRequest({ ...request, headers: before });
      assert.equal(found.names, names);
      assert.equal(sha256(found.canonical), canonical);
      assert.equal(signatureOf(headers), signature);
      assert.ok(headers.Authorization?.startsWith(`SDK-HMAC-SHA256 Access=${keys.ak}, SignedHeaders=${names}, `));
    });

  it('are those of the vector V2 with a body, which was signed without a content type', () => {
    const body = '{"name":"test","id":1}';
    const url = 'https://service.endpoint.myhuaweicloud.com/resources?size=1';
    const headers = { 'X-Sdk-Date': '20200608T023900Z' };
    const { canonical } = canonicalRequest({ method: 'POST', url, headers, body });
    assert.equal(sha256(canonical), '2b1b2515e48cb55e043ff2ec5b93d3f13ec287e1da1d7a2e4e14b0611a341969');
  });

  it('hold the query as the vector V3 writes it', () => {
    const query: [string, string][] = [
      ['limit', '1'],
      ['enable', 'true'],
      ['test', '一 (&=?!#%.*)'],
      ['path', '/tmp/123'],
      ['multi', '3'],
      ['multi', '1'],
      ['multi', '2'],
    ];
    assert.equal(
      canonicalQuery(query),
      'enable=true&limit=1&multi=1&multi=2&multi=3&path=%2Ftmp%2F123&test=%E4%B8%80%20%28%26%3D%3F%21%23%25.%2A%29',
    );
  });

  it('cover the token of temporary keys, and leave out headers with "_"', () => {
    const request = {
      method: 'GET',
      url: 'https://a.test/x',
      headers: { my_header: '1', 'X-Kept': ' a  b ' },
      body: '',
    };
    const headers = signRequest(request, { ...example, securityToken: 'a token' }, 0);
    assert.match(headers.Authorization ?? '', /SignedHeaders=host;x-kept;x-sdk-date;x-security-token,/);
    assert.match(canonicalRequest({ ...request, headers }).canonical, /x-kept:a {2}b\n/);
  });

  it('leave a body out that is not valid JSON, and say so in a header of its own', () => {
    const request = (type: string) => ({
      method: 'PUT',
      url: 'https://a.test/x',
      headers: { 'Content-Type': type },
      body: 'bytes',
    });
    const opaque = signRequest(request('application/octet-stream'), example, 0);
    assert.equal(opaque['X-Sdk-Content-Sha256'], 'UNSIGNED-PAYLOAD');
    const { Authorization: _, ...headers } = opaque;
    assert.ok(canonicalRequest({ ...request('x'), headers }).canonical.endsWith('\nUNSIGNED-PAYLOAD'));
    for (const type of ['application/json', 'application/json;charset=utf-8', 'application/bson'])
      assert.equal(signRequest(request(type), example, 0)['X-Sdk-Content-Sha256'], undefined);
  });

  it('keep a port that is not the usual one in the host', () => {
    const of = (url: string) => canonicalRequest({ method: 'GET', url, headers: {}, body: '' }).canonical;
    assert.match(of('https://a.test:8443/x'), /\nhost:a\.test:8443\n/);
    assert.match(of('https://a.test:443/x'), /\nhost:a\.test\n/);
  });

  it('hold a path that ends in "/" and is encoded once, however it was written', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: 'grapheme', minLength: 1 }), { minLength: 1, maxLength: 4 }),
        (segments) => {
          const wellFormed = segments.map((one) => one.replace(/[/\p{Cs}]/gu, '-'));
          const path = canonicalPath(`/${wellFormed.map(encodeURIComponent).join('/')}`);
          assert.ok(path.endsWith('/'));
          assert.match(path, /^[A-Za-z0-9\-_.~%/]*$/);
          assert.deepEqual(path.slice(1, -1).split('/').map(decodeURIComponent), wellFormed);
          assert.equal(canonicalPath(path), path);
        },
      ),
    );
  });

  it('hold a query in one order, whatever order it had', () => {
    const pairs = fc.array(fc.tuple(fc.string(), fc.string()), { maxLength: 6 });
    fc.assert(
      fc.property(pairs, (query) => {
        assert.equal(canonicalQuery(query), canonicalQuery(query.toReversed()));
        assert.doesNotMatch(canonicalQuery(query), /[+ ]/);
      }),
    );
  });
});

describe('ModelArts: signatures for OBS', () => {
  it('are those of the vectors of OBS', () => {
    const put = 'PUT\n\nimage/jpeg\n1767225600\n/demo-bucket/classify/input/cat%201.jpg';
    assert.equal(obsSignature(example.sk, put), 'iS8LFtfiUfAjCNqSahGk9sjLjH0=');
    const get = 'GET\n\n\n1767225600\n/demo-bucket/classify/input/a.jpg?x-image-process=image/resize,m_lfit,h_200';
    assert.equal(obsSignature(example.sk, get), 'AsEkXbt3NuNeqM+Fb6ETVlxIjf0=');
  });

  it('are made of these texts', () => {
    const cat = { bucket: 'demo-bucket', key: 'classify/input/cat 1.jpg' };
    assert.equal(
      stringToSign({ method: 'PUT', ...cat, contentType: 'image/jpeg', date: '1767225600' }),
      'PUT\n\nimage/jpeg\n1767225600\n/demo-bucket/classify/input/cat%201.jpg',
    );
  });

  it('leave the place of the date empty when it stands in a header of OBS', () => {
    const cat = { bucket: 'demo-bucket', key: 'a.bin' };
    const keys = { ...example, securityToken: 'tok' };
    const headers = signedObsHeaders('PUT', cat, 'application/octet-stream', keys, Date.UTC(2026, 0, 1));
    const text =
      'PUT\n\napplication/octet-stream\n\nx-obs-date:Thu, 01 Jan 2026 00:00:00 GMT\nx-obs-security-token:tok\n/demo-bucket/a.bin';
    assert.equal(headers.Authorization, `OBS ${example.ak}:${obsSignature(example.sk, text)}`);
    assert.equal(headers['x-obs-date'], 'Thu, 01 Jan 2026 00:00:00 GMT');
  });

  it('go to buckets as hosts, and as paths where the store is a number', () => {
    const cat = { bucket: 'b', key: 'x/y.jpg' };
    assert.equal(
      objectUrl('https://obs.cn-north-4.myhuaweicloud.com', cat),
      'https://b.obs.cn-north-4.myhuaweicloud.com/x/y.jpg',
    );
    for (const host of ['http://127.0.0.1:9000', 'https://10.1.2.3', 'https://[fd00::1]:9000'])
      assert.equal(objectUrl(host, cat), `${host}/b/x/y.jpg`);
  });

  it('name objects by every spelling of a path', () => {
    for (const path of ['/b/in/', 's3://b/in/', 'obs://b/in/', 'S3://b/in/', 's3a://b/in/'])
      assert.deepEqual(objectOf(path), { bucket: 'b', key: 'in/' });
    assert.deepEqual(objectOf('/b'), { bucket: 'b', key: '' });
    assert.equal(objectOf('in/'), undefined);
    assert.equal(objectOf(''), undefined);
  });
});
