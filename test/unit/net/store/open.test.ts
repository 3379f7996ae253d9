import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import type { PlatformError } from '../../../../src/core/net/errors';
import { createHttp } from '../../../../src/core/net/http';
import { openLink, readAll, type FileRest } from '../../../../src/core/net/store/open';
import { putBytes } from '../../../../src/core/net/store/put';
import { reported } from '../../../support/errors';
import { never, TestContext } from '../../../support/context';
import { closeAll, httpServer } from '../../../support/loopback';
import { memory } from '../../../support/upload';

const bytes = Buffer.from('0123456789'.repeat(100));
const md5 = (what: Uint8Array) => createHash('md5').update(what).digest('hex');

describe('bytes of stores', () => {
  const context = new TestContext(createHttp('test/1'));
  after(() => context.http.close());
  afterEach(closeAll);
  const ask = async (answer: (request: IncomingMessage, response: ServerResponse) => void, range?: FileRest) => {
    const server = await httpServer(answer);
    const opened = await openLink(context, server.url, range, never);
    return { ...opened, bytes: await readAll(opened.body), request: server.arrivals[0]! };
  };

  it('that are refused tell the code of the store', async () => {
    const refusal = ask((_request, response) => {
      response.writeHead(403).end(`<Error><Code>InvalidAccessKeyId</Code></Error>${' '.repeat(100_000)}`);
    });
    await assert.rejects(refusal, (error: unknown) => {
      reported('forbidden', /\(InvalidAccessKeyId\)/)(error);
      assert.match(String((error as PlatformError).facts.remedy?.template), /signs its links with/);
      return true;
    });
  });

  it('come as they are stored: what is packed stays packed, with the sum of the packed bytes', async () => {
    const packed = gzipSync(bytes);
    const found = await ask((_request, response) => {
      response.writeHead(200, {
        'Content-Encoding': 'gzip',
        ETag: `"${md5(packed)}"`,
        'Content-Length': packed.length,
      });
      response.end(packed);
    });
    assert.equal(found.request.headers['accept-encoding'], 'identity');
    assert.deepEqual(found.bytes, packed);
    assert.equal(found.md5, md5(packed));
  });

  it('are continued of one version only: its name goes along', async () => {
    const found = await ask(
      (_request, response) => {
        response.writeHead(206, { 'Content-Range': 'bytes 300-999/1000', ETag: '"one"' });
        response.end(bytes.subarray(300));
      },
      { from: 300, version: '"one"' },
    );
    assert.equal(found.request.headers['if-range'], '"one"');
    assert.equal(found.request.headers.range, 'bytes=300-');
    assert.equal(found.version, '"one"');
  });

  const others: readonly (readonly [what: string, status: number, headers: Record<string, string>, said: RegExp])[] = [
    ['another stretch', 206, { 'Content-Range': 'bytes 0-699/1000' }, /different part of the file/],
    ['no word on the stretch', 206, {}, /different part of the file/],
    ['another version', 206, { 'Content-Range': 'bytes 300-999/1000', ETag: '"two"' }, /different part of the file/],
    ['the whole', 200, { ETag: '"two"' }, /does not continue files/],
  ];
  for (const [what, status, headers, message] of others)
    it(`are refused when ${what} is answered`, async () => {
      const asked = ask((_request, response) => response.writeHead(status, headers).end(bytes.subarray(300)), {
        from: 300,
        version: '"one"',
      });
      await assert.rejects(asked, reported('protocol', message));
    });

  it('a weak name continues nothing; the time of the last change does', async () => {
    const answer = (headers: Record<string, string>) =>
      ask((_request, response) => response.writeHead(200, headers).end(bytes));
    assert.equal((await answer({ ETag: 'W/"x"' })).version, undefined);
    const time = 'Tue, 24 Nov 2026 10:00:00 GMT';
    assert.equal((await answer({ ETag: 'W/"x"', 'Last-Modified': time })).version, time);
  });

  const etags: readonly (readonly [what: string, headers: Record<string, string>, confirmed: boolean])[] = [
    ['the MD5', { ETag: `"${md5(bytes)}"` }, true],
    ['none', {}, false],
    ['of parts', { ETag: `"${md5(Buffer.from('x'))}-2"` }, false],
    [
      'under a key of its own',
      { ETag: `"${md5(Buffer.from('x'))}"`, 'x-amz-server-side-encryption': 'aws:kms' },
      false,
    ],
  ];
  for (const [what, headers, confirmed] of etags)
    it(`that were put are ${confirmed ? 'confirmed' : 'taken, and unverified'} by an ETag: ${what}`, async () => {
      const server = await httpServer((request, response) =>
        request.resume().on('end', () => response.writeHead(200, headers).end()),
      );
      const request = { url: server.url, headers: {}, source: memory('a', bytes) };
      const put = await putBytes(context, request, never).catch((error: unknown) => assert.fail(String(error)));
      assert.deepEqual([put.confirmed, put.md5, server.arrivals.length], [confirmed, md5(bytes), 1]);
    });
});
