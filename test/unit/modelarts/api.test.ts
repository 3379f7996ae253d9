import assert from 'node:assert/strict';
import { type ErrorKind, isPlatformError, type PlatformError } from '../../../src/core/net/errors';
import { never } from '../../support/context';
import type { SentRequest } from '../../support/scripted';
import { ArtsServer, dataset, ok, refused } from './server';

const failure = async (content: SentRequest): Promise<PlatformError> => {
  const server = new ArtsServer(() => content);
  const error = await server.session.verify(never).then(
    () => assert.fail('it did not fail'),
    (reason: unknown) => reason,
  );
  assert.ok(isPlatformError(error), String(error));
  return error;
};

const list = ok({ total_number: 1, datasets: [dataset()] });
const node = { id: 'Qm7s', name: 'x' } as never;

describe('ModelArts: errors', () => {
  const table: readonly [code: string, status: number, kind: ErrorKind, remedy?: RegExp][] = [
    ['APIGW.0101', 404, 'unavailable', /region/],
    ['ModelArts.4202', 400, 'invalid'],
    ['ModelArts.4204', 403, 'forbidden'],
    ['ModelArts.4311', 400, 'invalid', /OBS path/],
    ['ModelArts.4340', 400, 'invalid', /OBS path/],
    ['ModelArts.4352', 400, 'not-found'],
    ['ModelArts.4420', 400, 'not-found'],
    ['ModelArts.4343', 400, 'conflict', /busy/],
    ['ModelArts.4381', 400, 'conflict', /busy/],
    ['ModelArts.4351', 400, 'conflict'],
    ['ModelArts.4354', 500, 'limit', /quota/],
    ['ModelArts.4370', 400, 'limit', /minute/],
    ['ModelArts.4383', 501, 'invalid'],
    ['ModelArts.4424', 500, 'conflict', /import or a sync/],
    ['ModelArts.4656', 400, 'limit', /OBS/],
    ['ModelArts.4803', 403, 'conflict', /labeling jobs/],
    ['ModelArts.9999', 400, 'invalid'],
    ['ModelArts.9999', 500, 'unavailable'],
  ];
  for (const [code, status, kind, remedy] of table)
    it(`tell ${code} with status ${status} for what it is`, async () => {
      const error = await failure(refused(code, status, 'the reason', { 'x-request-id': 'r-17' }));
      assert.deepEqual([error.kind, error.facts.code, error.facts.requestId], [kind, code, 'r-17']);
      assert.match(error.message, /the reason/);
      assert.match(error.facts.remedy?.template ?? '', remedy ?? /^/);
    });

  it('are told by their status when a proxy says something else', async () => {
    for (const [status, kind] of [
      [403, 'forbidden'],
      [404, 'not-found'],
      [500, 'unavailable'],
    ] as const)
      assert.equal((await failure({ status, text: '<html><body>Hotel network</body></html>' })).kind, kind);
    assert.match((await failure({ text: '<html><body>Hotel network</body></html>' })).message, /Hotel network/);
  });

  it('show what came, without secrets, when it has another shape', async () => {
    const error = await failure(ok({ datasets: 'none', note: 'x-security-token=canary-secret' }));
    assert.equal(error.kind, 'protocol');
    assert.match(error.message, /"datasets"/);
    assert.doesNotMatch(error.message, /canary/);
  });
});

