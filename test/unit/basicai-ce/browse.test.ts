import assert from 'node:assert/strict';
import { emptyQuery } from '../../../src/core/model/page';
import { CeBrowse } from '../../../src/core/platforms/basicai-ce/browse/browse';
import { FakeServer, lists, Refusal, row } from '../../support/fakeServer';
import { never } from '../../support/context';

const rows = [row(1, { type: 'SCENE', name: 'scene_a' }), row(2, { parentId: 1 }), row(3, { lockedBy: 'Ann' }), row(4)];
const serving = () => new FakeServer(lists(() => rows));
const empty = () => new FakeServer(() => ({ total: 0, list: [] }));

describe('browsing', () => {
  it('field and direction of an order go together (CE-11)', async () => {
    const server = empty();
    const browse = new CeBrowse(server.client);
    await browse.children(undefined, { sort: { by: 'CREATED_AT', descending: true } }, undefined, never);
    await browse.children('dataset/1', emptyQuery, undefined, never);
    assert.deepEqual(
      server.calls.map(({ query }) => [query.sortField, query.ascOrDesc]),
      [
        ['CREATED_AT', 'DESC'],
        ['NAME', 'ASC'],
      ],
    );
  });

  it('every filter reaches the server under its own name, encoded', async () => {
    const server = empty();
    const query = {
      name: 'a&b 100%',
      status: 'ANNOTATED',
      split: 'TEST',
      createdFrom: '2026-01-05T00:00:00+08:00',
      createdTo: 'x',
    };
    await new CeBrowse(server.client).children('dataset/7', query, { offset: 500, limit: 500 }, never);
    assert.deepEqual(server.calls[0]!.query, {
      datasetId: '7',
      pageNo: '2',
      pageSize: '500',
      name: 'a&b 100%',
      annotationStatus: 'ANNOTATED',
      splitType: 'TEST',
      createStartTime: '2026-01-05T00:00:00+08:00',
      createEndTime: 'x',
      sortField: 'NAME',
      ascOrDesc: 'ASC',
    });
  });

  it('the frames of a scene are asked for by their scene', async () => {
    const { items, total } = await new CeBrowse(serving().client).children('scene/1/1', emptyQuery, undefined, never);
    assert.deepEqual([items.map(({ ref, parent }) => [ref, parent]), total], [[['frame/1/1/2', 'scene/1/1']], 1]);
  });

  it('an offset that is no whole page is refused before the server is asked', async () => {
    const server = empty();
    await assert.rejects(
      new CeBrowse(server.client).children('dataset/1', emptyQuery, { offset: 7, limit: 500 }, never),
      TypeError,
    );
    assert.equal(server.calls.length, 0);
  });

  it('what is gone is absent, what is locked says by whom', async () => {
    const found = await new CeBrowse(serving().client).get(
      ['data/1/3', 'data/1/99', 'scene/1/1', 'frame/1/1/2'],
      never,
    );
    assert.deepEqual([...found.keys()].sort(), ['data/1/3', 'frame/1/1/2', 'scene/1/1']);
    assert.equal(found.get('data/1/3')?.lock?.holder, 'Ann');
  });

  it('a dataset that is gone is absent, one that cannot be asked for is an error', async () => {
    const answering = (refusal: Refusal) =>
      new CeBrowse(new FakeServer(() => refusal).client).get(['dataset/1'], never);
    assert.equal((await answering(new Refusal('NOT_FOUND'))).size, 0);
    await assert.rejects(answering(new Refusal('UNKNOWN', 500)));
  });

  it('a name is found whole and without case, however many contain it', async () => {
    const all = Array.from({ length: 250 }, (_, n) => ({
      id: n + 1,
      name: n === 249 ? 'Cat' : `cat ${n}`,
      type: 'IMAGE',
    }));
    const server = new FakeServer(({ query }) => {
      const [pageNo, pageSize] = [Number(query.pageNo), Number(query.pageSize)];
      return { total: all.length, list: all.slice((pageNo - 1) * pageSize, pageNo * pageSize) };
    });
    assert.equal(await new CeBrowse(server.client).byName('cAT', never), 'dataset/250');
    assert.equal(await new CeBrowse(server.client).byName('dog', never), undefined);
  });
});
