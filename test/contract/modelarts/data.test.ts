import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import type { Node } from '../../../src/core/model/node';
import { bytesOf, itemOf, Lab, names, pictures, refs, signal } from '../lab';
import { dataset, samplesOf } from './lab';

describe('ModelArts: data', function () {
  this.timeout(180_000);
  let lab: Lab;
  let n = 0;
  const modes = [
    'offset',
    'totalCap',
    'emptyPage',
    'results',
    'busyDelete',
    'stubborn',
    'openTasks',
    'sampleStatus',
    'bareSamples',
    'failSync',
  ];
  before(async () => {
    lab = await Lab.open('modelarts');
  });
  after(() => lab.close());
  afterEach(async () => {
    for (const mode of modes) await lab.mode(mode, null);
    await lab.noFaults();
  });

  const fresh = (type?: string) => dataset(lab, `${lab.prefix}-d${n++}`, type);
  const some = (count: number) => [...pictures()].slice(0, count).map(([name, bytes]) => itemOf(name, bytes));
  const filled = async (count: number): Promise<[Node, Node[]]> => {
    const place = await fresh();
    const deliveries = await lab.upload(place, some(count));
    assert.deepEqual([...new Set(deliveries.map(({ status }) => status))], ['done']);
    return [place, await lab.listed(place.ref)];
  };
  const statuses = (outcomes: readonly { status: string }[]) => outcomes.map(({ status }) => status);

  for (const reading of ['record', 'page'] as const)
    it(`lists more than a page where the offset counts a ${reading}, which is found out once`, async () => {
      const place = await fresh();
      const many = Array.from({ length: 230 }, (_, k) =>
        itemOf(`n${String(k).padStart(3, '0')}.txt`, Buffer.from(`${k}`)),
      );
      const deliveries = await lab.upload(place, many);
      assert.ok(deliveries.every(({ status }) => status === 'done'));
      await lab.mode('offset', reading);
      lab.reopen();
      await lab.clearArrivals();
      assert.deepEqual(names(await lab.listed(place.ref)), names(many as never));
      assert.deepEqual(names(await lab.walked(place.ref)), names(many as never));
      const calls = (await lab.arrivals()).filter(({ path }) => path.endsWith('/samples')).length;
      assert.equal(calls, 3 + 3 + 3, 'three pages, the question, three pages');
    });

  it('walks past an empty page in the middle', async () => {
    const place = await fresh();
    const many = Array.from({ length: 120 }, (_, k) => itemOf(`e${k}.txt`, Buffer.from(`${k}`)));
    await lab.upload(place, many);
    await lab.mode('emptyPage', true);
    lab.reopen();
    assert.equal((await lab.walked(place.ref)).length, 120);
    assert.equal((await lab.listed(place.ref)).length, 120);
  });

  for (const how of ['position', 'missing', 'short'])
    it(`tells what became of each removed sample when results are ${how}`, async () => {
      const [place, nodes] = await filled(4);
      await lab.mode('results', how);
      await lab.mode('stubborn', nodes[2]!.id);
      assert.deepEqual(statuses(await lab.remove(nodes)), ['done', 'done', 'failed', 'done']);
      assert.deepEqual(names(await lab.listed(place.ref)), [nodes[2]!.name]);
    });

  for (const how of ['body', 'status'])
    it(`says that an import or a sync may run when a removal is refused for it in the ${how}`, async () => {
      const [place, nodes] = await filled(2);
      await lab.mode('busyDelete', how);
      await lab.control('PUT', '/pace', { msPerItem: 2_000 });
      await lab.clearArrivals();
      const ending = new AbortController();
      const sync = lab.session.actions!.find(({ id }) => id === 'sync')!;
      const plan = await sync.plan([place], {}, signal());
      const running = plan!.run(() => undefined, ending.signal).catch(() => undefined);
      while ((await lab.arrivals()).every(({ path }) => !path.endsWith('/sync-data/status')));
      const outcomes = await lab.remove(nodes);
      ending.abort();
      await running;
      await lab.control('PUT', '/pace', { msPerItem: 1 });
      assert.deepEqual(statuses(outcomes), ['failed', 'failed']);
      assert.match(outcomes[0]?.reason?.template ?? '', /import or a sync/);
      assert.equal((await lab.listed(place.ref)).length, 2);
    });

  it('takes removed samples back by a sync, with new ids, and the same bytes', async () => {
    const [place, nodes] = await filled(3);
    const outcomes = await lab.remove(nodes.slice(0, 2));
    const undos = outcomes.map(({ undo }) => undo!);
    assert.deepEqual(statuses(await lab.session.undo!.run(undos, signal())), ['done', 'done']);
    const back = await lab.listed(place.ref);
    assert.deepEqual(names(back), names(nodes));
    assert.ok(refs(back).filter((ref) => refs(nodes).includes(ref)).length === 1, 'new ids');
    for (const node of back) assert.ok((await lab.bytesOf(node)).equals(pictures().get(node.name)!));
  });

  it('says when the sync that should bring them back fails', async () => {
    const [, nodes] = await filled(1);
    const [gone] = await lab.remove(nodes);
    await lab.mode('failSync', true);
    const [outcome] = await lab.session.undo!.run([gone!.undo!], signal());
    assert.equal(outcome?.status, 'failed');
    assert.ok(outcome.reason);
  });

  it('deletes files in OBS only when that was asked for, and offers no way back then', async () => {
    const [, nodes] = await filled(2);
    const keys = async () => new Set((await lab.rows('object')).map(({ key }) => key as string));
    const keyOf = (node: Node) => node.files![0]!.key.split('#/')[1]!;
    await lab.remove(nodes.slice(0, 1));
    assert.ok((await keys()).has(keyOf(nodes[0]!)));
    const [outcome] = await lab.remove(nodes.slice(1), true);
    assert.equal(outcome?.status, 'done');
    assert.equal(outcome.undo, undefined);
    assert.ok(!(await keys()).has(keyOf(nodes[1]!)));
  });

  it('sends a large file through OBS, and lists it by a sync', async () => {
    const place = await fresh();
    const bytes = randomBytes(9 * 1024 ** 2);
    await lab.clearArrivals();
    const deliveries = await lab.upload(place, [itemOf('large (1).bin', bytes), ...some(2)]);
    assert.deepEqual(statuses(deliveries), ['done', 'done', 'done']);
    const puts = (await lab.arrivals()).filter(({ method }) => method === 'PUT');
    assert.equal(puts.length, 1);
    const large = (await lab.listed(place.ref)).find(({ name }) => name === 'large (1).bin');
    assert.ok(large && (await lab.bytesOf(large)).equals(bytes));
    const row = (await lab.rows('object')).find(({ key }) => String(key).endsWith('large (1).bin'));
    assert.equal(row?.md5, createHash('md5').update(bytes).digest('hex'));
    await lab.remove([large]);
    const [again] = await lab.upload(place, [itemOf('large (1).bin', randomBytes(9 * 1024 ** 2))]);
    assert.equal(again?.status, 'failed', 'what lies in OBS is not overwritten');
  });

  it('sends a large file with temporary keys where a password is the way in', async () => {
    await lab.signIn('password', { user: 'dataset-bot', password: lab.connect.values.sk!, domain: 'acme-cloud' });
    const place = await fresh();
    const [delivery] = await lab.upload(place, [itemOf('large.bin', randomBytes(8 * 1024 ** 2))]);
    await lab.signIn(lab.connect.method, lab.connect.values);
    assert.equal(delivery?.status, 'done');
  });

  it('settles an upload whose answer was cut off', async () => {
    const place = await fresh();
    await lab.faults({
      match: 'POST /v2/[^/]+/datasets/[^/]+/data-annotations/samples',
      times: 1,
      action: { type: 'cut', afterBytes: 0 },
    });
    const deliveries = await lab.upload(place, some(2));
    const listed = names(await lab.listed(place.ref));
    for (const { item, status } of deliveries) assert.equal(status === 'done', listed.includes(item.name));
  });

  it('edits and deletes datasets; open labeling jobs keep one, and are told', async () => {
    const place = await fresh('0');
    await lab.session.edit!.run(place, { name: `${place.name}-x`, description: 'signs' }, signal());
    const after = (await lab.session.get([place.ref], signal())).get(place.ref)!;
    assert.equal(after.name, `${place.name}-x`);
    const preview = await lab.session.remove!.preview([place.ref], signal());
    assert.deepEqual(preview.typed, [after.name]);
    await lab.mode('openTasks', place.id);
    const [kept] = await lab.remove([after]);
    assert.equal(kept?.status, 'failed');
    await lab.mode('openTasks', null);
    assert.deepEqual(statuses(await lab.remove([after])), ['done']);
    assert.equal((await lab.session.get([place.ref], signal())).size, 0);
  });

  it('filters by state and name, and names samples that the server does not name', async () => {
    const seeds = await lab.listed(undefined);
    const classify = seeds.find(({ name }) => name === 'classify')!;
    const rows = await samplesOf(lab, classify);
    const all = await lab.listed(classify.ref);
    assert.equal(all.length, rows.length);
    for (const family of ['words', 'tokens']) {
      await lab.mode('sampleStatus', family);
      const labeled = await lab.listed(classify.ref, { status: '__ALL__' });
      const others = await lab.listed(classify.ref, { status: '__NONE__' });
      assert.ok(labeled.length > 0 && labeled.every(({ annotated }) => annotated));
      assert.ok(others.every(({ annotated }) => !annotated));
      assert.equal(labeled.length + others.length, all.length);
    }
    assert.deepEqual(names(await lab.listed(classify.ref, { name: all[0]!.name })), [all[0]!.name]);
    await lab.mode('bareSamples', true);
    assert.deepEqual(names(await lab.listed(classify.ref)), names(all));
  });

  it('reads labels with their shapes, statistics and the list of labels', async () => {
    const signs = (await lab.listed(undefined)).find(({ name }) => name === 'street-signs')!;
    const labeled = (await lab.listed(signs.ref)).filter(({ annotated }) => annotated);
    const results = [];
    for await (const part of lab.session.annotations!.read(refs(labeled), signal())) results.push(...part);
    const objects = results.flatMap(({ sources }) => sources.flatMap((source) => source.objects));
    assert.ok(objects.length > 0);
    assert.ok(objects.every(({ class: name, type, geometry }) => name && type && Array.isArray(geometry.points)));
    for (const id of ['statistics', 'labels']) {
      const action = lab.session.actions!.find((one) => one.id === id)!;
      assert.ok(action.appliesTo([signs]));
      const plan = await action.plan([signs], {}, signal());
      const { document } = await plan!.run(() => undefined, signal());
      assert.ok(typeof document?.content !== 'string' && document!.content.every(({ rows }) => rows.length > 0));
    }
  });

  it('downloads originals as they are, and labels beside them', async () => {
    const signs = (await lab.listed(undefined)).find(({ name }) => name === 'street-signs')!;
    const { download } = lab.session;
    const [root] = await download!.roots([signs], signal());
    const paths: string[] = [];
    for await (const { parts } of download!.plan(root!, {}, { results: true }, signal()))
      for (const part of parts) {
        paths.push(part.path);
        const { body } = await part.open(0, signal());
        if (part.size !== undefined) assert.equal((await bytesOf(body)).length, part.size);
      }
    const rows = await samplesOf(lab, signs);
    assert.deepEqual(
      paths.filter((path) => !path.startsWith('result/')).sort(),
      rows.map(({ name }) => name as string).sort(),
    );
    assert.ok(paths.some((path) => /^result\/.+\.json$/.test(path)));
  });
});
