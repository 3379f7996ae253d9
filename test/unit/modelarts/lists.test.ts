import assert from 'node:assert/strict';
import { emptyQuery } from '../../../src/core/model/page';
import { isPlatformError } from '../../../src/core/net/errors';
import { never } from '../../support/context';
import { ArtsServer, data, dataset, ok, place, sample } from './server';

type Pages = (offset: number, limit: number) => readonly number[];

/** A dataset of numbered samples, whose pages are cut as a test says. */
function numbered(total: number, pages: Pages, options = {}): ArtsServer {
  return new ArtsServer(
    (path, { query }) => {
      if (path !== `${data}/samples`) return ok(dataset());
      const rows = pages(Number(query.get('offset')), Number(query.get('limit')));
      return ok({ sample_count: total, samples: rows.map((n) => sample(`s${n}`)) });
    },
    { options },
  );
}
const upTo = (total: number) => Array.from({ length: total }, (_, n) => n);
const byRecord =
  (total: number): Pages =>
  (offset, limit) =>
    upTo(total).slice(offset, offset + limit);
const byPage =
  (total: number): Pages =>
  (offset, limit) =>
    upTo(total).slice(offset * limit, (offset + 1) * limit);

const ids = async (server: ArtsServer, offset = 0, limit = 500) =>
  (await server.session.children(place, emptyQuery, { offset, limit }, never)).items.map(({ id }) => id);
const walked = async (server: ArtsServer) => {
  const found: string[] = [];
  for await (const part of server.session.walk(place, emptyQuery, never)) found.push(...part.map(({ id }) => id));
  return found;
};
const names = (numbers: readonly number[]) => numbers.map((n) => `s${n}`);
const asked = (server: ArtsServer) =>
  server.to(/samples$/).map(({ query }) => `${query.get('offset')}+${query.get('limit')}`);

describe('ModelArts: lists', () => {
  for (const [reading, pages] of [
    ['rows', byRecord],
    ['pages', byPage],
  ] as const)
    it(`are read where the offset counts ${reading}, which is found out once`, async () => {
      const server = numbered(730, pages(730));
      assert.deepEqual(await ids(server), names(upTo(500)));
      assert.deepEqual(await ids(server, 500), names(upTo(730).slice(500)));
      assert.deepEqual(await walked(server), names(upTo(730)));
      assert.equal(asked(server).filter((one) => one === '1+2').length, 1);
      assert.equal(asked(server).filter((one) => one.endsWith('+100')).length, 5 + 3 + 8);
    });

  it('of one page are asked for once, without a question about the offset', async () => {
    const server = numbered(60, byRecord(60));
    const page = await server.session.children(place, emptyQuery, undefined, never);
    assert.equal(page.total, 60);
    assert.deepEqual(asked(server), ['0+100']);
  });

  it('are read as the setting says, without a question', async () => {
    for (const [paging, pages, second] of [
      ['record', byRecord, '100+100'],
      ['page', byPage, '1+100'],
    ] as const) {
      const server = numbered(150, pages(150), { paging });
      assert.equal((await ids(server)).length, 150);
      assert.deepEqual(asked(server), ['0+100', second]);
    }
  });

  it('that answer in neither way are an error that names the setting', async () => {
    const server = numbered(300, (_offset, limit) => upTo(limit));
    await assert.rejects(
      ids(server),
      (error) =>
        isPlatformError(error) &&
        error.kind === 'protocol' &&
        (error.facts.remedy?.template ?? '').includes('"paging"'),
    );
  });

  it('that change while the offset is asked about are asked again, and not misread', async () => {
    let first = 0; // the first rows go, as if somebody deleted them
    let questions = 0;
    const server = numbered(300, (offset, limit) => {
      if (limit === 2 && questions++ === 0) first = 1;
      return upTo(300).slice(first + offset, first + offset + limit);
    });
    await ids(server);
    assert.equal(questions, 2);
    assert.ok(asked(server).includes('100+100'), 'rows, not pages');
  });

  it('go on behind an empty page in the middle, each row once', async () => {
    const gap: Pages = (offset, limit) => {
      if (limit < 100 || offset < 100) return byRecord(230)(offset, limit);
      return offset < 200 ? [] : byRecord(230)(offset - 100, limit);
    };
    assert.deepEqual(await walked(numbered(230, gap)), names(upTo(230)));
    assert.deepEqual(await ids(numbered(230, gap)), names(upTo(230)));
  });

  it('give a row once that stands on two pages', async () => {
    const server = numbered(150, (offset, limit) =>
      byRecord(150)(Math.max(0, offset - (limit === 100 && offset > 0 ? 5 : 0)), limit),
    );
    const found = await walked(server);
    assert.equal(new Set(found).size, found.length);
  });

  it('that end a page before their total are an error, not half a list', async () => {
    const server = numbered(400, (offset, limit) => (offset >= 200 ? [] : byRecord(200)(offset, limit)));
    await assert.rejects(walked(server), (error) => isPlatformError(error) && error.kind === 'protocol');
  });

  it('end when a few rows went meanwhile', async () => {
    const server = numbered(205, byRecord(200));
    assert.equal((await walked(server)).length, 200);
  });

  it('leave out what would narrow them to labeled samples or make thumbnails of their links', async () => {
    const server = numbered(3, byRecord(3));
    await ids(server);
    const [list] = server.to(/samples$/);
    assert.deepEqual([...list!.query.keys()].sort(), ['limit', 'offset']);
  });

  it('are narrowed by state and by name', async () => {
    const server = numbered(1, () => [7]);
    await server.session.children(place, { status: '__NONE__', name: 's7' }, undefined, never);
    const [list] = server.to(/samples$/);
    assert.equal(list?.query.get('sample_state'), '__NONE__');
    assert.deepEqual(JSON.parse(list.query.get('search_conditions') ?? ''), [{ sample_name: 's7' }]);
  });

  it('that were not narrowed although it was asked for are told, not shown', async () => {
    const server = numbered(2, byRecord(2));
    await assert.rejects(
      server.session.children(place, { name: 's1' }, undefined, never),
      (error) => isPlatformError(error) && error.kind === 'protocol',
    );
  });
});

describe('ModelArts: the list of datasets', () => {
  const many = (total: number, answer: number) =>
    new ArtsServer((_path, { query }) => {
      const [offset, limit] = [Number(query.get('offset')), Number(query.get('limit'))];
      const rows = upTo(total).slice(offset, offset + limit);
      return ok({
        total_number: answer,
        datasets: rows.map((n) => dataset({ dataset_id: `d${n}`, dataset_name: `n${n}` })),
      });
    });
  const roots = (server: ArtsServer, offset = 0) =>
    server.session.children(undefined, emptyQuery, { offset, limit: 500 }, never);

  it('goes on behind a total that does not pass 100', async () => {
    const page = await roots(many(230, 100));
    assert.equal(page.total, 230);
    assert.equal(page.items.length, 230);
  });

  it('is cut into ranges', async () => {
    const page = await roots(many(620, 100), 500);
    assert.deepEqual([page.total, page.items.length, page.items[0]?.name], [620, 120, 'n500']);
  });

  it('is searched and ordered by the server', async () => {
    const server = many(1, 1);
    await server.session.children(
      undefined,
      { name: 'n', sort: { by: 'dataset_name', descending: false } },
      undefined,
      never,
    );
    const { query } = server.sent[0]!;
    assert.deepEqual(
      ['search_content', 'sort_by', 'order'].map((name) => query.get(name)),
      ['n', 'dataset_name', 'asc'],
    );
  });
});
