import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { Crc64 } from '../../../src/core/formats/crc64';
import { englishText, text } from '../../../src/core/model/text';
import { PlatformError } from '../../../src/core/net/errors';
import { partBytes, readChunks } from '../../../src/core/platforms/smh/upload/readChunks';
import { safeName } from '../../../src/core/platforms/smh/names';
import type { UnitItem } from '../../../src/core/contract';
import { deliver, type ItemDelivery } from '../../../src/core/transfer/engine';
import { memorySource } from '../../../src/core/transfer/memorySource';
import { never } from '../../support/context';
import type { SentRequest, Sent } from '../../support/scripted';
import { dir, image, node, notFound, refused, SmhServer } from './server';

const report = { progress: () => undefined, state: () => undefined, warned: () => undefined };
const target = node('albums/2025/');
const bytes = Buffer.from('a picture');
const sum = (of: Uint8Array) => new Crc64().update(of).digest();
const headers = {
  Authorization: 'q-sign-algorithm=sha1&q-signature=1',
  'x-cos-security-token': 'sts',
  'Content-Type': 'image/jpeg',
};
const begun = (more: object = {}) => ({
  domain: 'smh1a2b3c-125xxxxxxx.cos.ap-beijing.myqcloud.com',
  path: '/smh1a2b3c/6f/9e/cat.jpg',
  headers,
  confirmKey: 'ck0a1b2c3d4e5f',
  expiration: '2099-01-02T05:04:05.000Z',
  ...more,
});
const cut = () => {
  throw new PlatformError('network', text('The connection was cut.'));
};
const itemOf = (name: string, of: Uint8Array = bytes, more: object = {}): UnitItem => ({
  name,
  fileName: name,
  size: of.length,
  source: memorySource(name, Buffer.from(of)),
  ...more,
});
const begins = /^(PUT|POST) file\/albums.*(?<! \?info)$/;

/** The three steps as documented; `more` answers something else. */
function shop(
  more: (call: string, sent: Sent) => SentRequest | undefined = () => undefined,
  of: Uint8Array = bytes,
): SmhServer {
  const server: SmhServer = new SmhServer((call, sent) => {
    const message = more(call, sent);
    if (message) return message;
    if (sent.url.host.includes('myqcloud')) return { headers: { etag: '"x-1"' }, text: '' };
    if (call.endsWith('?confirm')) return { json: { path: ['albums', '2025', 'cat 1.jpg'], size: String(of.length) } };
    if (call.endsWith('?info')) return { json: image('', { size: String(of.length), crc64: sum(of) }) };
    if (call.startsWith('PUT directory')) return { status: 201, json: { path: [] } };
    if (begins.test(call)) return { status: 201, json: begun(call.endsWith('?multipart') ? { uploadId: 'up 1' } : {}) };
    return { status: 204 };
  });
  return server;
}

const send = (
  server: SmhServer,
  items: readonly UnitItem[] = [itemOf('cat 1.jpg')],
  signal = never,
): Promise<ItemDelivery[]> => {
  const upload = server.session.upload!;
  return deliver(upload, target.ref, upload.units(target.ref, items), report, signal);
};
const statuses = (deliveries: readonly ItemDelivery[]) => deliveries.map(({ status }) => status);
const stored = (server: SmhServer) => server.sent.filter(({ url }) => url.host.includes('myqcloud'));

