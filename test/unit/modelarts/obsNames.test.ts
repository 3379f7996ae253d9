import assert from 'node:assert/strict';
import { objectUrl, signedObsHeaders } from '../../../src/core/platforms/modelarts/auth/obsSign';
import { vectors } from '../../fixtures/obs-names.json';

describe('ModelArts: signatures over names of objects', () => {
  for (const { method, bucket, key, headers, ak, sk, authorization } of vectors)
    it(`of ${method} ${key} are those of the vendor's SDK`, () => {
      const type = 'Content-Type' in headers ? headers['Content-Type'] : undefined;
      const at = Date.parse(headers['x-obs-date']);
      assert.equal(signedObsHeaders(method, { bucket, key }, type, { ak, sk }, at).Authorization, authorization);
    });

  it('are over the very path that is sent: a URL leaves it as it is', () => {
    const names = new Set(vectors.map(({ key }) => key));
    assert.equal(vectors.length, 36);
    for (const key of names) {
      const url = objectUrl('https://obs.example.com', { bucket: 'acme-vision', key });
      assert.equal(new URL(url).href, url);
      assert.match(new URL(url).pathname, /^[\w\-.~%/]+$/);
      assert.equal(decodeURIComponent(new URL(url).pathname), `/${key}`);
    }
  });
});
