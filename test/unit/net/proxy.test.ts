import assert from 'node:assert/strict';
import nodeHttp, { type IncomingMessage, type RequestOptions } from 'node:http';
import { createHttp } from '../../../src/core/net/http';
import { httpFailure } from '../../../src/core/net/failure';
import { RequestWatch } from '../../../src/core/net/watch';
import { closeAll, httpServer } from '../../support/loopback';

const url = 'https://host.test/api?token=canary';
const reported = (facts: object, to = url) => {
  const watch = new RequestWatch({ connect: 1_000, idle: 1_000, whole: 1_000 }, 'host.test', undefined);
  watch.end();
  return httpFailure(Object.assign(new Error('x'), facts), to, watch).message;
};

describe('proxies', () => {
  afterEach(closeAll);

  it('that do not run are named, not the host behind them', () => {
    const refused = { code: 'ECONNREFUSED', address: '127.0.0.1', port: 3128 };
    for (const error of [
      refused,
      { code: 'ECONNREFUSED', errors: [refused] },
      { code: 'ECONNREFUSED', cause: refused },
    ])
      assert.equal(reported(error), 'The proxy at 127.0.0.1:3128 cannot be reached (ECONNREFUSED).');
    assert.match(
      reported({ code: 'ENOTFOUND', hostname: 'proxy.acme.test' }),
      /^The proxy at proxy\.acme\.test cannot/,
    );
  });

  it('are not blamed for what the host itself did', () => {
    assert.equal(
      reported({ code: 'ECONNREFUSED', address: '10.0.0.1', port: 443 }),
      'host.test refused the connection.',
    );
    assert.equal(reported({ code: 'ENOTFOUND', hostname: 'host.test' }), 'The host host.test was not found.');
    assert.equal(reported({ code: 'ECONNRESET', port: 3128 }), 'The connection to host.test was cut.');
    assert.match(
      reported({ code: 'ECONNREFUSED', address: '::1', port: 8190 }, 'http://[::1]:8190/x'),
      /refused the conn/,
    );
  });

  for (const own of [true, false])
    it(`requests come ${own ? 'with an agent of their own' : 'without an agent, so that the editor gives its own'}`, async () => {
      const server = await httpServer((_, response) => response.end('x'));
      const { request } = nodeHttp;
      const agents: unknown[] = [];
      const patched = (options: RequestOptions, done: (answer: IncomingMessage) => void) => {
        agents.push(options.agent);
        return request(options, done);
      };
      Object.assign(nodeHttp, { request: patched });
      const http = createHttp('test/1', () => own);
      try {
        assert.equal((await http.send({ method: 'GET', url: server.url })).status, 200);
      } finally {
        Object.assign(nodeHttp, { request });
        http.close();
      }
      assert.equal(agents.length, 1);
      assert.equal(agents[0] !== undefined, own);
    });
});
