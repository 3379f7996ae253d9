import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import type { Connection } from '../../../src/core/model/connection';
import { gatewayRefusal, redirectOf } from '../../../src/core/net/hosts/gateway';
import { writeSecret as eoSecret } from '../../../src/core/platforms/eo-storage/secret';
import type { Platform } from '../../../src/core/contract';
import { platforms } from '../../../src/core/platforms/registry';
import { writeSecret as smhSecret } from '../../../src/core/platforms/smh/secret';
import { refused } from '../../support/errors';
import { credentials, never, TestContext } from '../../support/context';
import { closeAll, httpServer, type Loopback } from '../../support/loopback';

const url = 'http://host.test:8190/api/x?token=canary';
const answer = (status: number, headers: Record<string, string>, body = '') => ({
  status,
  headers,
  body: Buffer.from(body),
});
const page = '<!DOCTYPE html><html><title>Sign in to Acme</title></html>';

describe('gateways', () => {
  for (const kind of ['Basic realm="x"', 'Negotiate', 'NTLM', 'Digest qop="auth"', 'Bearer, Negotiate', 'basic'])
    it(`a 401 that asks for "${kind}" is one of theirs`, () => {
      const error = gatewayRefusal(answer(401, { 'www-authenticate': kind }, '{"code":"UNAUTHORIZED"}'), url);
      assert.match(error?.message ?? '', /^host\.test:8190 is behind a gateway that asks for a sign-in of its own/);
      assert.notEqual(error?.kind, 'auth');
      assert.ok(!JSON.stringify(error).includes('canary'));
    });

  for (const body of [page, '\uFEFF\n <html>', '<!-- x --><HTML>', '<?xml version="1.0"?><!DOCTYPE html><html>'])
    it(`a 401 with a page for people is one of theirs: ${JSON.stringify(body).slice(0, 30)}`, () => {
      assert.ok(gatewayRefusal(answer(401, {}, body), url));
    });

  it('a 401 of a platform or a store is none, whatever its label', () => {
    const html = { 'content-type': 'text/html' };
    assert.equal(gatewayRefusal(answer(401, html, '{"code":"LOGIN_STATUS_TIMEOUT"}'), url), undefined);
    assert.equal(gatewayRefusal(answer(401, { 'www-authenticate': 'Bearer realm="Basic"' }, '{}'), url), undefined);
    assert.equal(gatewayRefusal(answer(401, {}, ''), url), undefined);
    const xml = '<?xml version="1.0"?><Error><Code>AccessDenied</Code></Error>';
    assert.equal(gatewayRefusal(answer(401, { 'content-type': 'application/xml' }, xml), url), undefined);
    assert.equal(gatewayRefusal(answer(403, html, page), url), undefined);
  });

  it('a proxy that asks for a sign-in is named with the setting that mends it', () => {
    const error = gatewayRefusal(answer(407, { 'proxy-authenticate': 'Basic' }, page), url);
    assert.match(error?.message ?? '', /^The proxy on the way to host\.test:8190 asks for a sign-in/);
    assert.match(String(error?.facts.remedy?.template), /"http\.proxy"/);
  });
});

describe('redirects', () => {
  const of = (from: string, location: string) => redirectOf(answer(301, { location }), from);

  it('to the same host by https tell the address to use', () => {
    for (const [from, to, instead] of [
      ['http://h.test/api/x', 'https://h.test/api/x', 'https://h.test'],
      ['http://h.test:8080/api', 'https://h.test:8443/', 'https://h.test:8443'],
      ['http://H.test/api', 'https://h.TEST/login', 'https://h.test'],
    ] as const) {
      const error = of(from, to);
      assert.equal(error?.facts.instead, instead);
      assert.ok(error.message.includes(`Use ${instead}`), error.message);
    }
  });

  it('elsewhere are told as they are, and nothing is offered', () => {
    for (const [from, to] of [
      ['http://h.test/', 'https://h.test.evil.test/'],
      ['http://h.test/', 'http://h.test/login'],
      ['https://h.test/', 'http://h.test/'],
      ['http://h.test/', '/login'],
      ['http://h.test/', ''],
    ] as const) {
      assert.equal(of(from, to)?.facts.instead, undefined, to);
      assert.match(of(from, to)?.message ?? '', /redirects are not followed/);
    }
  });
});

const secrets: Readonly<Record<string, string>> = {
  'eo-storage': eoSecret('apiKey', { key: 'k-1' }),
  smh: smhSecret('token', { accessToken: 'acctk0123456789abcdef', librarySecret: '' }),
  modelarts: JSON.stringify({ ak: 'AKEXAMPLE0000000000A', sk: 'ExampleSecretKey0000000000000000000000' }),
};

describe('what stands in front of a platform', () => {
  afterEach(closeAll);

  const opened = (platform: Platform, server: Loopback) => {
    const { id, fields = [] } = platform.info;
    const given = { libraryId: 'smh1a2b3c', spaceId: 'space0a1b2c3d', projectId: '0123456789abcdef0123456789abcdef' };
    const options = Object.fromEntries(fields.map((field) => [field.id, field.initial ?? '']));
    const connection: Connection = {
      id: 'c',
      platform: id,
      name: 'Lab',
      url: platform.baseUrl(server.url),
      options: { ...options, ...given },
    };
    const kept = credentials(secrets[id] ?? 'key-1');
    const context = new TestContext();
    return { session: platform.open(connection, kept, context), kept, context };
  };

  for (const platform of platforms) {
    const { id } = platform.info;
    const says = async (respond: (response: ServerResponse) => unknown) => {
      const server = await httpServer((_, response) => respond(response));
      const { session, kept, context } = opened(platform, server);
      const error = await refused(session.verify(never));
      session.close();
      context.http.close();
      return { error, asked: kept.asked, calls: server.arrivals.length, slept: context.slept };
    };

    it(`${id}: a gateway's question leaves the key alone`, async () => {
      for (const headers of [{ 'WWW-Authenticate': 'Basic realm="Acme"' }, { 'WWW-Authenticate': 'NTLM' }, {}]) {
        const { error, asked, calls } = await says((response) => response.writeHead(401, headers).end(page));
        assert.match(error.message, /^127\.0\.0\.1:\d+ is behind a gateway that asks for a sign-in of its own/);
        assert.deepEqual([asked, calls], [0, 1]);
      }
    });

    it(`${id}: a redirect to the same host by https says so`, async () => {
      const { error } = await says((response) =>
        response.writeHead(308, { location: 'https://127.0.0.1/api' }).end('Moved'),
      );
      assert.equal(error.facts.instead, 'https://127.0.0.1');
    });

    for (const body of [page, '', '{"code":"OK","message":"","data":{}}', '{"code":200,"data":null}', 'upstream', '[]'])
      it(`${id}: what passes is asked again by its status, whatever the body: ${body.slice(0, 14)}`, async () => {
        for (const status of [429, 502, 503, 504]) {
          const { calls, slept } = await says((response) =>
            response.writeHead(status, { 'Retry-After': '2' }).end(body),
          );
          assert.equal(calls, 5, `status ${status}`);
          assert.ok(slept.filter((ms) => ms === 2_000).length >= 4, `${status}: ${slept.join()}`);
        }
      });
  }
});
