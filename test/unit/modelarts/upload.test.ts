import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import type { Node } from '../../../src/core/model/node';
import { datasetNode } from '../../../src/core/platforms/modelarts/nodes';
import type { UnitItem, UploadRules } from '../../../src/core/contract';
import { deliver } from '../../../src/core/transfer/engine';
import { memorySource } from '../../../src/core/transfer/memorySource';
import { inlineChecks } from '../../../src/core/transfer/check/fileChecks';
import { never } from '../../support/context';
import type { SentRequest, Sent } from '../../support/scripted';
import { ArtsServer, data, dataset, ok, place, refused, rowsOf, sample, shelf, user } from './server';

const target = (type = 1): Node => datasetNode(dataset({ dataset_type: type }));
const item = (name: string, bytes: Buffer): UnitItem => ({
  name,
  fileName: name,
  size: bytes.length,
  source: memorySource(name, bytes),
});
const large = Buffer.alloc(8 * 1024 ** 2, 7);
const quiet = { progress: () => undefined, state: () => undefined, warned: () => undefined };
const statuses = (outcomes: readonly { status: string }[]) => outcomes.map(({ status }) => status);

/** A dataset that lists what it is sent; `add` may say something else. */
class Shop extends ArtsServer {
  readonly rows: Map<string, object>;
  readonly objects = new Map<string, Buffer>();

  constructor(more: (path: string, sent: Sent, shop: Shop) => SentRequest | undefined = () => undefined, how = {}) {
    const rows = rowsOf();
    const answer = shelf(rows, (path, sent) => more(path, sent, this) ?? this.take(path, sent));
    super(answer, how);
    this.rows = rows;
  }

  private take(path: string, sent: Sent): SentRequest | undefined {
    if (sent.url.host.startsWith('acme-vision.obs.')) {
      if (sent.method === 'HEAD') return { status: this.objects.has(path) ? 200 : 404 };
      this.objects.set(path, sent.bytes);
      return { headers: { etag: `"${createHash('md5').update(sent.bytes).digest('hex')}"` } };
    }
    if (path.endsWith('/sync-data') && sent.method === 'POST') {
      for (const key of this.objects.keys()) this.list(decodeURIComponent(key.slice(key.lastIndexOf('/') + 1)));
      return { text: '' };
    }
    if (path.endsWith('/sync-data/status')) return ok({ status: 'COMPLETED', add_sample_count: this.objects.size });
    if (path !== `${data}/samples` || sent.method !== 'POST') return undefined;
    const names: string[] = JSON.parse(sent.body ?? '').samples.map(({ name }: { name: string }) => name);
    return ok({ success: true, results: names.map((name) => ({ success: true, info: this.list(name) })) });
  }

  list(name: string): string {
    const id = `id${this.rows.size}`;
    this.rows.set(id, sample(id, { sample_name: name }));
    return id;
  }

  ship(items: readonly UnitItem[]) {
    const { upload } = this.session;
    return deliver(upload!, place, upload!.units(place, items), quiet, never);
  }
}

