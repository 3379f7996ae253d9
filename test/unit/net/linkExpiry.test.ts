import assert from 'node:assert/strict';
import { readLinkExpiry } from '../../../src/core/net/linkExpiry';

const forms: Readonly<Record<string, readonly [query: string, until: string | undefined]>> = {
  'S3 and MinIO': [
    'X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Date=20260131T230000Z&X-Amz-Expires=3600',
    '2026-02-01T00:00:00.000Z',
  ],
  'in other letters': ['x-amz-date=20260131T230000Z&x-amz-expires=60', '2026-01-31T23:01:00.000Z'],
  Google: ['X-Goog-Date=20260131T230000Z&X-Goog-Expires=1', '2026-01-31T23:00:01.000Z'],
  'OBS with a date': ['X-Obs-Date=20260131T230000Z&X-Obs-Expires=86400', '2026-02-01T23:00:00.000Z'],
  COS: ['q-sign-algorithm=sha1&q-sign-time=1769900000%3B1769903600', '2026-01-31T23:53:20.000Z'],
  'OBS, OSS and the older S3': ['AccessKeyId=a&Expires=1769903600&Signature=b', '2026-01-31T23:53:20.000Z'],
  Azure: ['se=2026-01-31T23%3A53%3A20Z&sig=x', '2026-01-31T23:53:20.000Z'],
  'no signature': ['name=a', undefined],
  'a date that is none': ['X-Amz-Date=yesterday&X-Amz-Expires=3600', undefined],
  'a life that is none': ['X-Amz-Date=20260131T230000Z&X-Amz-Expires=soon', undefined],
  'an end that is far beyond any date': ['X-Amz-Date=20260131T230000Z&X-Amz-Expires=99999999999999999999', undefined],
  'a day and no seconds': ['Expires=Thu, 01 Jan 2026 00:00:00 GMT', undefined],
};

describe('until when a link works', () => {
  for (const [name, [query, until]] of Object.entries(forms))
    it(`is read as ${name} writes it`, () => {
      assert.equal(readLinkExpiry(`https://store.test/b/k.jpg?${query}`)?.toISOString(), until);
    });

  it('is unknown of what is no link', () => assert.equal(readLinkExpiry('not a link'), undefined));
});
