import assert from 'node:assert/strict';
import { endAll, send } from '../harness';
import { emptySpaceId, Library, md5 } from './library';

/** Check values of CRC-64/XZ (SMH-27). */
const crcSamples: [string, string][] = [
  ['123456789', '11051210869376104954'],
  ['hello', '11177612005948864433'],
  ['', '0'],
];

describe('uploads to SMH', function () {
  this.timeout(60_000);
  let library: Library;
  before(async () => {
    library = await Library.open(emptySpaceId, '--samples', 'media/samples');
  });
  after(endAll);
  afterEach(async () => {
    await library.clock(0);
    await library.mode('uploadIncomplete', null);
  });

  const bytes = Buffer.from('some bytes');
  const code = (text: string): string | undefined => /<Code>(\w+)<\/Code>/.exec(text)?.[1];

  it('go in three steps, and are not seen before the last', async () => {
    const begun = await library.begin('three.txt', 'filesize=10');
    assert.equal(begun.status, 201);
    assert.deepEqual(Object.keys(begun.json).sort(), ['confirmKey', 'domain', 'expiration', 'headers', 'path']);
    assert.equal(begun.json.domain, new URL(library.server.origin).host);
    const put = await library.store(begun.json, bytes);
    assert.deepEqual([put.status, put.headers.etag], [200, `"${md5(bytes)}"`]);
    assert.deepEqual(await library.list(''), []);
    const { json } = await library.confirm(begun.json);
    assert.deepEqual([json.path, json.name, json.size], [['three.txt'], 'three.txt', '10']);
    assert.deepEqual(await library.list(''), ['three.txt']);
    const [row] = (await library.server.rows('entry')).filter(({ path }) => path === 'three.txt');
    assert.deepEqual([row!.md5, row!.crc64], [md5(bytes), json.crc64]);
  });

  it('the sum is CRC-64/XZ as an unsigned decimal', async () => {
    for (const [text, sum] of crcSamples) {
      const { json: begun } = await library.begin('sum.bin');
      const put = await library.store(begun, Buffer.from(text));
      assert.equal(put.headers['x-cos-hash-crc64ecma'], sum);
      const { json } = await library.confirm(begun, { crc64: sum });
      assert.equal(json.crc64, sum, text);
    }
  });

  it('a wrong sum is refused, and the right one goes through afterwards', async () => {
    const { json: begun } = await library.begin('checked.bin');
    await library.store(begun, Buffer.from('hello'));
    const bad = await library.confirm(begun, { crc64: '1' });
    assert.deepEqual([bad.status, bad.json.code], [400, 'BadCrc64']);
    assert.equal((await library.confirm(begun, { crc64: '11177612005948864433' })).status, 200);
  });

  it('confirming needs the bytes, and works once', async () => {
    const { json: begun } = await library.begin('once.txt');
    const early = await library.confirm(begun);
    assert.deepEqual([early.status, early.json.code], [400, 'UploadIncomplete']);
    await library.mode('uploadIncomplete', 404);
    assert.equal((await library.confirm(begun)).status, 404);
    await library.store(begun, bytes);
    assert.equal((await library.confirm(begun)).status, 200);
    const twice = await library.confirm(begun);
    assert.deepEqual([twice.status, twice.json.code], [409, 'UploadComplete']);
    assert.equal((await library.confirm({ confirmKey: 'cknone' })).json.code, 'UploadNotFound');
  });

  it('fewer bytes than announced are incomplete', async () => {
    const { json: begun } = await library.begin('short.txt', 'filesize=11');
    await library.store(begun, bytes);
    assert.equal((await library.confirm(begun)).json.code, 'UploadIncomplete');
  });

  it('the store wants exactly the headers that were handed out', async () => {
    const { json: begun } = await library.begin('strict.txt');
    const bad: Record<string, string>[] = [
      { 'Content-Type': 'text/html' },
      { 'x-cos-security-token': 'other' },
      { Authorization: begun.headers.Authorization.replace(/q-signature=./, 'q-signature=x') },
    ];
    for (const headers of bad) {
      const message = await library.store(begun, bytes, headers);
      assert.deepEqual([message.status, code(message.text)], [403, 'SignatureDoesNotMatch']);
    }
    assert.equal((await send('PUT', `http://${begun.domain}${begun.path}`, bytes)).status, 403);
    assert.equal((await send('PUT', `http://${begun.domain}${begun.path}x`, bytes, begun.headers)).status, 403);
    assert.equal(
      (await library.store(begun, bytes, { 'content-md5': Buffer.alloc(16).toString('base64') })).status,
      400,
    );
    assert.equal((await library.store(begun, bytes)).status, 200);
  });

  it('the store refuses an upload that carries the token', async () => {
    const { json: begun } = await library.begin('leak.txt');
    const url = `http://${begun.domain}${begun.path}`;
    for (const message of [
      await library.store(begun, bytes, { Authorization: `Bearer ${library.token}` }),
      await library.store(begun, bytes, { Authorization: library.token }),
      await send('PUT', `${url}?access_token=${library.token}`, bytes, begun.headers),
      await send('PUT', `${url}?library_secret=${library.secret}`, bytes, begun.headers),
    ])
      assert.deepEqual([message.status, code(message.text)], [400, 'InvalidRequest']);
  });

  it('headers end with their time and are renewed', async () => {
    const { json: begun } = await library.begin('late.txt');
    assert.ok(Math.abs(Date.parse(begun.expiration) - Date.now() - 7_200_000) < 60_000);
    await library.clock(7300);
    const late = await library.store(begun, bytes);
    assert.deepEqual([late.status, code(late.text)], [403, 'AccessDenied']);
    const { json: renewed } = await library.call('POST', 'file', begun.confirmKey, 'renew');
    assert.deepEqual(Object.keys(renewed), ['headers', 'expiration']);
    assert.equal((await library.store({ ...begun, ...renewed }, bytes)).status, 200);
    assert.equal((await library.confirm(begun)).status, 200);
  });

  it('a taken name gets a number, is refused, or is overwritten', async () => {
    await library.upload('taken.txt', 'first');
    const renamed = await library.upload('taken.txt', 'second');
    assert.deepEqual(renamed.path, ['taken (1).txt']);
    assert.equal((await library.begin('taken.txt', 'conflict_resolution_strategy=ask')).status, 409);
    const over = await library.upload('taken.txt', 'third one', 'conflict_resolution_strategy=overwrite');
    assert.deepEqual([over.path, over.size], [['taken.txt'], '9']);
    const { json: late } = await library.begin('late2.txt', 'conflict_resolution_strategy=ask');
    await library.store(late, bytes);
    await library.upload('late2.txt', 'other');
    assert.equal((await library.confirm(late)).status, 409);
    const asked = await library.call(
      'POST',
      'file',
      late.confirmKey,
      'confirm&conflict_resolution_strategy=rename',
      {},
    );
    assert.deepEqual(asked.json.path, ['late2 (1).txt']);
  });

  it('directories are not made', async () => {
    const message = await library.begin('no/where.txt');
    assert.deepEqual([message.status, message.json.code], [404, 'DirectoryNotFound']);
  });

  it('a path of null tells that the directory has gone meanwhile', async () => {
    await library.mkdir('vanishing');
    const { json: begun } = await library.begin('vanishing/x.txt');
    await library.store(begun, bytes);
    await library.call('DELETE', 'directory', 'vanishing');
    const message = await library.confirm(begun);
    assert.deepEqual([message.status, message.json.path, message.json.name], [200, null, 'x.txt']);
    assert.ok(!(await library.paths()).some((path) => path.includes('x.txt')));
  });

  it('an upload belongs to its user', async () => {
    const [one, two] = [
      await library.mint({ space_id: emptySpaceId, user_id: 'u1', grant: 'upload_file' }),
      await library.mint({ space_id: emptySpaceId, user_id: 'u2', grant: 'upload_file' }),
    ];
    const { json: begun } = await library.begin('mine.txt', '', one);
    await library.store(begun, bytes);
    const confirm = (token: string): Promise<{ json: any }> =>
      library.call('POST', 'file', begun.confirmKey, 'confirm', undefined, token);
    assert.equal((await confirm(two)).json.code, 'UploadNotBelongYou');
    assert.equal((await confirm(one)).json.userId, 'u1');
  });
});