describe('SMH: uploads', () => {
  it('ask for a place, put the bytes with exactly the given headers, and confirm with their sum', async () => {
    const server = shop();
    const [delivery] = await send(server);
    assert.deepEqual([delivery?.status, delivery?.ref], ['done', node('albums/2025/cat 1.jpg').ref]);
    const [begin, put, confirm, info] = server.sent;
    assert.deepEqual(
      [begin?.query.get('filesize'), begin?.query.get('conflict_resolution_strategy'), begin?.body],
      ['9', 'ask', '{}'],
    );
    assert.equal(put?.url.href, 'https://smh1a2b3c-125xxxxxxx.cos.ap-beijing.myqcloud.com/smh1a2b3c/6f/9e/cat.jpg');
    assert.equal(put.bytes.toString(), 'a picture');
    const lower = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
    assert.deepEqual(put.headers, lower);
    assert.equal(confirm?.line.split('&')[0]?.endsWith('/ck0a1b2c3d4e5f?confirm'), true);
    assert.deepEqual(JSON.parse(confirm.body!), { crc64: sum(bytes) });
    assert.ok(info?.path.endsWith('/albums/2025/cat%201.jpg'));
    assert.equal(server.sent.length, 4);
  });

  it('replace what the person chose to replace', async () => {
    const server = shop();
    await send(server, [itemOf('cat 1.jpg', bytes, { replaces: node('albums/2025/cat 1.jpg').ref })]);
    assert.deepEqual(
      [server.sent[0], server.sent[2]].map((sent) => sent?.query.get('conflict_resolution_strategy')),
      ['overwrite', 'overwrite'],
    );
  });

  it('make each folder on the way once, and take one that is there for made', async () => {
    const server = shop((call) =>
      call === 'PUT directory/albums/2025/a' ? refused(409, 'SameNameDirectoryOrFileExists') : undefined,
    );
    const names = ['a/1.jpg', 'a/2.jpg', 'a/b/1.jpg', 'top.jpg'];
    assert.deepEqual(
      new Set(
        statuses(
          await send(
            server,
            names.map((name) => itemOf(name)),
          ),
        ),
      ),
      new Set(['done']),
    );
    assert.deepEqual(server.calls.filter((call) => call.startsWith('PUT directory')).sort(), [
      'PUT directory/albums/2025/a',
      'PUT directory/albums/2025/a/b',
    ]);
  });

  it('make a folder again that has gone meanwhile', async () => {
    let missing = 1;
    const server = shop((call) =>
      call === 'PUT file/albums/2025/a/1.jpg' && missing-- > 0 ? refused(404, 'DirectoryNotFound') : undefined,
    );
    assert.deepEqual(statuses(await send(server, [itemOf('a/1.jpg')])), ['done']);
    assert.equal(server.all('PUT directory/albums/2025/a').length, 2);
  });

  it('tell where the server put it in the end', async () => {
    const server = shop((call) =>
      call.endsWith('?confirm') ? { json: { path: ['albums', '2025', 'cat 1 (1).jpg'] } } : undefined,
    );
    const [delivery] = await send(server);
    assert.equal(delivery?.ref, node('albums/2025/cat 1 (1).jpg').ref);
  });

  it('fail when the folder is gone at the end, and give the place back', async () => {
    const server = shop((call) => (call.endsWith('?confirm') ? { json: { path: null } } : undefined));
    const [delivery] = await send(server);
    assert.deepEqual(
      [delivery?.status, englishText(delivery!.reason!)],
      ['failed', 'The destination folder no longer exists.'],
    );
    assert.equal(server.all('DELETE file/ck0a1b2c3d4e5f ?upload').length, 1);
  });

  it('fail when what is listed has another size or sum', async () => {
    for (const wrong of [{ size: '8' }, { crc64: '1' }]) {
      const server = shop((call) =>
        call.endsWith('?info') ? { json: image('', { size: '9', crc64: sum(bytes), ...wrong }) } : undefined,
      );
      assert.deepEqual(statuses(await send(server)), ['failed']);
    }
    const silent = shop((call) =>
      call.endsWith('?info') ? { json: image('', { size: '9', crc64: undefined }) } : undefined,
    );
    assert.deepEqual(statuses(await send(silent)), ['done'], 'a sum that is not told proves nothing');
  });

  it('put again with renewed headers when the store refuses the old ones', async () => {
    let refusals = 1;
    const server = shop((call, { url }) => {
      if (call.endsWith('?renew'))
        return { json: { headers: { Authorization: 'renewed' }, expiration: '2099-01-02T05:04:05.000Z' } };
      if (url.host.includes('myqcloud') && refusals-- > 0)
        return { status: 403, text: '<Error><Code>AccessDenied</Code></Error>' };
      return undefined;
    });
    assert.deepEqual(statuses(await send(server)), ['done']);
    assert.deepEqual(
      stored(server).map((put) => put.headers.authorization),
      [headers.Authorization, 'renewed'],
    );
    assert.equal(stored(server)[1]?.headers['x-cos-security-token'], undefined);
  });

  it('renew headers that are about to end before they are used', async () => {
    const soon = new Date(1_700_000_000_000 + 299_000).toISOString();
    const server = shop((call) => {
      if (call === 'PUT file/albums/2025/cat%201.jpg') return { json: begun({ expiration: soon }) };
      return call.endsWith('?renew') ? { json: { headers: { Authorization: 'renewed' } } } : undefined;
    });
    await send(server);
    assert.deepEqual(
      stored(server).map((put) => put.headers.authorization),
      ['renewed'],
    );
  });

  it('put again what the store took otherwise', async () => {
    let wrong = 1;
    const server = shop((_call, { url }) =>
      url.host.includes('myqcloud')
        ? { headers: { 'x-cos-hash-crc64ecma': wrong-- > 0 ? '5' : sum(bytes) }, text: '' }
        : undefined,
    );
    assert.deepEqual(statuses(await send(server)), ['done']);
    assert.equal(stored(server).length, 2);
  });

  it('follow no host that only this machine reaches', async () => {
    for (const domain of ['169.254.169.254', 'localhost', '10.0.0.8', 'me:pw@cos.example']) {
      const server = shop((call) =>
        call === 'PUT file/albums/2025/cat%201.jpg' ? { json: begun({ domain }) } : undefined,
      );
      assert.deepEqual(statuses(await send(server)), ['failed']);
      assert.ok(
        server.sent.every(({ url }) => url.host === 'api.tencentsmh.cn'),
        domain,
      );
    }
  });

  it('wait for a store that is slow to know the bytes', async () => {
    for (const status of [400, 404]) {
      let early = 2;
      const server = shop((call) =>
        call.endsWith('?confirm') && early-- > 0 ? refused(status, 'UploadIncomplete') : undefined,
      );
      assert.deepEqual(statuses(await send(server)), ['done']);
      assert.deepEqual(server.context.slept, [500, 1_000]);
    }
  });

  it('look at the state when the answer to the confirmation is lost, and never confirm twice what is confirmed', async () => {
    const server = shop((call) => {
      if (call.endsWith('?confirm')) return cut();
      return call.endsWith('?upload')
        ? { json: { confirmed: true, path: ['albums', '2025', 'cat 1.jpg'], parts: [] } }
        : undefined;
    });
    assert.deepEqual(statuses(await send(server)), ['done']);
    assert.equal(server.all('POST file/ck0a1b2c3d4e5f ?confirm').length, 1);
  });

  it('confirm again what the state says is not confirmed', async () => {
    let lost = 1;
    const server = shop((call) => {
      if (call.endsWith('?confirm') && lost-- > 0) return cut();
      return call === 'GET file/ck0a1b2c3d4e5f ?upload' ? { json: { confirmed: false } } : undefined;
    });
    assert.deepEqual(statuses(await send(server)), ['done']);
    assert.equal(server.all('POST file/ck0a1b2c3d4e5f ?confirm').length, 2);
  });

  it('take a confirmation that was there already for done, and look at the file', async () => {
    const server = shop((call) => {
      if (call.endsWith('?confirm')) return refused(409, 'UploadComplete');
      return call.startsWith('GET file/ck') ? refused(404, 'UploadNotFound') : undefined;
    });
    assert.deepEqual(statuses(await send(server)), ['done']);
  });

  it('fail when the name was taken meanwhile', async () => {
    const server = shop((call) =>
      call.endsWith('?confirm') ? refused(409, 'SameNameDirectoryOrFileExists', 'taken') : undefined,
    );
    const [delivery] = await send(server);
    assert.deepEqual([delivery?.status, englishText(delivery!.reason!).includes('taken')], ['failed', true]);
  });

  it('give the place back when they are cancelled on the way', async () => {
    const stop = new AbortController();
    const server = shop((_call, { url }) => {
      if (url.host.includes('myqcloud')) stop.abort();
      return undefined;
    });
    assert.deepEqual(statuses(await send(server, undefined, stop.signal)), ['not-started']);
    assert.equal(server.all('DELETE file/ck0a1b2c3d4e5f ?upload').length, 1);
    assert.ok(!server.calls.some((call) => call.endsWith('?confirm')));
  });
});

