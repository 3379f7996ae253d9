import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { valueSeparator, type Values } from '../../../src/core/model/form';
import type { ItemResults } from '../../../src/core/model/annotation';
import type { Node } from '../../../src/core/model/node';
import { isPlatformError } from '../../../src/core/net/errors';
import type { ActionResult, DocumentSection } from '../../../src/core/contract';
import { englishText } from '../../../src/core/model/text';
import { Bench, fixture, itemOf, pictures, longest, signal } from './bench';

const still = () => undefined;

/** What a platform can do with nodes beyond browsing and moving bytes. */
describe('contract: BasicAI CE, deeds', function () {
  this.timeout(longest);
  const bench = new Bench('basicai-ce');
  const { session } = bench;
  const folder = mkdtempSync(join(tmpdir(), 'deeds-'));
  after(async () => {
    await bench.clean();
    rmSync(folder, { recursive: true });
  });

  const action = (id: string) => {
    const found = session.actions!.find((one) => one.id === id);
    assert.ok(found, `there is no action ${id}`);
    return found;
  };
  const act = async (id: string, nodes: readonly Node[], values: Values = {}): Promise<ActionResult> => {
    assert.ok(action(id).appliesTo(nodes), `${id} applies`);
    const plan = await action(id).plan(nodes, values, signal());
    assert.ok(plan, `${id} has something to do`);
    return plan.run(still, signal());
  };
  const classesOf = (dataset: Node) => {
    const [classes] = session.fixedChildren!(dataset);
    assert.ok(classes);
    return classes;
  };
  const fresh = async (nodes: readonly Node[]) => {
    const found = await session.get(
      nodes.map((node) => node.ref),
      signal(),
    );
    return nodes.map((node) => found.get(node.ref));
  };
  const fact = (node: Node | undefined, label: string) => {
    const value = node?.facts?.find(([name]) => englishText(name) === label)?.[1];
    return typeof value === 'object' ? englishText(value) : value;
  };

  describe('classes', () => {
    const cat = { name: 'Cat', toolType: 'BOUNDING_BOX', color: '#7dfaf2' };
    const weather = { name: 'weather', inputType: 'RADIO', options: 'rain, sun', required: 'yes' };
    let dataset: Node;
    let classes: Node;
    before(async () => {
      dataset = await bench.dataset('classes');
      classes = classesOf(dataset);
    });

    it('stand below a node of the dataset, by name, each with its tool and colour', async () => {
      assert.deepEqual(await bench.children(classes), []);
      await act('class.add', [classes], { ...cat, name: 'Dog', toolType: 'POLYGON' });
      await act('class.add', [classes], cat);
      await act('classification.add', [classes], weather);
      const nodes = await bench.children(classes);
      assert.deepEqual(
        nodes.map(({ name, kind, color }) => [name, kind, color]),
        [
          ['Cat', 'class', '#7dfaf2'],
          ['Dog', 'class', '#7dfaf2'],
          ['weather', 'classification', undefined],
        ],
      );
      assert.equal(fact(nodes[2], 'Options'), 'rain, sun');
      assert.equal(fact(nodes[2], 'Required'), 'yes');
      assert.deepEqual(await fresh(nodes), nodes);
      assert.deepEqual((await fresh([classes]))[0]?.ref, classes.ref);
    });

    it('of one name and tool are refused, of another tool taken', async () => {
      await assert.rejects(
        act('class.add', [classes], cat),
        (error) => isPlatformError(error) && error.kind === 'conflict',
      );
      await act('class.add', [classes], { ...cat, toolType: 'POLYLINE' });
      const twins = (await bench.children(classes)).filter(({ name }) => name === 'Cat');
      assert.equal(twins.length, 2);
    });

    it('are changed without losing what the form does not ask', async () => {
      await bench.raw('POST', '/datasetClass/create', {
        datasetId: Number(dataset.id),
        name: 'Fox',
        color: '#112233',
        toolType: 'POLYGON',
        toolTypeOptions: { minArea: 5 },
        attributes: [
          { id: 'a', name: 'mood', type: 'RADIO', required: false, options: [{ name: 'calm', attributes: [] }] },
        ],
      });
      const fox = (await bench.children(classes)).find(({ name }) => name === 'Fox')!;
      const fields = await action('class.edit').fields!([fox], signal());
      assert.deepEqual(
        fields.map(({ id, initial }) => [id, initial]),
        [
          ['name', 'Fox'],
          ['toolType', 'POLYGON'],
          ['color', '#112233'],
        ],
      );
      await act('class.edit', [fox], { name: 'Vixen', toolType: 'POLYGON', color: '#445566' });
      const { data } = await bench.raw('GET', `/datasetClass/info/${fox.id}`);
      assert.deepEqual([data.name, data.color, data.toolTypeOptions], ['Vixen', '#445566', { minArea: 5 }]);
      assert.equal(data.attributes[0].options[0].name, 'calm');
    });

    it('of a classification keep the options that stay', async () => {
      const node = (await bench.children(classes)).find(({ name }) => name === 'weather')!;
      await act('classification.edit', [node], { ...weather, options: 'sun, snow', required: 'no' });
      const [changed] = await fresh([node]);
      assert.deepEqual([fact(changed, 'Options'), fact(changed, 'Required')], ['sun, snow', 'no']);
    });

    it('go to the ontology center and come back into another dataset', async () => {
      const fields = await action('classes.copyTo').fields!([classes], signal());
      assert.equal(fields[0]?.choices?.at(-1)?.value, 'new');
      const name = `${bench.prefix} library`;
      await act('classes.copyTo', [classes], { ontology: 'new', name });
      const other = classesOf(await bench.dataset('copy'));
      try {
        const [which] = await action('classes.copyFrom').fields!([other], signal());
        const own = which!.choices!.filter(({ label }) => typeof label === 'string' && label.startsWith(name));
        assert.equal(own.length, 5);
        await act('classes.copyFrom', [other], { which: own.map(({ value }) => value).join(valueSeparator) });
        const shape = (nodes: readonly Node[]) =>
          nodes.map((node) => [node.name, node.kind, node.color, fact(node, 'Tool')]);
        const sorted = (nodes: readonly Node[]) => shape(nodes).map(String).sort();
        assert.deepEqual(sorted(await bench.children(other)), sorted(await bench.children(classes)));
      } finally {
        const { data } = await bench.raw('GET', '/ontology/findAll?type=IMAGE');
        for (const one of data) if (one.name === name) await bench.raw('POST', `/ontology/delete/${one.id}`);
      }
    });

    it('make the way through a JSON file whole, options included', async () => {
      const file = join(folder, 'classes.json');
      await act('classes.export', [classes], { file });
      const written = JSON.parse(readFileSync(file, 'utf8'));
      assert.deepEqual([written.classes.length, written.classifications.length], [4, 1]);
      const other = await bench.dataset('import');
      await act('classes.import', [classesOf(other)], { file });
      const again = join(folder, 'again.json');
      await act('classes.export', [classesOf(other)], { file: again });
      // The order of an export is not promised.
      const byName = (a: { name: string; toolType?: string }, b: { name: string; toolType?: string }) =>
        `${a.name} ${a.toolType}`.localeCompare(`${b.name} ${b.toolType}`);
      const plain = (path: string) => {
        const read = JSON.parse(readFileSync(path, 'utf8'), (key, value) => (key === 'id' ? undefined : value));
        return { ...read, classes: read.classes.sort(byName), classifications: read.classifications.sort(byName) };
      };
      assert.deepEqual(plain(again), plain(file));
      assert.equal(
        await action('classes.import').plan([classesOf(other)], { file }, signal()),
        undefined,
        'all are there',
      );
    });

    it('that are there already are left as they are by an import', async () => {
      const file = join(folder, 'some.json');
      const one = (name: string, color: string) => ({
        name,
        color,
        toolType: 'BOUNDING_BOX',
        toolTypeOptions: {},
        attributes: [],
      });
      writeFileSync(file, `\uFEFF${JSON.stringify({ classes: [one('Cat', '#000000'), one('Owl', '#010203')] })}`);
      const plan = await action('classes.import').plan([classes], { file }, signal());
      assert.match(englishText(plan!.question!.detail!), /left as they are: Cat/);
      await plan!.run(still, signal());
      const nodes = await bench.children(classes);
      assert.ok(nodes.some(({ name, color }) => name === 'Owl' && color === '#010203'));
      assert.ok(nodes.some(({ name, color }) => name === 'Cat' && color === '#7dfaf2'));
    });

    it('are deleted with their objects counted, and told one by one', async () => {
      const doomed = (await bench.children(classes)).filter(({ name }) => name === 'Owl' || name === 'weather');
      const { outcomes } = await act('class.remove', doomed);
      assert.deepEqual(
        outcomes?.map(({ name, status }) => [name, status]),
        [
          ['Owl', 'done'],
          ['weather', 'done'],
        ],
      );
      assert.deepEqual(await fresh(doomed), [undefined, undefined]);
    });
  });

  describe('split and validity', () => {
    let dataset: Node;
    let nodes: readonly Node[];
    before(async () => {
      dataset = await bench.dataset('split');
      const [[, bytes] = ['', fixture('cat.jpg')]] = [...pictures()];
      const items = Array.from({ length: 10 }, (_, n) => itemOf(`p${n}.jpg`, bytes));
      await bench.upload(dataset, items);
      nodes = await bench.children(dataset);
      assert.equal(nodes.length, 10);
    });
    const splits = async () => (await fresh(nodes)).map((node) => fact(node, 'Split'));

    it('is set on a selection, and what is gone is told', async () => {
      const ghost = { ...nodes[0]!, ref: nodes[0]!.ref.replace(/\d+$/, '999999999'), id: '999999999', name: 'ghost' };
      const { outcomes } = await act('split.selection', [nodes[0]!, ghost], { split: 'TEST' });
      assert.deepEqual(
        outcomes?.map(({ status }) => status),
        ['done', 'failed'],
      );
      assert.equal((await splits())[0], 'test');
    });

    it('by ratio is at random by its seed: the same seed gives the same parts', async () => {
      const values = { which: 'all', TRAINING: '60', VALIDATION: '20', seed: 'seven' };
      const plan = await action('split.ratio').plan([dataset], values, signal());
      assert.deepEqual(plan?.question?.message.args, [10, 6, 2, 2]);
      const done = await plan.run(still, signal());
      assert.deepEqual(done.message?.args, [6, 2, 2]);
      const first = await splits();
      await act('split.ratio', [dataset], { ...values, seed: 'eight' });
      const second = await splits();
      await act('split.ratio', [dataset], values);
      assert.deepEqual(await splits(), first);
      assert.notDeepEqual(second, first);
      assert.equal(await action('split.ratio').plan([dataset], { ...values, which: 'rest' }, signal()), undefined);
    });

    const locks = async () => (await bench.raw('GET', `/data/findLockRecordByDatasetId?datasetId=${dataset.id}`)).data;

    it('marks items with a lock that is given back', async () => {
      const two = nodes.slice(2, 4);
      const { outcomes } = await act('validity.invalid', two);
      assert.deepEqual(
        outcomes?.map(({ status }) => status),
        ['done', 'done'],
      );
      assert.deepEqual(
        (await fresh(two)).map((node) => fact(node, 'Validity')),
        ['invalid', 'invalid'],
      );
      assert.deepEqual(await locks(), []);
      await act('validity.valid', two);
      await act('validity.submit', two);
      assert.deepEqual(
        (await fresh(two)).map((node) => fact(node, 'Annotation')),
        ['annotated', 'annotated'],
      );
    });

    it('leaves a lock that was held before', async () => {
      const [held, marked] = nodes.slice(5, 7);
      await bench.raw('POST', '/data/annotate', {
        datasetId: Number(dataset.id),
        operateItemType: 'SINGLE_DATA',
        dataIds: [Number(held!.id)],
      });
      await act('validity.invalid', [marked!]);
      const [record] = await locks();
      assert.ok(record.lockedNum >= 1);
      await bench.raw('POST', '/data/unLockByLockRecordIds', { lockRecordIds: [record.recordId] });
    });
  });

  describe('results, statistics and places', () => {
    let dataset: Node;
    let item: Node;
    let other: Node;
    before(async () => {
      dataset = await bench.dataset('results');
      await bench.upload(dataset, [itemOf('one.jpg', fixture('cat.jpg')), itemOf('two.jpg', fixture('cat.jpg'))]);
      [item, other] = (await bench.children(dataset)) as [Node, Node];
      await act('class.add', [classesOf(dataset)], { name: 'Cat', toolType: 'BOUNDING_BOX', color: '#7dfaf2' });
      const [kind] = await bench.children(classesOf(dataset));
      const { data: record } = await bench.raw('POST', '/data/annotate', {
        datasetId: Number(dataset.id),
        operateItemType: 'SINGLE_DATA',
        dataIds: [Number(item.id)],
      });
      const contour = {
        points: [
          { x: 1, y: 2 },
          { x: 9, y: 2 },
          { x: 9, y: 8 },
          { x: 1, y: 8 },
        ],
      };
      const classAttributes = { id: 'f1', type: 'BOUNDING_BOX', classId: Number(kind!.id), trackName: '7', contour };
      await bench.raw('POST', '/annotate/data/save', {
        datasetId: Number(dataset.id),
        dataInfos: [
          { dataId: Number(item.id), objects: [{ frontId: 'f1', classId: Number(kind!.id), classAttributes }] },
        ],
      });
      await bench.raw('POST', `/data/unLock/${record}`);
    });

    it('are read with their class, and items without any are there too', async () => {
      const found: ItemResults[] = [];
      for await (const part of session.annotations!.read([item.ref, other.ref], signal())) found.push(...part);
      assert.deepEqual(
        found.map(({ name, sources }) => [name, sources.length]),
        [
          ['one', 1],
          ['two', 0],
        ],
      );
      const [{ id, ...object }] = found[0]!.sources[0]!.objects as [ItemResults['sources'][number]['objects'][number]];
      assert.ok(id);
      assert.deepEqual(object, {
        type: 'BOUNDING_BOX',
        class: 'Cat',
        track: '7',
        geometry: {
          points: [
            { x: 1, y: 2 },
            { x: 9, y: 2 },
            { x: 9, y: 8 },
            { x: 1, y: 8 },
          ],
        },
      });
    });

    it('are counted in the statistics', async () => {
      const { document } = await act('statistics', [dataset]);
      const sections = document!.content as readonly DocumentSection[];
      const rows = (title: string) =>
        sections
          .find((one) => englishText(one.title) === title)!
          .rows.map((row) => row.map((cell) => (typeof cell === 'string' ? cell : englishText(cell))));
      assert.deepEqual(rows('Classes'), [['Cat', 'box', '1']]);
      assert.deepEqual(rows('Tools'), [['box', '1']]);
      assert.deepEqual(rows('Items').slice(0, 2), [
        ['Single items', '2'],
        ['Scenes', '0'],
      ]);
      assert.deepEqual(rows('Files'), [['image_0', '2', String(2 * fixture('cat.jpg').length)]]);
    });

    it('are found by id, by page and by the link of a file', async () => {
      const refs = async (words: string) => (await session.locate!(words, signal())).map(({ ref }) => ref);
      assert.ok((await refs(item.id)).includes(item.ref));
      assert.ok((await refs(dataset.id)).includes(dataset.ref));
      assert.deepEqual(await refs(session.page!(item)), [item.ref]);
      assert.deepEqual(await refs(session.page!(dataset)), [dataset.ref]);
      const link = await session.link!(other.files![0]!, signal());
      assert.deepEqual(await refs(link), [other.ref]);
      assert.deepEqual(await refs('999999999'), []);
      await assert.rejects(refs('cat'), (error) => isPlatformError(error) && error.kind === 'invalid');
    });
  });
});
