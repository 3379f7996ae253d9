import assert from 'node:assert/strict';
import { byStatus, firstLine, readJson, retryAfter } from '../../../src/core/net/answer';
import { PlatformError } from '../../../src/core/net/errors';

const url = 'http://host.test:8190/api/x?token=canary-token';
const answer = (status: number, body: string, headers: Record<string, string> = {}) => ({
  status,
  headers,
  body: Buffer.from(body),
});
const thrown = (status: number, body: string, headers = {}): PlatformError => {
  try {
    readJson(answer(status, body, headers), url);
  } catch (error) {
    assert.ok(error instanceof PlatformError);
    assert.ok(!error.message.includes('canary'), 'of a URL only its host is told');
    return error;
  }
  return assert.fail('it was taken for JSON');
};

describe('answers', () => {
  it('are read whatever their type says, with a byte order mark too', () => {
    assert.deepEqual(readJson(answer(200, '\uFEFF {"a":1}'), url), { a: 1 });
    assert.deepEqual(readJson(answer(500, '{"code":"UNKNOWN"}', { 'content-type': 'text/html' }), url), {
      code: 'UNKNOWN',
    });
  });

  it('a web page where data were due names itself and a remedy', () => {
    const page = '<!DOCTYPE html><style>p{}</style><title>Sign in to the hotel</title><p>hello';
    const error = thrown(200, page);
    assert.equal(error.kind, 'protocol');
    assert.equal(
      error.message,
      'host.test:8190 returned a web page instead of data (status code 200): Sign in to the hotel',
    );
    assert.match(String(error.facts.remedy?.template), /base URL is wrong/);
    assert.notEqual(error.facts.retryable, true);
  });

  it('an empty answer is told as such', () => {
    for (const body of ['', '  \r\n', '\uFEFF'])
      assert.equal(thrown(200, body).message, 'host.test:8190 sent an empty response (status code 200).');
  });

  it('JSON that is cut may come whole the next time', () => {
    const error = thrown(200, '{"code":"OK","data":[1,2');
    assert.match(error.message, /incomplete or not JSON \(status code 200\)/);
    assert.equal(error.facts.retryable, true);
  });

  it('a gateway that fails is told by its status and its own first line', () => {
    const error = thrown(502, '<html><head><title>502 Bad Gateway</title></head></html>');
    assert.deepEqual([error.kind, error.facts.status, error.facts.retryable], ['unavailable', 502, true]);
    assert.equal(error.message, 'host.test:8190 returned status code 502: 502 Bad Gateway');
    assert.equal(thrown(504, '').message, 'host.test:8190 returned status code 504.');
  });

  it('a proxy that refuses the size is not asked again', () => {
    const error = thrown(413, '<h1>413 Request Entity Too Large</h1>');
    assert.equal(error.kind, 'limit');
    assert.notEqual(error.facts.retryable, true);
    assert.match(String(error.facts.remedy?.template), /smaller archives/);
  });

  it('a redirect names the other host and is never worth a second try', () => {
    const error = thrown(302, '', { location: 'https://login.test/?back=canary' });
    assert.equal(error.message, 'host.test:8190 redirects to login.test; redirects are not followed.');
    assert.notEqual(error.facts.retryable, true);
    assert.match(thrown(301, '', {}).message, /redirects to \?/);
  });

  it('statuses that say nothing by themselves stay for the platform', () => {
    for (const status of [200, 201, 400, 401, 403, 404, 409])
      assert.equal(byStatus(answer(status, ''), url), undefined);
  });

  it('Retry-After is read in seconds and as a date', () => {
    assert.deepEqual(retryAfter('2'), { retryAfter: 2_000 });
    assert.deepEqual(retryAfter(undefined), {});
    assert.deepEqual(retryAfter('soon'), {});
    const now = Date.UTC(2026, 0, 1);
    assert.deepEqual(retryAfter('Thu, 01 Jan 2026 00:00:07 GMT', now), { retryAfter: 7_000 });
    assert.deepEqual(retryAfter('Wed, 31 Dec 2025 00:00:00 GMT', now), { retryAfter: 0 });
    assert.equal(thrown(429, '', { 'retry-after': '3' }).facts.retryAfter, 3_000);
  });

  it('the first line holds no tags, hides nothing, and ends', () => {
    assert.equal(firstLine('<script>steal()</script><b>\u202Eevil\u0007</b>'), '‹U+202E›evil‹U+0007›');
    assert.equal(firstLine('x'.repeat(10_000)).length, 200);
    assert.equal(firstLine('<br><br>'), '');
    assert.equal(firstLine('<STYLE>p{}</STYLE ><p>\r\n  hello  </p>'), 'hello');
    assert.equal(firstLine('<scripted>word</scripted>'), 'word', 'a tag of another name');
    assert.equal(firstLine('a < b'), 'a < b', 'what does not end is no tag');
  });

  it('the first line of what never ends is found all the same', () => {
    assert.equal(firstLine('<'.repeat(60_000)), `${'<'.repeat(199)}…`);
    assert.equal(firstLine('<script>'.repeat(20_000)), '');
    assert.equal(firstLine(Buffer.from(`\n${'\u0000'.repeat(9)}${'y'.repeat(1e6)}`)).length, 200);
  });
});