describe('multipart uploads to SMH', function () {
  this.timeout(60_000);
  const bytesPerMiB = 1024 * 1024;
  const big = Buffer.alloc(2 * bytesPerMiB + 500, 'abcdefg');
  let library: Library;
  before(async () => {
    library = await Library.open(emptySpaceId, '--samples', 'media/samples');
  });
  after(endAll);

  const begin = async (path: string): Promise<any> => (await library.call('POST', 'file', path, 'multipart')).json;
  const part = (
    begun: any,
    number: number | string,
    bytes: Buffer,
    uploadId = begun.uploadId,
  ): Promise<{ status: number }> =>
    send('PUT', `http://${begun.domain}${begun.path}?partNumber=${number}&uploadId=${uploadId}`, bytes, begun.headers);

  it('come together in the order of their numbers', async () => {
    const begun = await begin('big.bin');
    assert.ok(begun.uploadId);
    for (const n of [3, 1, 2])
      assert.equal((await part(begun, n, big.subarray((n - 1) * bytesPerMiB, n * bytesPerMiB))).status, 200);
    const { json: status } = await library.call('GET', 'file', begun.confirmKey, 'upload');
    assert.deepEqual([status.confirmed, status.uploadId], [false, begun.uploadId]);
    assert.deepEqual(
      status.parts.map(({ PartNumber, Size }: any) => [PartNumber, Size]),
      [
        [1, bytesPerMiB],
        [2, bytesPerMiB],
        [3, 500],
      ],
    );
    const { json } = await library.confirm(begun);
    assert.deepEqual([json.size, json.eTag.slice(-3)], [String(big.length), '-3"']);
    const [row] = (await library.server.rows('entry')).filter(({ path }) => path === 'big.bin');
    assert.equal(row!.md5, md5(big));
    const { json: info } = await library.call('GET', 'file', 'big.bin', 'info');
    assert.ok((await send('GET', info.cosUrl)).bytes.equals(big));
  });

  it('parts are numbered from 1 to 10000 and belong to their upload', async () => {
    const begun = await begin('parts.bin');
    assert.equal((await part(begun, 0, big)).status, 400);
    assert.equal((await part(begun, 10_001, big)).status, 400);
    assert.equal((await part(begun, 1, big, 'other')).status, 403);
    assert.equal((await library.store(begun, big)).status, 403);
  });

  it('every part but the last has 1 MB at least', async () => {
    const begun = await begin('small.bin');
    await part(begun, 1, big.subarray(0, bytesPerMiB - 1));
    await part(begun, 2, big.subarray(0, 10));
    assert.equal((await library.confirm(begun)).json.code, 'UploadIncomplete');
    await part(begun, 1, big.subarray(0, bytesPerMiB));
    assert.equal((await library.confirm(begun)).status, 200);
  });

  it('an aborted one is gone', async () => {
    const begun = await begin('aborted.bin');
    assert.equal((await library.call('DELETE', 'file', begun.confirmKey, 'upload')).status, 204);
    assert.equal((await library.confirm(begun)).json.code, 'UploadNotFound');
    assert.equal((await part(begun, 1, big)).status, 403);
  });
});
