import assert from 'node:assert/strict';
import { endAll } from '../harness';
import { Cloud } from './cloud';

describe('lists of the BasicAI Cloud sandbox', function () {
  this.timeout(60_000);
  let cloud: Cloud;
  let id: number;
  let ids: number[];

  before(async () => {
    cloud = await Cloud.start('--rows', '20000');
    id = await cloud.dataset('lists');
    ids = await cloud.data(id, 25);
  });
  after(endAll);

  const list = (query: string): Promise<any> => cloud.ok('GET', `/dataset/listItem/${id}?${query}`);
  const listById = (query: string): Promise<any> => cloud.ok('GET', `/dataset/listItemById/${id}?${query}`);
  const idsOf = ({ list: found }: any): number[] => found.map((item: any) => item.id);

  it('tell the total on the first page only, and end on a short page', async () => {
    const first = await list('');
    assert.deepEqual([first.total, idsOf(first)], [25, ids.slice(0, 10)]);
    const third = await list('pageNo=3&pageSize=10');
    assert.deepEqual(['total' in third, idsOf(third)], [false, ids.slice(20)]);
    assert.deepEqual(await list('pageNo=4'), { list: [] });
  });

  it('go on after the last id, and need no row to stand there', async () => {
    const first = await listById('');
    assert.deepEqual(first, { list: first.list });
    assert.deepEqual(idsOf(first), ids.slice(0, 10));
    assert.deepEqual(idsOf(await listById(`lastId=${ids[9]}&limit=100`)), ids.slice(10));
    assert.deepEqual(idsOf(await listById(`lastId=${ids[24]}`)), []);
    assert.deepEqual(idsOf(await listById('lastId=1&limit=2')), ids.slice(0, 2));
  });

  it('refuse sizes outside 1 to 100', async () => {
    for (const query of ['pageSize=0', 'pageSize=101', 'pageSize=x', 'pageNo=0'])
      assert.equal(await cloud.code('GET', `/dataset/listItem/${id}?${query}`), 'ILLEGAL_PARAM', query);
    for (const query of ['limit=0', 'limit=101', 'lastId=x'])
      assert.equal(await cloud.code('GET', `/dataset/listItemById/${id}?${query}`), 'ILLEGAL_PARAM', query);
    assert.equal((await list('pageSize=100')).list.length, 25);
  });

  it('print the code of page lists in small letters, others in capitals, unless told otherwise', async () => {
    const codes = async (): Promise<string[]> => [
      await cloud.code('GET', '/dataset/list'),
      await cloud.code('GET', '/dataset/listById'),
    ];
    assert.deepEqual(await codes(), ['ok', 'OK']);
    await cloud.mode('okCase', 'upper');
    assert.deepEqual(await codes(), ['OK', 'OK']);
    await cloud.mode('okCase', 'lower');
    assert.deepEqual(await codes(), ['ok', 'ok']);
    await cloud.mode('okCase', null);
  });

  it('filter and sort datasets', async () => {
    await cloud.dataset('sort B', 'LIDAR');
    await cloud.dataset('sort A');
    const names = async (query: string): Promise<string[]> =>
      (await cloud.ok('GET', `/dataset/list?name=SORT&${query}`)).list.map(({ name }: any) => name);
    assert.deepEqual(await names(''), ['sort B', 'sort A']);
    assert.deepEqual(await names('sortField=NAME'), ['sort A', 'sort B']);
    assert.deepEqual(await names('sortField=CREATED_AT&ascOrDesc=DESC'), ['sort A', 'sort B']);
    assert.deepEqual(await names('type=LIDAR'), ['sort B']);
    assert.deepEqual(await names('createEndTime=2020-01-01T00:00:00'), []);
    assert.deepEqual(await names('createStartTime=2020-01-01T00:00:00'), ['sort B', 'sort A']);
    assert.equal(await cloud.code('GET', '/dataset/list?createStartTime=soon'), 'ILLEGAL_FORMAT');
    assert.equal(await cloud.code('GET', '/dataset/list?sortField=SIZE'), 'ILLEGAL_PARAM');
  });

  it('show one level: the top, or what stands in a batch or scene', async () => {
    const [harbour] = (await cloud.ok('GET', '/dataset/list?name=harbour')).list;
    const { total, list: top } = await cloud.ok('GET', `/dataset/listItem/${harbour.id}?pageSize=100`);
    assert.deepEqual([total, harbour.itemCount, harbour.dataCount], [13, 13, 20]);
    const night = top.find(({ type }: any) => type === 'BATCH');
    assert.deepEqual([night.name, night.itemCount, night.parentId], ['night', 2, null]);
    const level = `/dataset/listItem/${harbour.id}?parentId=`;
    const scenes = (await cloud.ok('GET', `${level}${night.id}`)).list;
    assert.deepEqual(
      scenes.map(({ name, type, parentId, itemCount }: any) => [name, type, parentId, itemCount]),
      [
        ['scene_1', 'SCENE', night.id, 4],
        ['scene_2', 'SCENE', night.id, 4],
      ],
    );
    assert.equal((await cloud.ok('GET', `${level}${scenes[0].id}`)).list.length, 4);
    assert.equal(await cloud.code('GET', `${level}1`), 'RESOURCE_NOT_FOUND');
    assert.equal((await cloud.ok('GET', `/dataset/listItem/${harbour.id}?itemType=BATCH`)).total, 1);
  });

  it('hold as many data as the command line asks for', async () => {
    const [million] = (await cloud.ok('GET', '/dataset/list?name=million')).list;
    const path = `/dataset/listItem/${million.id}`;
    assert.equal((await cloud.ok('GET', path)).total, 20_000);
    const last = (await cloud.ok('GET', `${path}?pageNo=200&pageSize=100`)).list[99];
    assert.deepEqual(
      [last.name, last.cameraImages[0].filename, last.cameraImages[0].width],
      ['0020000', '0020000.png', 16],
    );
  });

  it('write ids past 2^53 as bare numbers, exactly', async () => {
    await cloud.mode('bigIds', true);
    const made = await cloud.call('POST', '/dataset/create', { name: 'big', type: 'IMAGE' });
    const big = /"id":(\d+)/.exec(made.text)?.[1];
    assert.equal(big, String(2n ** 53n + 1n));
    const files = [await cloud.stored('one.png')];
    const scene = await cloud.call('POST', `/dataset/addScene/${big}`, { name: 's', frames: [] });
    const sceneId = /"id":(\d+)/.exec(scene.text)?.[1];
    const body = `{"name":"in","parentId":${sceneId},"meta":{"n":9007199254740995},"files":${JSON.stringify(files)}}`;
    assert.equal(await cloud.code('POST', `/dataset/addData/${big}`, body), 'OK');
    const listed = (await cloud.call('GET', `/dataset/listItemById/${big}?parentId=${sceneId}`)).text;
    assert.match(listed, new RegExp(`"parentId":${sceneId},.*"meta":{"n":9007199254740995}`));
    await cloud.mode('bigIds', null);
  });
});
