import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { text } from '../../../src/core/model/text';
import { type ErrorFacts, PlatformError } from '../../../src/core/net/errors';
import { type ByteSource, createHttp, type Http } from '../../../src/core/net/http';
import { withRetries, usualPatience } from '../../../src/core/net/retry';
import { answerWithin, putObject, storeError } from '../../../src/core/net/store/put';
import { sendWithRetries } from '../../../src/core/net/store/send';
import { refused } from '../../support/errors';
import { never, TestContext } from '../../support/context';
import { closeAll, httpServer, tcpServer, until } from '../../support/loopback';

const source = (size = 3): ByteSource => ({ size, open: () => Readable.from([Buffer.alloc(size, 97)]) });
const xml = (code: string) => `<?xml version="1.0"?><Error><Code>${code}</Code></Error>`;

describe('patience', () => {
  let http: Http;
  beforeEach(() => {
    http = createHttp('test/1');
  });
  afterEach(async () => {
    http.close();
    await closeAll();
  });

  it('with a black hole ends after its limit in all, not after as many as there are attempts', async () => {
    const server = await tcpServer((socket) => void socket.resume());
    const context = new TestContext(http);
    const ask = () => http.send({ method: 'GET', url: server.url, limits: { idle: 50 } });
    const error = await refused(withRetries(ask, context, never, { ...usualPatience, longestSilence: 100 }));
    assert.match(error.message, /did not respond for 0\.05 seconds/);
    assert.equal(server.made(), 2);
    assert.equal(usualPatience.longestSilence, 60_000);
  });

  it('with connections that are never accepted ends likewise', async () => {
    let tries = 0;
    const timeout: ErrorFacts = { retryable: true, silentFor: 15_000 };
    const attempt = () => Promise.reject(new PlatformError('network', text(`try ${++tries}`), timeout));
    await refused(withRetries(attempt, new TestContext(), never));
    assert.equal(tries, 4, '15 s each, 60 s in all');
  });

  it('waits for a store that needs long after the last byte, and does not call it silent', async () => {
    let arrived = 0;
    const server = await httpServer((request, response) => {
      request.on('data', (part: Buffer) => (arrived += part.length));
      request.on('end', () => setTimeout(() => response.end('ok'), 300));
    });
    const body = source(70_000);
    const limits = { idle: 60, answer: 20_000 };
    const request = { method: 'PUT', url: server.url, body, limits } as const;
    const status = await http.send(request).then(
      (answer) => answer.status,
      (error: unknown) => error,
    );
    assert.deepEqual([status, arrived], [200, 70_000]);
    const short = { ...limits, answer: 60 };
    const error = await refused(http.send({ method: 'PUT', url: server.url, body: source(), limits: short }));
    assert.equal(error.facts.silentFor, 60);
  });

  it('grows with the size of what was sent, up to a quarter of an hour', () => {
    assert.equal(answerWithin(0), 60_000);
    assert.equal(answerWithin(100e6), 160_000);
    assert.equal(answerWithin(1e12), 900_000);
  });

  it('with a store lasts as long as it asks for, a minute at most', async () => {
    for (const [asked, waited] of [
      ['3', 3_000],
      ['7200', 60_000],
    ] as const)
      for (const status of [429, 502, 503, 504]) {
        const server = await httpServer((request, response) => {
          request.resume();
          if (server.arrivals.length > 1) response.end();
          else response.writeHead(status, { 'Retry-After': asked }).end(xml('SlowDown'));
        });
        const context = new TestContext(http);
        const attempt = (body: ByteSource) => putObject(context, server.url, 'image/png', body, never);
        await sendWithRetries({ source: source(), moved: () => undefined, attempt }, context, never);
        assert.deepEqual(context.slept, [waited], `${status}`);
      }
  });

  for (const code of ['AccessDenied', 'InvalidAccessKeyId', 'SignatureDoesNotMatch', 'ExpiredToken', ''])
    it(`with a 403 ends after one new link: ${code === '' ? 'no code' : code}`, async () => {
      const server = await httpServer((request, response) => {
        request.resume();
        response.writeHead(403).end(code === '' ? '' : xml(code));
      });
      const context = new TestContext(http);
      const links: number[] = [];
      const attempt = (body: ByteSource, n: number) => {
        links.push(n);
        return putObject(context, server.url, 'image/png', body, never);
      };
      const error = await refused(
        sendWithRetries({ source: source(), moved: () => undefined, attempt }, context, never),
      );
      assert.deepEqual(links, [1, 2]);
      await until(() => server.arrivals.length === 2);
      assert.ok(error.message.includes(code), error.message);
    });

  it('with a 403 that comes after a cut still has its new link', async () => {
    const errors = [
      new PlatformError('network', text('cut'), { retryable: true }),
      storeError({ status: 403, headers: {}, body: Buffer.from(xml('AccessDenied')) }, 'http://h.test'),
    ];
    let tries = 0;
    const attempt = (n: number) => {
      tries = n;
      const error = errors[n - 1];
      return error ? Promise.reject(error) : Promise.resolve('stored');
    };
    assert.equal(await withRetries(attempt, new TestContext(), never), 'stored');
    assert.equal(tries, 3);
  });

  it('a gateway in front of a store is named as one', () => {
    const answer = { status: 401, headers: { 'www-authenticate': 'NTLM' }, body: Buffer.alloc(0) };
    assert.match(storeError(answer, 'http://h.test').message, /behind a gateway/);
  });
});
