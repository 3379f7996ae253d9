import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { text as readText } from 'node:stream/consumers';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Node } from '../../../src/core/model/node';
import { englishText } from '../../../src/core/model/text';
import type { Values } from '../../../src/core/model/form';
import type { ActionResult, DocumentSection } from '../../../src/core/contract';
import { Bench, fixture, itemOf, longest, signal } from './bench';

const still = () => undefined;
/** This machine as the server under test sees it, since it is the server that calls the service. */
const host = process.env.DATASETS_SERVICE_HOST ?? '127.0.0.1';

/** A person's own service: it finds a cat in every picture, unless it is told to be silent or wrong. */
const service = createServer((request, response) => void serve(request, response));

async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { datas } = JSON.parse(await readText(request)) as { datas: { id: number; url?: string }[] };
  const wrong = request.url === '/wrong';
  const object = {
    label: wrong ? 'cat' : 'CAT',
    confidence: 0.9,
    leftTopX: 3,
    leftTopY: 4,
    rightBottomX: 30,
    rightBottomY: 40,
  };
  const data = datas.map(({ id }) => ({ id, code: 'OK', message: '', objects: [object], confidence: 0.8 }));
  response.setHeader('Content-Type', 'application/json');
  response.end(JSON.stringify({ code: wrong ? 0 : 'OK', message: '', data }));
}