describe('SMH: uploads in parts', () => {
  const long = Buffer.alloc(33 * 1024 ** 2, 'dataset');
  const part = ({ query, bytes: sent }: Sent) => [Number(query.get('partNumber')), sent] as const;

  it('of more than 32 MiB arrive part by part, and no part twice', async () => {
    const server = shop(undefined, long);
    assert.deepEqual(statuses(await send(server, [itemOf('cat 1.jpg', long)])), ['done']);
    assert.equal(server.calls[0], 'POST file/albums/2025/cat%201.jpg ?multipart');
    const parts = stored(server)
      .map(part)
      .sort(([a], [b]) => a - b);
    assert.deepEqual(
      parts.map(([n, sent]) => [n, sent.length / 1024 ** 2]),
      [
        [1, 5],
        [2, 5],
        [3, 5],
        [4, 5],
        [5, 5],
        [6, 5],
        [7, 3],
      ],
    );
    assert.ok(Buffer.concat(parts.map(([, sent]) => sent)).equals(long));
    assert.ok(stored(server).every(({ url }) => url.search.endsWith('&uploadId=up%201')));
    assert.deepEqual(JSON.parse(server.all('POST file/ck0a1b2c3d4e5f ?confirm')[0]!.body!), { crc64: sum(long) });
  });

  it('try a part again by itself', async () => {
    let refusals = 1;
    const server = shop(
      (_call, { query }) => (query.get('partNumber') === '3' && refusals-- > 0 ? { status: 503, text: '' } : undefined),
      long,
    );
    assert.deepEqual(statuses(await send(server, [itemOf('cat 1.jpg', long)])), ['done']);
    assert.equal(stored(server).length, 8);
  });

  it('begin no further part when one fails for good, and give the place back', async () => {
    const server = shop(
      (_call, { query }) =>
        query.get('partNumber') === '1' ? { status: 400, text: '<Error><Code>No</Code></Error>' } : undefined,
      long,
    );
    assert.deepEqual(statuses(await send(server, [itemOf('cat 1.jpg', long)])), ['failed']);
    assert.ok(stored(server).length <= 4);
    assert.equal(server.all('DELETE file/ck0a1b2c3d4e5f ?upload').length, 1);
  });

  it('are never more than 10,000', () => {
    assert.equal(partBytes(1), 5 * 1024 ** 2);
    for (const size of [50 * 1024 ** 3, 4 * 1024 ** 4, 48 * 1024 ** 4]) assert.ok(size / partBytes(size) <= 10_000);
  });

  it('are cut from a stream whatever its chunks are', async () => {
    const all = Buffer.from(Array.from({ length: 1_000 }, (_, n) => n % 251));
    for (const size of [1, 7, 64, 333, 1_000, 5_000]) {
      const chunks = Array.from({ length: Math.ceil(1_000 / size) }, (_, n) => all.subarray(n * size, (n + 1) * size));
      const found: Buffer[] = [];
      for await (const piece of readChunks(Readable.from(chunks, { objectMode: false }), 64)) found.push(piece);
      assert.deepEqual(
        found.map(({ length }) => length),
        [...Array.from({ length: 15 }, () => 64), 40],
      );
      const md5 = (of: Uint8Array) => createHash('md5').update(of).digest('hex');
      assert.equal(md5(Buffer.concat(found)), md5(all));
    }
  });
});

