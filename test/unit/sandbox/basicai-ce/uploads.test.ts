import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { captured, picture } from '../pictures';
import { endAll, send, start, until, zip, type Server } from '../harness';

const names = (rows: { name: string }[]): string[] => rows.map((row) => row.name).sort();

function series(n: number, more: Record<string, Buffer | string> = {}): Promise<Buffer> {
  return zip({
    ...more,
    ...Object.fromEntries(
      Array.from({ length: n }, (_, i) => [`image_0/p${String(i).padStart(2, '0')}.png`, picture(8, 8, i)]),
    ),
  });
}

describe('uploads', function () {
  this.timeout(60_000);
  let server: Server;
  before(async () => {
    server = await start('--empty');
  });
  after(endAll);

  it('keeps the first of two with one name in one archive', async () => {
    const id = await server.dataset('twice');
    const files = {
      'one/image_0/x.png': picture(4, 4, 1),
      'two/image_0/x.png': picture(5, 5, 2),
      'two/image_0/y.png': picture(6, 6, 3),
    };
    const record = await server.upload(id, 'twice.zip', await zip(files));
    assert.deepEqual(
      [record.status, record.errorMessage, record.totalDataNum],
      ['PARSE_COMPLETED', 'Duplicate data names;', 3],
    );
    const rows = await server.list(id);
    assert.deepEqual(names(rows), ['x', 'y']);
    assert.equal(rows.find((row) => row.name === 'x')!.content[0].files[0].file.extraInfo.width, 4);
  });

  it('loses a whole batch of five to one picture that does not decode, without a word', async () => {
    const bad: [string, Buffer][] = [
      ['text', Buffer.from('not a picture')],
      ['cut png', picture(8, 8).subarray(0, 60)],
      ['empty', Buffer.alloc(0)],
    ];
    for (const [what, bytes] of bad) {
      const id = await server.dataset(`bad ${what}`);
      const record = await server.upload(id, 'mixed.zip', await series(12, { 'image_0/bad.jpg': bytes }));
      assert.deepEqual(
        [record.status, record.errorMessage, record.totalDataNum, record.parsedDataNum],
        ['PARSE_COMPLETED', '', 13, 13],
        what,
      );
      assert.equal((await server.list(id)).length, 8, what);
    }
  });

  it('takes a JPEG that is cut after its header and a GIF named .jpg', async () => {
    const id = await server.dataset('odd');
    const jpeg = captured('cat.jpg');
    const files = {
      'image_0/cut.jpg': jpeg.subarray(0, jpeg.length - 500),
      'image_0/gif.jpg': captured('pic.gif'),
      'image_0/ok.png': picture(2, 2),
    };
    await server.upload(id, 'odd.zip', await zip(files));
    assert.deepEqual(names(await server.list(id)), ['cut', 'gif', 'ok']);
  });

  it('hangs when one member of an archive is broken, and takes nothing of it', async () => {
    const id = await server.dataset('crc');
    const bytes = await zip({ 'image_0/a.png': picture(9, 9, 1), 'image_0/b.txt': 'x'.repeat(2000) });
    bytes[bytes.indexOf('image_0/a.png') + 13 + 40]! ^= 0xff;
    const serial = await server.start(id, 'crc.zip', bytes);
    await server.upload(id, 'after.png', picture(3, 3));
    assert.equal((await server.record(serial)).status, 'DOWNLOAD_COMPLETED');
    assert.deepEqual(names(await server.list(id)), ['after']);
  });

  it('takes in one after the other, while those that were fetched wait', async () => {
    const id = await server.dataset('queue');
    await server.control('PUT', '/pace', { msPerItem: 30 });
    const serials: string[] = [];
    for (let i = 0; i < 4; i++)
      serials.push(await server.start(id, `q${i}.zip`, await series(10, { [`image_0/q${i}.png`]: picture(3, 3, i) })));
    let [most, waiting] = [0, 0];
    await until(async () => {
      const records: { status: string }[] = await server.ok(
        'GET',
        `/data/findUploadRecordBySerialNumbers?serialNumbers=${serials.join(',')}`,
      );
      const count = (wanted: string) => records.filter(({ status }) => status === wanted).length;
      most = Math.max(most, count('PARSING'));
      waiting = Math.max(waiting, count('DOWNLOAD_COMPLETED'));
      return records.every(({ status }) => status === 'PARSE_COMPLETED') || undefined;
    });
    await server.control('PUT', '/pace', { msPerItem: 1 });
    assert.equal(most, 1);
    assert.ok(waiting >= 2, `${waiting} wait`);
  });

  it('shows its progress in order, five by five', async () => {
    const id = await server.dataset('progress');
    await server.control('PUT', '/pace', { msPerItem: 10 });
    const serial = await server.start(id, 'p.zip', await series(20));
    const seen: string[] = [];
    await until(async () => {
      const { status, parsedDataNum } = await server.record(serial);
      const line = status === 'PARSING' ? `${status} ${parsedDataNum}` : status;
      if (seen.at(-1) !== line) seen.push(line);
      return status === 'PARSE_COMPLETED' || undefined;
    });
    await server.control('PUT', '/pace', { msPerItem: 1 });
    const order = [
      'UNSTARTED',
      'DOWNLOADING',
      'DOWNLOAD_COMPLETED',
      'PARSING 5',
      'PARSING 10',
      'PARSING 15',
      'PARSING 20',
      'PARSE_COMPLETED',
    ];
    assert.deepEqual(
      seen,
      order.filter((status) => seen.includes(status)),
    );
    assert.ok(seen.includes('PARSING 10'));
  });

  it('does not take a presigned PUT as a source, nor a tampered one', async () => {
    const id = await server.dataset('source');
    const { presignedUrl, accessUrl } = await server.presign(id, 'cat.jpg');
    await send('PUT', presignedUrl, captured('cat.jpg'));
    for (const fileUrl of [
      presignedUrl,
      accessUrl.replace(/Signature=./, 'Signature=g'),
      accessUrl.replace('cat.jpg', 'dog.jpg'),
    ]) {
      const serial = await server.ok('POST', '/data/upload', { fileUrl, datasetId: id, source: 'LOCAL' });
      assert.equal((await server.finished(serial)).errorMessage, 'File url error');
    }
  });

  it('brings deleted data back from their links and from their archive', async () => {
    const id = await server.dataset('back');
    const { presignedUrl, accessUrl } = await server.presign(id, 'image-scene.zip');
    await send('PUT', presignedUrl, captured('image-scene.zip'));
    const register = async (): Promise<any> =>
      server.finished(await server.ok('POST', '/data/upload', { fileUrl: accessUrl, datasetId: id, source: 'LOCAL' }));
    await register();
    const rows = await server.list(id);
    const [scene, alone] = [rows.find((row) => row.name === 'scene_one')!, rows.find((row) => row.name === 'alone')!];
    const frames = await server.list(id, `&parentId=${scene.id}`);
    await server.ok('POST', '/data/deleteBatch', { datasetId: id, ids: [scene.id, alone.id] });
    const answer = await server.ok('GET', `/data/getDataAndResult?datasetId=${id}&dataIds=${alone.id},${frames[0].id}`);
    assert.deepEqual(answer.data.map((one: { dataId: number }) => one.dataId).sort(), [alone.id, frames[0].id].sort());
    for (const one of answer.data) assert.equal((await send('GET', one.images[0].url)).status, 200);
    assert.equal(
      (await server.call('GET', `/data/getDataAndResult?datasetId=${id}&dataIds=${alone.id},${scene.id}`)).status,
      500,
    );
    assert.deepEqual(await server.ok('GET', `/data/getDataStatusByIds?dataIds=${alone.id}`), []);
    assert.equal((await register()).errorMessage.includes('Duplicate scene names:scene_Two;'), true);
    assert.deepEqual(names(await server.list(id)), names(rows));
  });

  it('links a class by the id of one in the dataset only', async () => {
    const id = await server.dataset('linked');
    await server.ok('POST', '/datasetClass/create', {
      datasetId: id,
      name: 'Cat',
      color: '#ffffff',
      toolType: 'BOUNDING_BOX',
    });
    const [{ id: classId }] = await server.ok('GET', `/datasetClass/findAll/${id}`);
    const box = (more: object): object => ({
      type: 'BOUNDING_BOX',
      contour: {
        points: [
          { x: 1, y: 1 },
          { x: 2, y: 2 },
        ],
      },
      ...more,
    });
    const files = {
      'image_0/a.png': picture(4, 4),
      'result/a.json': JSON.stringify({ objects: [box({ classId }), box({ className: 'Cat' })] }),
    };
    await server.upload(id, 'linked.zip', await zip(files), { resultType: 'GROUND_TRUTH' });
    const [row] = await server.list(id);
    const { results } = await server.ok('GET', `/data/getDataAndResult?datasetId=${id}&dataIds=${row.id}`);
    assert.deepEqual(
      results[0].objects.map((one: any) => [one.classId, one.className, one.modelClass]),
      [
        [classId, 'Cat', undefined],
        [undefined, undefined, 'Cat'],
      ],
    );
  });

  it('stores what was sent, byte for byte', async () => {
    const id = await server.dataset('bytes');
    const bytes = picture(30, 30, 5);
    await server.upload(id, 'b.zip', await zip({ 'image_0/b.png': bytes }));
    const [row] = (await server.rows('data')).filter((one) => one.datasetId === id);
    assert.deepEqual([row!.size, row!.md5], [bytes.length, createHash('md5').update(bytes).digest('hex')]);
  });

  it('two exports of one dataset within a second: one completes', async () => {
    const id = await server.dataset('exported');
    await server.upload(id, 'e.png', picture(3, 3));
    const statuses = await until(async () => {
      const started = [
        await server.ok('GET', `/data/export?datasetId=${id}`),
        await server.ok('GET', `/data/export?datasetId=${id}`),
      ];
      const records = await until(async () => {
        const found: { status: string; fileName: string }[] = await server.ok(
          'GET',
          `/data/findExportRecordBySerialNumbers?serialNumbers=${started.join(',')}`,
        );
        return found.some(({ status }) => status === 'GENERATING') ? undefined : found;
      });
      return records[0]!.fileName === records[1]!.fileName ? records.map(({ status }) => status) : undefined;
    });
    assert.deepEqual(statuses, ['COMPLETED', 'FAILED']);
  });
});