describe('ModelArts: uploads', () => {
  it('send small files as base64 in the call, and settle them by their new ids', async () => {
    const shop = new Shop();
    const deliveries = await shop.ship([item('a.jpg', Buffer.from('one')), item('b.jpg', Buffer.from('two'))]);
    assert.deepEqual(statuses(deliveries), ['done', 'done']);
    const [call] = shop.sent.filter(({ method }) => method === 'POST');
    assert.deepEqual(JSON.parse(call?.body ?? ''), {
      final_annotation: true,
      samples: [
        { name: 'a.jpg', data: Buffer.from('one').toString('base64') },
        { name: 'b.jpg', data: Buffer.from('two').toString('base64') },
      ],
    });
    assert.equal(shop.sent.filter(({ method }) => method === 'PUT').length, 0);
  });

  it('name the type of samples where it is not 0', async () => {
    for (const [type, response] of [
      [0, undefined],
      [101, 1],
      [900, 9],
    ] as const) {
      const shop = new Shop((path) =>
        path === '/datasets/Qm7sT2kPz4LwXc9Rb1Y' ? ok(dataset({ dataset_type: type })) : undefined,
      );
      await shop.ship([item('a.txt', Buffer.from('one'))]);
      const call = shop.sent.find(({ method }) => method === 'POST');
      assert.equal(JSON.parse(call?.body ?? '').samples[0].sample_type, response);
    }
  });

  it('keep every call below 11.5 MB, with few files', async () => {
    const shop = new Shop();
    const files = [
      ...Array.from({ length: 25 }, (_, n) => item(`small${n}.jpg`, Buffer.alloc(10, n))),
      ...Array.from({ length: 4 }, (_, n) => item(`half${n}.jpg`, Buffer.alloc(3 * 1024 ** 2, n))),
    ];
    const deliveries = await shop.ship(files);
    assert.ok(deliveries.every(({ status }) => status === 'done'));
    const calls = shop.sent.filter(({ method }) => method === 'POST').map(({ body }) => body ?? '');
    assert.ok(calls.every((body) => body.length < 11_500_000));
    assert.ok(calls.every((body) => JSON.parse(body).samples.length <= 10));
  });

  it('read results in the order of the request, each with its own error', async () => {
    const shop = new Shop((path, { method }, own) =>
      path === `${data}/samples` && method === 'POST'
        ? ok({
            success: false,
            error_code: 'ModelArts.4421',
            results: [
              { success: true, info: own.list('a.jpg') },
              { success: false, error_code: 'ModelArts.4656', error_msg: 'too large' },
            ],
          })
        : undefined,
    );
    const deliveries = await shop.ship([item('a.jpg', Buffer.from('one')), item('b.jpg', Buffer.from('two'))]);
    assert.deepEqual(statuses(deliveries), ['done', 'failed']);
    assert.match(String(deliveries[1]?.reason?.args), /too large/);
  });

  it('that tell no ids are found by their names, and only new ones count', async () => {
    const shop = new Shop((path, { method }, own) => {
      if (path !== `${data}/samples` || method !== 'POST') return undefined;
      own.list('b.jpg');
      return ok({ success: true });
    });
    shop.list('a.jpg');
    const deliveries = await shop.ship([item('a.jpg', Buffer.from('one')), item('b.jpg', Buffer.from('two'))]);
    assert.deepEqual(statuses(deliveries), ['failed', 'done']);
  });

  it('that are refused as a whole are failed; those whose answer was lost are looked for', async () => {
    const refusing = new Shop((path, { method }) =>
      path === `${data}/samples` && method === 'POST' ? refused('ModelArts.4340', 400, 'no bucket') : undefined,
    );
    assert.deepEqual(statuses(await refusing.ship([item('a.jpg', Buffer.from('one'))])), ['failed']);
    const losing = new Shop((path, { method }, own) => {
      if (path !== `${data}/samples` || method !== 'POST') return undefined;
      own.list('a.jpg');
      return { status: 504, text: '' };
    });
    assert.deepEqual(statuses(await losing.ship([item('a.jpg', Buffer.from('one'))])), ['done']);
    assert.equal(losing.sent.filter(({ method }) => method === 'POST').length, 1, 'a write is not repeated');
  });

  it('put large files into OBS below the input path, signed, and list them by one sync', async () => {
    const shop = new Shop();
    const deliveries = await shop.ship([
      item('big 1.jpg', large),
      item('big 2.jpg', large),
      item('a.jpg', Buffer.from('one')),
    ]);
    assert.deepEqual(statuses(deliveries), ['done', 'done', 'done']);
    const puts = shop.sent.filter(({ method }) => method === 'PUT');
    assert.deepEqual(puts.map(({ url }) => url.href).sort(), [
      'https://acme-vision.obs.cn-north-4.myhuaweicloud.com/signs/in/big%201.jpg',
      'https://acme-vision.obs.cn-north-4.myhuaweicloud.com/signs/in/big%202.jpg',
    ]);
    for (const { headers, bytes } of puts) {
      assert.match(headers.authorization ?? '', /^OBS AKEXAMPLE0000000000A:[A-Za-z0-9+/=]{28}$/);
      assert.ok(bytes.equals(large));
      for (const name of ['x-auth-token', 'x-project-id', 'x-sdk-date']) assert.equal(headers[name], undefined);
    }
    assert.equal(shop.to(/sync-data$/).length, 1);
  });

  it('never overwrite a file that lies in OBS outside of the dataset', async () => {
    const shop = new Shop();
    shop.objects.set('/signs/in/big.jpg', Buffer.from('old'));
    const [delivery] = await shop.ship([item('big.jpg', large)]);
    assert.equal(delivery?.status, 'failed');
    assert.match(delivery.reason?.template ?? '', /already exists in OBS/);
    assert.equal(shop.objects.get('/signs/in/big.jpg')?.toString(), 'old');
  });

  it('do not try a signature again that OBS refused', async () => {
    const shop = new Shop((_path, { method, url }) =>
      url.host.startsWith('acme-vision.obs.') && method === 'PUT'
        ? { status: 403, text: '<Error><Code>SignatureDoesNotMatch</Code></Error>' }
        : undefined,
    );
    const [delivery] = await shop.ship([item('big.jpg', large)]);
    assert.equal(delivery?.status, 'failed');
    assert.equal(shop.sent.filter(({ method }) => method === 'PUT').length, 1);
  });

  it('find it out when OBS took other bytes', async () => {
    const shop = new Shop((_path, { method, url }) =>
      url.host.startsWith('acme-vision.obs.') && method === 'PUT'
        ? { headers: { etag: '"00000000000000000000000000000000"' } }
        : undefined,
    );
    const [delivery] = await shop.ship([item('big.jpg', large)]);
    assert.equal(delivery?.status, 'failed');
  });

  it('borrow keys for OBS where a password is the way in, and keep them out of sight', async () => {
    const borrowed = { access: 'TEMPORARYAK', secret: 'temporary-secret', securitytoken: 'temporary-token' };
    const shop = new Shop(
      (path) => {
        if (path === '/v3/auth/tokens')
          return { status: 201, headers: { 'x-subject-token': 'tok-1' }, json: { token: {} } };
        return path === '/v3.0/OS-CREDENTIAL/securitytokens'
          ? { status: 201, json: { credential: borrowed } }
          : undefined;
      },
      { secret: user },
    );
    assert.deepEqual(statuses(await shop.ship([item('big.jpg', large)])), ['done']);
    const [asked] = shop.to(/securitytokens$/);
    assert.equal(asked?.headers['x-auth-token'], 'tok-1');
    const { identity } = JSON.parse(asked.body ?? '').auth;
    assert.deepEqual(identity.methods, ['token']);
    assert.ok(identity.token.duration_seconds >= 900 && identity.token.duration_seconds <= 86_400);
    const put = shop.sent.find(({ method }) => method === 'PUT');
    assert.match(put?.headers.authorization ?? '', /^OBS TEMPORARYAK:/);
    assert.equal(put?.headers['x-obs-security-token'], 'temporary-token');
    for (const part of Object.values(borrowed)) assert.ok(shop.context.hidden.includes(part), part);
  });
});