describe('ModelArts: calls', () => {
  const attempts = async (answers: SentRequest[], act: (server: ArtsServer) => Promise<unknown>) => {
    const server = new ArtsServer(() => answers.shift() ?? list);
    const error = await act(server).then(
      () => undefined,
      (reason: unknown) => reason,
    );
    return { count: server.sent.length, error, slept: server.context.slept };
  };
  const read = (server: ArtsServer) => server.session.verify(never);
  const write = (server: ArtsServer) => server.session.edit!.run(node, { name: 'y' }, never);

  it('that read are repeated when the way was at fault', async () => {
    for (const status of [502, 503, 504])
      assert.equal((await attempts([{ status, text: '' }], read)).count, 2, String(status));
  });

  it('are not repeated after a 500, whose code is an answer', async () => {
    assert.equal((await attempts([refused('ModelArts.4354', 500)], read)).count, 1);
    assert.equal((await attempts([{ status: 500, text: '' }], read)).count, 1);
  });

  it('that write are never repeated, but when they were refused at the door for their rate', async () => {
    for (const content of [{ status: 503, text: '' }, refused('ModelArts.4355', 400)])
      assert.equal((await attempts([content], write)).count, 1);
    assert.equal((await attempts([refused('APIG.0308', 429)], write)).count, 2);
    assert.equal((await attempts([refused('ModelArts.4395', 429)], write)).count, 2);
    assert.equal((await attempts([{ status: 429, text: '<html>slow down</html>' }], write)).count, 2);
  });

  it('wait as long as a refusal asks, and 2 to 5 seconds when it does not say', async () => {
    const asked = await attempts([refused('APIG.0308', 429, 'x', { 'retry-after': '7' })], read);
    assert.deepEqual(asked.slept, [7_000]);
    const { slept } = await attempts([refused('APIG.0308', 429)], read);
    assert.ok(slept.length === 1 && slept[0]! >= 2_000 && slept[0]! <= 5_000, String(slept));
  });

  it('take success without a body where nothing is told, and no web page for it', async () => {
    for (const text of ['', '{ }', '{"dataset_id":"Qm7s"}'])
      assert.equal((await attempts([{ text }], write)).error, undefined);
    const { error } = await attempts([{ text: '<html>Sign in</html>' }], write);
    assert.ok(isPlatformError(error) && error.kind === 'protocol');
  });

  it('name the kind of datasets only when one was chosen', async () => {
    for (const [chosen, sent] of [
      ['', null],
      ['all', 'all'],
    ] as const) {
      const server = new ArtsServer(() => list, { options: { datasetVersion: chosen } });
      await server.session.verify(never);
      assert.equal(server.sent[0]?.query.get('dataset_version'), sent);
    }
  });

  it('change only what was changed', async () => {
    const server = new ArtsServer(() => ok({ dataset_id: 'Qm7s' }));
    const before = { id: 'Qm7s', name: 'signs', facts: [[{ template: 'Description', args: [] }, 'old']] } as never;
    await server.session.edit!.run(before, { name: 'signs', description: 'new' }, never);
    await server.session.edit!.run(before, { name: 'signs', description: 'old' }, never);
    assert.equal(server.sent.length, 1);
    assert.equal(server.sent[0]?.method, 'PUT');
    assert.deepEqual(JSON.parse(server.sent[0].body ?? ''), { description: 'new' });
  });
});

describe('ModelArts: new datasets', () => {
  const values = { name: 'signs', type: '1', description: '', input: '/acme-vision/in/', output: '/acme-vision/work/' };
  const creation = (server: ArtsServer) => server.session.create!(undefined)!;

  it('are waited for until they are normal', async () => {
    const states = [0, 0, 8, 1];
    const server = new ArtsServer((_path, { method }) =>
      method === 'POST' ? { status: 201, json: { dataset_id: 'Qm7s' } } : ok(dataset({ status: states.shift() })),
    );
    const made = await creation(server).run(values, never);
    assert.equal(made.kind, 'dataset');
    assert.deepEqual(JSON.parse(server.sent[0]?.body ?? ''), {
      dataset_name: 'signs',
      dataset_type: 1,
      data_sources: [{ data_type: 0, data_path: '/acme-vision/in/' }],
      work_path: '/acme-vision/work/',
      work_path_type: 0,
    });
    assert.equal(server.sent.length, 5);
  });

  it('that fail behind the answer are told', async () => {
    const server = new ArtsServer((_path, { method }) =>
      method === 'POST' ? { status: 201, json: { dataset_id: 'Qm7s' } } : ok(dataset({ status: 4 })),
    );
    await assert.rejects(creation(server).run(values, never), /Could not create/);
  });

  it('are checked by the rules of names, before anything is sent', async () => {
    const server = new ArtsServer(() => ok({ total_number: 0, datasets: [] }));
    const field = (id: string) => creation(server).fields.find((one) => one.id === id)!;
    const good: [string, string][] = [
      ['name', 'street-signs_2'],
      ['description', 'All signs (2025).'],
      ['input', '/acme-vision/'],
      ['input', '/acme-vision/a/b/'],
      ['output', '/acme-vision/work/'],
    ];
    const bad: [string, string][] = [
      ['name', ''],
      ['name', 'straße'],
      ['name', 'a'.repeat(101)],
      ['description', 'a & b'],
      ['description', 'a'.repeat(257)],
      ['input', 'acme-vision/in/'],
      ['input', '/acme-vision/in'],
      ['output', '/acme-vision/'],
      ['output', '/acme-vision//x/'],
      ['output', `/acme-vision/${'a'.repeat(700)}/`],
    ];
    for (const [id, value] of good) assert.equal(field(id).check?.(value), undefined, value);
    for (const [id, value] of bad) assert.ok(field(id).check?.(value), value);
    for (const output of ['/acme-vision/in/', '/acme-vision/in/work/'])
      assert.equal((await creation(server).check({ ...values, output }, never))?.field, 'output');
    assert.equal(await creation(server).check(values, never), undefined);
  });

  it('do not take a name that is taken', async () => {
    const server = new ArtsServer(() => ok({ total_number: 1, datasets: [dataset({ dataset_name: 'Signs' })] }));
    assert.equal((await creation(server).check(values, never))?.field, 'name');
  });
});
