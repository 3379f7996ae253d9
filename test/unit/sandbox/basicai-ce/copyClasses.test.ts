import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Connection } from '../../../../src/core/model/connection';
import type { Node } from '../../../../src/core/model/node';
import { emptyQuery } from '../../../../src/core/model/page';
import { systemClock } from '../../../../src/core/net/clock';
import { createHttp } from '../../../../src/core/net/http';
import { isCancelled } from '../../../../src/core/net/errors';
import type { Session } from '../../../../src/core/contract';
import { platforms } from '../../../../src/core/platforms/registry';
import { stage, type StagedFile } from '../../../../src/core/transfer/stage';
import { mapResultClasses } from '../../../../src/features/copyMove/classes';
import { never, TestContext } from '../../../support/context';
import { person } from '../../../support/vscode';
import { endAll, root, start, zip, type Server } from '../harness';

/** Pictures with results go to datasets whose classes have other ids, on the sandbox; judged by its own API. */
describe('results that are copied to another dataset', function () {
  this.timeout(60_000);
  let server: Server;
  let session: Session;
  let source: Node;
  let folder: string;
  before(async () => {
    server = await start('--samples', join(root, 'media', 'samples'));
    const platform = platforms.find(({ info }) => info.id === 'basicai-ce')!;
    const connection: Connection = { id: 'c', platform: 'basicai-ce', name: 'c', url: server.url };
    const credentials = { get: async () => server.token, refresh: async () => server.token };
    const deps = Object.assign(new TestContext(), { http: createHttp('test'), clock: systemClock });
    session = platform.open(connection, credentials, deps);
    source = (await list()).find(({ name }) => name === 'Sample pictures')!;
  });
  after(endAll);
  beforeEach(async () => {
    person.reset();
    folder = await mkdtemp(join(tmpdir(), 'classes-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  const list = async (parent?: Node) =>
    (await session.children(parent?.ref, emptyQuery, { offset: 0, limit: 200 }, never)).items;
  const classesOf = (datasetId: string | number): Promise<any[]> =>
    server.ok('GET', `/datasetClass/findAll/${datasetId}`);
  const makeClass = (datasetId: number, name: string, toolType: string) =>
    server.ok('POST', '/datasetClass/create', { datasetId, name, toolType, color: '#010203', attributes: [] });
  const target = async (name: string): Promise<{ id: number; node: Node }> => {
    const id = await server.dataset(name);
    return { id, node: (await list()).find((one) => one.name === name)! };
  };
  const fetchCat = async (): Promise<readonly StagedFile[]> => {
    const cat = (await list(source)).find(({ name }) => name === 'cat')!;
    const from = {
      platform: 'basicai-ce',
      server: server.url,
      download: session.download!,
      nodes: [cat],
      results: true,
    };
    return (await stage(from, folder, { clock: systemClock, random: Math.random }, () => undefined, never)).files;
  };
  const copy = async (to: Node): Promise<readonly StagedFile[]> => {
    const classes = session.resultClasses!;
    const cat = (await list(source)).find(({ name }) => name === 'cat')!;
    return mapResultClasses(await fetchCat(), { classes, nodes: [cat] }, { classes, node: to }, folder);
  };
  /** Uploads what was copied, and gives the names and tools of the classes that the server links its objects to. */
  const arrived = async (datasetId: number, files: readonly StagedFile[]): Promise<string[]> => {
    const packed = await Promise.all(
      files.map(async ({ path, source: file }) => [path, Buffer.from(await file.read(never))] as const),
    );
    await server.upload(datasetId, 'copy.zip', await zip(Object.fromEntries(packed)), { resultType: 'GROUND_TRUTH' });
    const [{ id }] = await server.list(datasetId);
    const [{ objects }] = await server.ok('GET', `/annotate/data/listByDataIds?dataIds=${id}`);
    const named = new Map((await classesOf(datasetId)).map((one) => [one.id, `${one.name} ${one.toolType}`]));
    return objects.map(({ classId }: any) => (classId === null ? 'none' : (named.get(classId) ?? 'foreign'))).sort();
  };

  const resultsIn = async (files: readonly StagedFile[]): Promise<any> => {
    const file = files.find(({ path }) => path.includes('result/'))!;
    return JSON.parse(await readFile(file.source.location!.path, 'utf8'));
  };

  it('get the classes there of the same name and tool, whatever their ids', async () => {
    const { id, node } = await target('same');
    for (const [name, tool] of [
      ['x', 'POLYGON'],
      ['EYE', 'BOUNDING_BOX'],
      ['CAT', 'BOUNDING_BOX'],
      ['Eye', 'POLYGON'],
      ['cat', 'POLYGON'],
      ['eye', 'POLYLINE'],
      ['cat', 'POLYLINE'],
    ] as const)
      await makeClass(id, name, tool);
    const files = await copy(node);
    assert.deepEqual(person.seen, [], 'nothing is missing, so nothing is asked');
    const { objects } = await resultsIn(files);
    const there = await classesOf(id);
    const tools = objects.map(({ classId }: any) => there.find((one) => one.id === classId)?.toolType);
    assert.deepEqual(tools, ['POLYGON', 'POLYGON', 'POLYGON'], 'the server takes a class of any tool by its id');
    assert.deepEqual(await arrived(id, files), ['Eye POLYGON', 'Eye POLYGON', 'cat POLYGON']);
  });

  it('get what is missing there created, with its color and tool', async () => {
    const { id, node } = await target('create');
    await makeClass(id, 'cat', 'BOUNDING_BOX');
    person.answers.push(/^Create Classes$/);
    const found = await arrived(id, await copy(node));
    assert.match(person.seen.join(), /"create" does not have \d of the copied classes/);
    assert.deepEqual(person.weights, ['information']);
    const made = await classesOf(id);
    const own = await classesOf(source.id);
    const [there, here] = [made, own].map((all) => all.find((one) => one.name === 'cat' && one.toolType === 'POLYGON'));
    assert.deepEqual([there.color, there.attributes], [here.color, here.attributes]);
    assert.notEqual(there.id, here.id);
    assert.equal(made.filter(({ name }) => name === 'cat').length, 2, 'what was there is not made again');
    assert.ok(!found.includes('none') && !found.includes('foreign'), found.join());
    assert.ok(!made.some(({ name }) => name === 'rocket'), 'only what is used is made');
  });

  it('go without the missing classes where these are not wanted, and never under a foreign one', async () => {
    const { id, node } = await target('without');
    await makeClass(id, 'EYE', 'POLYGON');
    person.answers.push(/^Copy without These Classes$/);
    const files = await copy(node);
    const { objects } = await resultsIn(files);
    const linked = objects.filter((object: any) => 'classId' in object).map(({ classId }: any) => String(classId));
    const [own] = await classesOf(id);
    assert.deepEqual([...new Set(linked)], [String(own.id)], 'an id of the other dataset may be another class here');
    assert.deepEqual(await arrived(id, files), ['EYE POLYGON', 'EYE POLYGON', 'none']);
    assert.equal((await classesOf(id)).length, 1);
  });

  it('stay where they are when the question is dismissed', async () => {
    const { id, node } = await target('dismissed');
    await assert.rejects(copy(node), isCancelled);
    assert.deepEqual(await classesOf(id), []);
  });

  it('keep everything but the id of their class', async () => {
    const { node } = await target('kept');
    person.answers.push(/^Create Classes$/);
    const before = await fetchCat();
    const after = await copy(node);
    const plain = (results: any) => results.objects.map(({ classId: _, ...rest }: any) => rest);
    const [one, other] = [await resultsIn(before), await resultsIn(after)];
    assert.deepEqual(plain(other), plain(one));
    assert.ok(other.objects.every(({ classId }: any, n: number) => classId !== one.objects[n].classId));
  });
});
