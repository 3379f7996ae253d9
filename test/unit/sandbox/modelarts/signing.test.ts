import assert from 'node:assert/strict';
import {
  canonicalQuery,
  canonicalRequest,
  sha256,
  signature,
  type Signable,
} from '../../../servers/modelarts/auth/sdkHmac';
import { obsSignature } from '../../../servers/modelarts/obs/sign';

/** Published vectors of the signatures, and own ones that a second implementation made (MA-10, MA-61). */
describe('signatures of the ModelArts sandbox', () => {
  const empty = sha256('');
  const host = 'service.endpoint.myhuaweicloud.com';
  const v2Request = (method: string, body: string): Signable => ({
    method,
    path: '/resources',
    query: 'size=1',
    headers: [
      ['host', host],
      ['x-sdk-date', '20200608T023900Z'],
    ],
    payload: sha256(body),
  });

  it('are those of the published vectors', () => {
    const first: Signable = {
      method: 'GET',
      path: '/v1/77b6a44cba5143ab91d13ab9a8ff44fd/vpcs',
      query: 'limit=2&marker=13551d6b-755d-4757-b956-536f674975c0',
      headers: [
        ['content-type', 'application/json'],
        ['host', 'service.region.example.com'],
        ['x-sdk-date', '20191115T033655Z'],
      ],
      payload: empty,
    };
    assert.equal(sha256(canonicalRequest(first)), 'b25362e603ee30f4f25e7858e8a7160fd36e803bb2dfe206278659d71a9bcd7a');
    const secret = ['MFyfvK41ba2giqM7Uio6', 'PznpdUKGpownRZlmVmHc'].join('');
    assert.equal(
      signature(secret, '20191115T033655Z', first),
      '7be6668032f70418fcc22abc52071e57aff61b84a1d2381bb430d6870f4f6ebe',
    );
    const date = '20200608T023900Z';
    assert.equal(
      signature('SecretKey', date, v2Request('GET', '')),
      'cfb4171acec81de07d50e53d57eb77edd537414d66ddb1d7d780f128e12cd842',
    );
    assert.equal(
      signature('SecretKey', date, v2Request('POST', '{"name":"test","id":1}')),
      '436b1ac0a1ae03705934bb70ef2f2e09f7bfed2117d731a38235053199323a1f',
    );
  });

  it('sort a query before it is encoded', () => {
    const query = new URLSearchParams([
      ['test', '一 (&=?!#%.*)'],
      ['limit', '1'],
      ['multi', '3'],
      ['path', '/tmp/123'],
      ['multi', '1'],
      ['enable', 'true'],
      ['multi', '2'],
    ]);
    const due =
      'enable=true&limit=1&multi=1&multi=2&multi=3&path=%2Ftmp%2F123&test=%E4%B8%80%20%28%26%3D%3F%21%23%25.%2A%29';
    assert.equal(canonicalQuery(query.toString()), due);
  });

  it('cover the body and the headers that are named', () => {
    const project = '6a1f0c2e9b7d4c53a8e0d1f2b3c4d5e6';
    const request: Signable = {
      method: 'POST',
      path: `/v2/${project}/datasets/gfghHSokody6AJigS5A/data-annotations/samples/delete`,
      query: '',
      headers: [
        ['content-type', 'application/json'],
        ['host', 'modelarts.cn-north-4.myhuaweicloud.com'],
        ['x-project-id', project],
        ['x-sdk-date', '20250102T030405Z'],
      ],
      payload: sha256('{"samples":["9cb9bc9b34bf53b6ec9a84998b1711bf"],"delete_source":false}'),
    };
    assert.equal(sha256(canonicalRequest(request)), 'ecab72f933164bb6ed3d37704e430b4ec58492e5201f21a31f6a6749b31a7f72');
    assert.equal(
      signature('ExampleSecretKey0000000000000000000000', '20250102T030405Z', request),
      '80213634dd7e05e34d34fb7f15a0b773abf9a47ff09042160c6e84c3b92d12bf',
    );
  });

  it('of the object store are those of the vectors', () => {
    const of = (method: string, path: string, query: string, type: string): string =>
      obsSignature('ExampleSecretKey0000000000000000000000', {
        method,
        path,
        query: new URLSearchParams(query),
        header: (name) => (name === 'content-type' ? type : ''),
        obsHeaders: [],
        date: '1767225600',
      });
    assert.equal(
      of('PUT', '/demo-bucket/classify/input/cat%201.jpg', '', 'image/jpeg'),
      'iS8LFtfiUfAjCNqSahGk9sjLjH0=',
    );
    const process = 'x-image-process=image/resize,m_lfit,h_200';
    assert.equal(of('GET', '/demo-bucket/classify/input/a.jpg', process, ''), 'AsEkXbt3NuNeqM+Fb6ETVlxIjf0=');
  });
});