describe('contract: BasicAI CE, models', function () {
  this.timeout(longest);
  const bench = new Bench('basicai-ce');
  const { session } = bench;
  const folder = mkdtempSync(join(tmpdir(), 'models-'));
  let url = '';
  let dataset: Node;
  let nodes: readonly Node[];
  let models: Node;
  let model: Node;

  const act = async (id: string, on: readonly Node[], values: Values = {}): Promise<ActionResult> => {
    const action = session.actions!.find((one) => one.id === id);
    assert.ok(action?.appliesTo(on) === true, `${id} applies`);
    const plan = await action.plan(on, values, signal());
    assert.ok(plan, `${id} has something to do`);
    return plan.run(still, signal());
  };

  before(async () => {
    service.listen(0, host === '127.0.0.1' ? host : undefined);
    await once(service, 'listening');
    url = `http://${host}:${(service.address() as AddressInfo).port}/image/recognition`;
    dataset = await bench.dataset('models');
    await bench.upload(
      dataset,
      ['a', 'b', 'c'].map((name) => itemOf(`${name}.jpg`, fixture('cat.jpg'))),
    );
    nodes = await bench.children(dataset);
    [models] = session.fixedChildren!(undefined) as [Node];
    const name = `${bench.prefix} model`;
    await act('model.add', [models], {
      datasetType: 'IMAGE',
      name,
      url,
      classes: 'Cat=CAT, Dog=DOG',
      description: 'mine',
    });
    model = (await bench.children(models)).find((one) => one.name === name)!;
  });
  after(async () => {
    await act('model.remove', [model]);
    await bench.clean();
    service.close();
    rmSync(folder, { recursive: true });
  });

  const fact = (node: Node | undefined, label: string) => {
    const value = node?.facts?.find(([name]) => englishText(name) === label)?.[1];
    return typeof value === 'object' ? englishText(value) : value;
  };
  const wanted = () => ({ model: model.id, [`classes-${model.id}`]: 'CAT', minConfidence: '0.5', maxConfidence: '1' });

  it('are listed with their service and classes, and changed', async () => {
    // The order of a model's classes is not promised.
    const classesIn = (node: Node | undefined) => fact(node, 'Classes')?.split(', ').sort();
    assert.deepEqual([fact(model, 'Service'), fact(model, 'Type')], [url, 'for pictures']);
    assert.deepEqual(classesIn(model), ['Cat=CAT', 'Dog=DOG']);
    const name = `${model.name} 2`;
    await act('model.edit', [model], { name, url, classes: 'Cat=CAT, Dog=DOG, Cow=COW', description: '' });
    const changed = (await session.get([model.ref], signal())).get(model.ref);
    assert.deepEqual([changed?.name, classesIn(changed)], [name, ['Cat=CAT', 'Cow=COW', 'Dog=DOG']]);
    model = changed!;
  });

  it('look at a selection and show what they found, item by item', async () => {
    const { outcomes, document } = await act('model.annotate', nodes, wanted());
    assert.deepEqual(
      outcomes?.map(({ name, status }) => [name, status]),
      [
        ['a', 'done'],
        ['b', 'done'],
        ['c', 'done'],
      ],
    );
    const shown = JSON.parse(document!.content as string);
    assert.deepEqual(Object.keys(shown), ['a', 'b', 'c']);
    assert.deepEqual(shown.a[0].geometry.points, [
      { x: 3, y: 4 },
      { x: 30, y: 40 },
    ]);
  });

  it('run on a dataset once the count is known, and leave results with their geometry', async () => {
    const action = session.actions!.find(({ id }) => id === 'model.run')!;
    const values = {
      ...wanted(),
      dataCountRatio: '100',
      isExcludeModelData: 'yes',
      splitType: 'ANY',
      annotationStatus: 'ANY',
    };
    const plan = await action.plan([dataset], values, signal());
    assert.deepEqual(plan?.question?.message.args, [model.name, 3]);
    const done = await plan.run(still, signal());
    assert.match(englishText(done.message!), /on 3 items has succeeded/);
    const [run] = await bench.children(model);
    assert.equal(run && fact(run, 'Status'), 'succeeded');
    for await (const part of session.annotations!.read([nodes[0]!.ref], signal())) {
      const [source] = part[0]!.sources;
      assert.equal(source?.source.name, `${model.name} ${run?.name}`);
      assert.deepEqual(
        source.objects.map(({ class: name, geometry }) => [name, geometry]),
        [
          [
            'Cat',
            {
              points: [
                { x: 3, y: 4 },
                { x: 30, y: 40 },
              ],
            },
          ],
        ],
      );
    }
    assert.equal(await action.plan([dataset], values, signal()), undefined, 'all items have results now');
    await act('model.remove', [run!]);
    assert.deepEqual(await bench.children(model), []);
  });

  it('whose service is away fail with the reason, and can run again', async () => {
    await act('model.edit', [model], {
      name: model.name,
      url: `http://${host}:9/x`,
      classes: 'Cat=CAT',
      description: '',
    });
    const { outcomes } = await act('model.annotate', [nodes[0]!], wanted());
    assert.deepEqual(
      outcomes?.map(({ status, reason }) => [status, reason && englishText(reason)]),
      [['failed', 'The service failed: service is busy']],
    );
    const values = { ...wanted(), dataCountRatio: '100', isExcludeModelData: 'no' };
    const { message: notice } = await act('model.run', [dataset], values);
    assert.match(englishText(notice!), /did not succeed everywhere: .*service is busy/);
    await act('model.edit', [model], { name: model.name, url, classes: 'Cat=CAT', description: '' });
  });

  it('of the Open API answer with nothing, which is said with the way that works', async () => {
    const {
      message: notice,
      instead,
      document,
    } = await act('model.recognize', [nodes[0]!], {
      classes: 'CAT',
      minConfidence: '0.5',
    });
    if (document === undefined) assert.match(englishText(notice!), /answered with nothing/);
    assert.equal(instead, document === undefined ? 'model.annotate' : undefined);
  });

  describe('the test of a service', () => {
    const rows = (done: ActionResult, title: string) =>
      (done.document!.content as readonly DocumentSection[])
        .find((one) => englishText(one.title) === title)!
        .rows.map((row) => row.map((cell) => (typeof cell === 'string' ? cell : englishText(cell))));

    it('sends an item of the server as the platform does', async () => {
      const done = await act('service.testItem', [nodes[0]!], { url, classes: 'CAT' });
      assert.match(englishText(done.message!), /keeps the contract: 1 objects/);
      assert.deepEqual(rows(done, 'Findings'), []);
    });

    it('sends a file of this machine, and names what is wrong by its place', async () => {
      const file = join(folder, 'cat.jpg');
      writeFileSync(file, fixture('cat.jpg'));
      const done = await act('service.test', [models], {
        url: url.replace('/image/recognition', '/wrong'),
        classes: 'CAT',
        file,
      });
      assert.deepEqual(
        rows(done, 'Findings').map(([path]) => path),
        ['$.code', '$.data[0].objects[0].label'],
      );
    });
  });
});