describe('SMH: names on their way', () => {
  it('lose what the platform cannot hold, each in its own folder', () => {
    const rules = shop().session.upload!.rules(target)!;
    assert.equal(rules.safeName('a:b/c?d*/"e".jpg'), 'a_b/c_d_/_e_.jpg');
    assert.equal(rules.safeName('.hidden/100% #1 +猫😀.jpg'), '.hidden/100% #1 +猫😀.jpg');
    assert.equal(rules.listedName('a/b.jpg'), 'a/b.jpg');
    assert.equal(safeName('..'), '__');
    assert.equal(safeName(`${'x'.repeat(300)}.jpg`).length, 255);
    assert.ok(safeName(`${'x'.repeat(300)}.jpg`).endsWith('.jpg'));
    assert.equal(shop().session.upload!.rules(node('x.jpg')), undefined);
  });

  it('are found taken below the target and its folders, and nothing is asked below a folder that is not there', async () => {
    const server = new SmhServer((call) => {
      if (call === 'GET file/albums/2025/cat.jpg ?info') return { json: image('') };
      if (['GET directory/albums/2025 ?info', 'GET directory/albums/2025/raw ?info'].includes(call))
        return { json: {} };
      return notFound;
    });
    const names = ['cat.jpg', 'new.jpg', 'raw', 'none/deep/x.jpg', 'none/y.jpg'];
    const taken = await server.session.upload!.taken(target.ref, names, never);
    assert.deepEqual(
      [...taken],
      [
        ['cat.jpg', node('albums/2025/cat.jpg').ref],
        ['raw', node('albums/2025/raw/').ref],
      ],
    );
    assert.ok(!server.calls.some((call) => call.includes('none/')), server.calls.join());
  });

  it('are looked up in the list where they are many', async () => {
    const server = new SmhServer((call) =>
      call.endsWith('?info') ? { json: {} } : { json: { contents: [image('7.jpg'), dir('raw')] } },
    );
    const names = Array.from({ length: 40 }, (_, n) => `${n}.jpg`);
    assert.deepEqual([...(await server.session.upload!.taken(target.ref, names, never)).keys()], ['7.jpg']);
    assert.equal(server.sent.length, 2);
  });
});
