import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { Readable } from 'node:stream';
import { englishText, type Text } from '../../../src/core/model/text';
import { isPlatformError } from '../../../src/core/net/errors';
import { CeApi } from '../../../src/core/platforms/basicai-ce/api/api';
import { CeClient } from '../../../src/core/platforms/basicai-ce/api/client';
import { waitForIngest } from '../../../src/core/platforms/basicai-ce/upload/ingest';
import { nameKey } from '../../../src/core/platforms/basicai-ce/browse/nameKey';
import { dataNode, datasetNode } from '../../../src/core/platforms/basicai-ce/nodes';
import { storedData } from '../../../src/core/platforms/basicai-ce/restore/stored';
import { BasicAiCeSession } from '../../../src/core/platforms/basicai-ce/session';
import { signIn } from '../../../src/core/platforms/basicai-ce/signIn';
import * as v from 'valibot';
import { withOrigin } from '../../../src/core/net/hosts/urls';
import { credentials, never, TestContext } from '../../support/context';
import { Player } from '../../support/player';
import { recordedSteps } from '../../support/recorded';

const kindOf = (kind: string, code?: string) => (error: unknown) => {
  assert.ok(isPlatformError(error), String(error));
  assert.equal(error.kind, kind);
  if (code !== undefined) assert.equal(error.facts.code, code);
  return true;
};
const byName = { sortField: 'NAME', ascOrDesc: 'ASC' } as const;