describe('ModelArts: what is taken', () => {
  const rules = (type: number, options = {}): UploadRules | undefined =>
    new ArtsServer(() => ok({}), { options }).session.upload!.rules(target(type));
  const check = async (type: number, name: string, bytes: Buffer, options = {}) => {
    const file = { path: name, to: name, item: name, kind: 'picture', lead: true } as const;
    return (await rules(type, options)!.check(file, memorySource(name, bytes), inlineChecks, never)).problem?.template;
  };
  const picture = readFileSync('media/samples/pictures/cat.jpg');

  it('goes by the type of the dataset', () => {
    const singleFiles = (type: number) => {
      const found = rules(type)?.singleFiles;
      return typeof found === 'object' ? [...found] : found;
    };
    for (const type of [0, 1, 3]) assert.deepEqual(singleFiles(type), ['.jpg', '.jpeg', '.png', '.bmp']);
    for (const type of [100, 101, 102]) assert.deepEqual(singleFiles(type), ['.txt', '.csv']);
    assert.ok(singleFiles(200)?.includes('.wav'));
    assert.ok(singleFiles(600)?.includes('.mp4'));
    assert.equal(singleFiles(900), 'any');
    assert.equal(rules(400), undefined);
  });

  it('are whole pictures where there must be pictures, and texts as they are where there are texts', async () => {
    assert.equal(await check(1, 'cat.jpg', picture), undefined);
    assert.ok(await check(1, 'cat.jpg', picture.subarray(0, picture.length / 2)));
    assert.equal(await check(100, 'a.txt', Buffer.from('no picture')), undefined);
    assert.ok(await check(100, 'a.txt', Buffer.alloc(0)), 'an empty file');
  });

  it('are no large files without an address of OBS, which is said before the first byte', async () => {
    const near = { ...target(900) };
    const upload = new ArtsServer(() => ok({})).session.upload!;
    assert.ok(upload.rules(near));
    assert.equal(await check(900, 'a.bin', large), undefined);
    const { uploadRulesOf: rulesOf } = await import('../../../src/core/platforms/modelarts/upload/rules');
    const file = { path: 'a.bin', to: 'a.bin', item: 'a.bin', kind: 'file', lead: true } as const;
    const without = rulesOf('900', false)!;
    assert.match(
      (await without.check(file, memorySource('a.bin', large), inlineChecks, never)).problem?.template ?? '',
      /enter its address/,
    );
    assert.equal(
      (await without.check(file, memorySource('a.bin', Buffer.from('x')), inlineChecks, never)).problem,
      undefined,
    );
  });

  it('have names that the server can take, with their extension', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (name) => {
        const safe = rules(900)!.safeName(`${name}.jpg`);
        assert.doesNotMatch(safe, /[!<>=&"'/]/);
        assert.ok(safe.length <= 1_024 && safe.endsWith('.jpg'));
        assert.equal(rules(900)!.safeName(safe), safe);
      }),
    );
    assert.equal(rules(900)!.safeName(`${'a'.repeat(2_000)}.jpg`).length, 1_024);
    assert.equal(rules(900)!.safeName('a=b&c.jpg'), 'a_b_c.jpg');
  });

  it('are files without their folders, told apart by a number', () => {
    const layout = rules(1)!.layout(['x/cat.jpg', 'y/cat.jpg', 'y/notes.txt', 'y/'], 'written');
    assert.deepEqual(
      layout.files.map(({ path, item: name }) => [path, name]),
      [
        ['x/cat.jpg', 'cat.jpg'],
        ['y/cat.jpg', 'cat (2).jpg'],
      ],
    );
    assert.deepEqual(
      layout.left.map(({ path }) => path),
      ['y/notes.txt'],
    );
    assert.equal(rules(1)!.layout(['notes.txt'], 'written').problems.length, 1);
  });

  it('are names that are free: those that are taken are found by a search, and by the list where that is no search', async () => {
    const found = async (server: ArtsServer) => [
      ...(await server.session.upload!.taken(place, ['a.jpg', 'z.jpg'], never)).keys(),
    ];
    assert.deepEqual(await found(new ArtsServer(shelf(rowsOf('a', 'b')))), ['a.jpg']);
    const blind = new ArtsServer((path) =>
      path.endsWith('/samples') ? ok({ sample_count: 2, samples: [sample('a'), sample('b')] }) : ok(dataset()),
    );
    assert.deepEqual(await found(blind), ['a.jpg']);
  });
});