/** The client on recorded answers of a real server; the sandbox has no part in this. */
describe('BasicAI CE client on the captures', () => {
  let player: Player;
  let context: TestContext;
  let url: string;
  let api: CeApi;
  let client: CeClient;

  const play = async (scenario: string, key = 'player-token') => {
    player = new Player(scenario);
    url = await player.open();
    context = new TestContext();
    api = new CeApi(url, credentials(key), context);
    client = new CeClient(api);
  };
  const session = () =>
    new BasicAiCeSession({ id: 'c', platform: 'basicai-ce', name: 'c', url }, credentials(player.token), context);
  afterEach(async () => {
    context.http.close();
    await player.close();
  });

  describe('01-auth', () => {
    beforeEach(() => play('01-auth'));

    it('takes the owner of the token as its proof', async () => {
      assert.equal((await client.me()).nickname, 'me');
    });

    it('reads 401 as a refused key', async () => {
      const wrong = new CeClient(new CeApi(url, { get: async () => 'abc', refresh: async () => 'abc' }, context));
      await assert.rejects(wrong.me(), kindOf('auth', 'LOGIN_STATUS_TIMEOUT'));
    });

    it('reads 404 as a failure although its code is OK (CE-1)', async () => {
      await assert.rejects(api.get('/nowhere', {}, v.unknown()), kindOf('not-found', 'OK'));
    });

    it('reads 500 as a failure of the server, and asks once only', async () => {
      await assert.rejects(api.get('/user/info/99999999', {}, v.unknown()), kindOf('unavailable', 'UNKNOWN'));
      assert.equal(player.arrivals.length, 1);
    });

    it('signs in: uses the API token that the account has, and deletes none', async () => {
      const connection = { id: 'c', platform: 'basicai-ce', name: 'c', url };
      await assert.rejects(
        signIn('password', { user: 'abcd1234@example.test', password: 'passw0rd2' }, connection, context, never),
        kindOf('auth', 'USERNAME_AND_PASSWORD_NOT_MATCH'),
      );
      assert.ok(context.hidden.includes('passw0rd2'), 'the password is known to the redactor before it is sent');
      assert.ok(player.arrivals.every((arrival) => !arrival.url.includes('/token/delete')));
    });
  });

  describe('02-datasets', () => {
    beforeEach(() => play('02-datasets'));

    it('creates, and reads null counts as 0 (CE-12)', async () => {
      const made = await client.createDataset({ name: 'abcd1234-run image', type: 'IMAGE' });
      assert.deepEqual(datasetNode(made).counts, { annotated: 0, all: 0, invalid: 0 });
    });

    it('tells a taken name apart', async () => {
      await assert.rejects(
        client.createDataset({ name: 'abcd1234-run IMAGE', type: 'TEXT' }),
        kindOf('conflict', 'DATASET_NAME_DUPLICATED'),
      );
    });

    it('shows what a validation complains about, without its brackets', async () => {
      await assert.rejects(client.createDataset({ name: '', type: 'IMAGE' }), (error) => {
        assert.ok(isPlatformError(error));
        assert.equal(error.message, 'The server refused: name name cannot be null');
        return true;
      });
    });

    it('lists by page with field and direction of the order together (CE-11)', async () => {
      const first = await client.datasets(1, 3, { name: 'abcd1234-run' }, { sortField: 'NAME', ascOrDesc: 'DESC' });
      const second = await client.datasets(2, 3, { name: 'abcd1234-run' }, { sortField: 'NAME', ascOrDesc: 'DESC' });
      assert.equal(first.total, 5);
      assert.equal(first.list.length + second.list.length, 5);
      assert.deepEqual(
        (await client.datasets(9, 3, { name: 'abcd1234-run' }, { sortField: 'NAME', ascOrDesc: 'DESC' })).list,
        [],
      );
    });

    it('edits and clears the description', async () => {
      await client.updateDataset(player.value('extra'), { name: 'abcd1234-run renamed', description: '' });
      const body = JSON.parse(player.arrivals[0]!.body.toString()) as unknown;
      assert.deepEqual(body, { name: 'abcd1234-run renamed', description: '' });
    });

    it('deletes without a body, and knows what is gone', async () => {
      await client.deleteDataset(player.value('extra'));
      assert.equal(player.arrivals[0]?.headers['content-type'], undefined);
      await assert.rejects(client.deleteDataset(player.value('extra')), kindOf('not-found', 'DATASET_NOT_FOUND'));
      await assert.rejects(client.dataset('99999999'), kindOf('not-found', 'NOT_FOUND'));
      assert.equal(player.arrivals[0]?.body.length, 0);
    });
  });

  describe('03-upload-single', () => {
    beforeEach(() => play('03-upload-single'));

    it('presigns, puts raw bytes without the key, registers with the access URL, and follows the record', async () => {
      const cat = readFileSync('test/captures/files/cat.jpg');
      const { upload } = session();
      const target = `dataset/${player.value('ds')}`;
      const source = {
        name: 'cat.jpg',
        place: 'cat.jpg',
        size: cat.length,
        open: () => Readable.from([cat], { objectMode: false }),
        read: async () => cat,
      };
      const [unit] = upload.units(target, [{ name: 'cat', fileName: 'cat.jpg', size: cat.length, source }]);
      const seen: (number | undefined)[] = [];
      const report = {
        bytes: () => undefined,
        ingested: (done: number) => void seen.push(done),
        warned: () => undefined,
      };
      const receipt = await upload.send(unit!, report, never);
      const put = player.arrivals.find((arrival) => arrival.method === 'PUT')!;
      assert.deepEqual(put.body, cat);
      assert.equal(put.headers.authorization, undefined, 'the key never goes to the store');
      assert.equal(put.headers['content-type'], 'image/jpeg');
      assert.equal(put.headers['content-length'], String(cat.length));
      assert.equal(receipt.md5, '6aab57702f502ff4cd1cf33839d58cba');
      assert.match(receipt.jobId, /^\d{19}$/);
      await upload.waitForIngest(receipt, report, never);
      assert.equal(seen.at(-1), 1);
    });

    it('refuses bytes whose MD5 is not the one that the store answers with', async () => {
      const wrong = readFileSync('test/captures/files/dog.png');
      const { upload } = session();
      const source = {
        name: 'cat.jpg',
        place: 'cat.jpg',
        size: wrong.length,
        open: () => Readable.from([wrong], { objectMode: false }),
        read: async () => wrong,
      };
      const [unit] = upload.units(`dataset/${player.value('ds')}`, [
        { name: 'cat', fileName: 'cat.jpg', size: wrong.length, source },
      ]);
      const report = { bytes: () => undefined, ingested: () => undefined, warned: () => undefined };
      await assert.rejects(
        upload.send(unit!, report, never),
        (error) => isPlatformError(error) && error.message.includes('changed on their way'),
      );
      assert.ok(
        !player.arrivals.some((arrival) => arrival.url.startsWith('/api/data/upload')),
        'nothing is registered',
      );
    });
  });

  describe('08-data', () => {
    beforeEach(() => play('08-data'));

    it('reads rows, scenes and files, with exact numbers past 2^53', async () => {
      const { list, total } = await client.data(player.value('ds'), 1, 50, {}, byName);
      assert.equal(total, 7);
      const nodes = list.map(dataNode);
      assert.deepEqual(
        nodes.filter((node) => node.expandable).map((node) => node.kind),
        ['scene', 'scene', 'scene'],
      );
      const single = nodes.find((node) => node.kind === 'data')!;
      assert.equal(single.files?.[0]?.role, 'image');
      assert.match(single.files[0].key, /^\d+\/\d+$/);
    });

    it('rewrites links to the origin of the connection and leaves path and query alone (CE-24)', async () => {
      const [a1, s1] = [player.value('a1'), player.value('s1')];
      const rows = await client.dataByIds([a1, s1, '99999999']);
      assert.deepEqual(new Set(rows.map((row) => row.id)), new Set([a1, s1]), 'unknown ids are left out');
      const { file } = rows.find((row) => row.id === a1)!.content[0]!.files![0]!;
      assert.equal(new URL(file!.url).port, '8190');
      const link = withOrigin(file!.url, new URL(url).origin);
      assert.equal(new URL(link).origin, new URL(url).origin);
      const after = (whole: string) => whole.slice(new URL(whole).origin.length);
      assert.equal(after(link), after(file!.url));
    });

    it('tells a lock apart, and who holds it', async () => {
      await assert.rejects(
        client.deleteData(player.value('ds'), [player.value('a1'), player.value('alone')]),
        kindOf('conflict', 'DATASET_DATA_OTHERS_ANNOTATING'),
      );
      const [record] = await client.locks(player.value('ds'));
      assert.deepEqual([record?.lockedNum, record?.lockedBy], [2, 'me']);
    });

    it('knows when all ids are gone', async () => {
      await assert.rejects(client.deleteData(player.value('ds'), ['99999999']), kindOf('not-found', 'DATA_NOT_FOUND'));
    });
  });

  describe('13-restore', () => {
    beforeEach(() => play('13-restore'));

    it('fetches the original of a deleted datum by a fresh link, and proves it whole', async () => {
      const cat = readFileSync('test/captures/files/cat.jpg');
      const ref = `data/${player.value('ds')}/${player.value('id')}`;
      const kept = {
        ref,
        parent: `dataset/${player.value('ds')}`,
        name: 'cat',
        fileName: 'cat.jpg',
        size: cat.length,
        annotated: false,
        results: [],
      };
      const itemOf = async (size: number) => {
        const found = await session().restore.planRestore([{ ...kept, size }], never);
        return found.get(ref)!.items[0]!;
      };
      const item = await itemOf(cat.length);
      assert.deepEqual([item.name, item.fileName, item.size, item.path], ['cat', 'cat.jpg', cat.length, undefined]);
      assert.deepEqual(Buffer.from(await item.source!.read(never)), cat);
      const shorter = await itemOf(17);
      await assert.rejects(
        Promise.resolve(shorter.source!.read(never)),
        (error) => isPlatformError(error) && error.message.includes('damaged'),
      );
    });
  });

  describe('15-names-in-archives', () => {
    beforeEach(() => play('15-names-in-archives'));

    it('takes for one what the server took for one, and lists the names as they are', async () => {
      const datasets = recordedSteps('15-names-in-archives');
      const listed = (step: string) =>
        (datasets.get(step)!.response.body.data.list as { name: string }[]).map(({ name }) => name);
      const kept = listed('names that differ in accents, case, blanks, emoji; which of those alike wins is chance');
      assert.equal(new Set(kept.map(nameKey)).size, kept.length, 'what is kept differs');
      const { list } = await client.data(player.value('ds'), 1, 50, {}, byName);
      assert.deepEqual(
        list.map(({ name }) => name),
        ['cafe\u0301', 'plain', 'Straße', '猫'],
      );
    });

    it('shows what the server says about two files of one name', async () => {
      const { response } = recordedSteps('15-names-in-archives').get('progress of names-more.zip')!;
      const [record] = response.body.data;
      const warnings: string[] = [];
      const report = {
        bytes: () => undefined,
        ingested: () => undefined,
        warned: (notice: Text) => warnings.push(englishText(notice)),
      };
      await waitForIngest(client, context, record.serialNumber, report, never);
      assert.deepEqual(warnings, ['The server says: There are duplicate files in image_0 folder,file name is a']);
    });
  });

  describe('16-texts-read-back', () => {
    beforeEach(() => play('16-texts-read-back'));

    it('tells nothing of dialogues, living or deleted, and fails on names that begin with "text"', async () => {
      const [ds, first, second] = ['ds', 'i0', 'i1'].map((name) => player.value(name)) as [string, string, string];
      const { data } = await client.dataAndResult(ds, [first]);
      assert.deepEqual(data[0]?.texts, []);
      await assert.rejects(client.dataAndResult(ds, [second]), kindOf('unavailable', 'UNKNOWN'));
      const { found, failed } = await storedData(client, ds, [second], never);
      assert.deepEqual([found, [...failed.keys()]], [[], [second]], 'a scan goes on without it');
    });

    it('knows nothing of a deleted dialogue', async () => {
      const [first, third] = ['i0', 'i2'].map((name) => player.value(name)) as [string, string];
      assert.deepEqual(await client.dataByIds([first, third]), []);
      await assert.rejects(client.datum(first), kindOf('not-found', 'NOT_FOUND'));
    });
  });

  describe('17-clouds-without-cameras', () => {
    beforeEach(() => play('17-clouds-without-cameras'));

    it('finds what is still stored of deleted clouds, with and without cameras', async () => {
      const ids = ['i0', 'i1', 'i2'].map((name) => player.value(name));
      const { found, failed } = await storedData(client, player.value('ds'), ids, never);
      assert.equal(failed.size, 0);
      assert.deepEqual(
        found.map(({ name, files }) => [name, files.map(({ path }) => path)]),
        [
          ['01', ['lidar_point_cloud_0/01.pcd']],
          ['02', ['lidar_point_cloud_0/02.pcd', 'camera_image_0/02.jpg']],
          ['03', ['lidar_point_cloud_0/03.pcd', 'camera_image_0/03.jpg', 'camera_config/03.json']],
        ],
      );
    });
  });

  describe('18-asked-twice', () => {
    beforeEach(() => play('18-asked-twice'));

    it('knows ids that are gone and those of another dataset apart from those that went', async () => {
      const [ds, other, first, second] = ['ds', 'other', 'i0', 'i1'].map((name) => player.value(name)) as [
        string,
        string,
        string,
        string,
      ];
      await assert.rejects(client.deleteData(ds, [first]), kindOf('not-found', 'DATA_NOT_FOUND'));
      await assert.rejects(client.deleteData(other, [second]), kindOf('not-found', 'DATA_NOT_FOUND'));
      const third = player.value('i2');
      await client.deleteData(ds, [third, third]);
    });

    it('shows why nothing is registered twice: the second record never goes on', async () => {
      const [one, two] = ['one', 'two'].map((name) => player.value(name)) as [string, string];
      assert.equal((await client.uploadRecords([one]))[0]?.status, 'PARSE_COMPLETED');
      assert.equal((await client.uploadRecords([two]))[0]?.status, 'DOWNLOAD_COMPLETED');
    });
  });
});
