import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { ItemResults } from '../../../src/core/model/annotation';
import type { Node } from '../../../src/core/model/node';
import { englishText } from '../../../src/core/model/text';
import { datasetNode, nameOf, pathOf, sampleNode } from '../../../src/core/platforms/modelarts/nodes';
import { datasetRef, fileKey, parseRef, readKey, sampleRef } from '../../../src/core/platforms/modelarts/refs';
import type { Dataset, Sample } from '../../../src/core/platforms/modelarts/api/wire';
import { isPlatformError } from '../../../src/core/net/errors';
import { never } from '../../support/context';
import { ArtsServer, data, dataset, ok, place, rowsOf, sample, shelf, source } from './server';

const row = (more: object = {}) => sample('3d0c', more) as Sample;
const node = (more: object = {}, type = '1') => sampleNode(row(more), 'Qm7s', type);
const bare = { sample_name: undefined, sample_dir: undefined, sample_size: undefined, sample_status: undefined };
const fact = ({ facts = [] }: Node, label: string) => {
  const value = facts.find(([one]) => one.template === label)?.[1];
  return typeof value === 'object' ? englishText(value) : value;
};

describe('ModelArts: refs', () => {
  it('hold any id, and are read as they were made', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), fc.string({ minLength: 1 }), fc.string(), (one, other, path) => {
        fc.pre(!/\p{Cs}/u.test(one + other));
        assert.deepEqual(parseRef(datasetRef(one)), { kind: 'dataset', datasetId: one });
        const ref = sampleRef(one, other);
        assert.deepEqual(parseRef(ref), { kind: 'sample', datasetId: one, sampleId: other });
        assert.deepEqual(readKey(fileKey(ref, path)), { ref, ...(path !== '' && { path }) });
      }),
    );
  });

  it('of other platforms are refused', () => {
    for (const ref of ['', 'dataset', 'data/1/2', 'sample/1']) assert.throws(() => parseRef(ref), TypeError, ref);
  });
});

describe('ModelArts: datasets', () => {
  it('tell their counts where the server has them', () => {
    assert.deepEqual(datasetNode(dataset() as Dataset).counts, { annotated: 877, all: 1204, invalid: 0 });
    assert.equal(datasetNode(dataset({ total_sample_count: undefined }) as Dataset).counts, undefined);
  });

  it('offer what their type and state allow', () => {
    const capabilities = (more: object) => datasetNode(dataset(more));
    assert.ok(capabilities({}).capabilities.has('upload'));
    assert.ok(capabilities({ dataset_type: 900 }).capabilities.has('upload'));
    for (const more of [{ dataset_type: 400 }, { status: 0 }, { status: 4 }]) {
      assert.ok(!capabilities(more).capabilities.has('upload'));
      assert.equal(capabilities(more).expandable, false);
      assert.ok(capabilities(more).capabilities.has('remove'));
    }
  });

  it('show words for what they know, and numbers for what they do not', () => {
    assert.equal(fact(datasetNode(dataset() as Dataset), 'Type'), 'Object detection');
    assert.equal(fact(datasetNode(dataset({ dataset_type: 777 }) as Dataset), 'Type'), '777');
    assert.equal(fact(datasetNode(dataset({ status: 5 }) as Dataset), 'Status'), 'being read again');
    assert.equal(fact(datasetNode(dataset({ status: 42 }) as Dataset), 'Status'), '42');
  });
});

describe('ModelArts: samples', () => {
  it('have their name, or the last part of their link, or their id', () => {
    assert.equal(nameOf(row()), '3d0c.jpg');
    assert.equal(nameOf(row({ ...bare, source: source('stra%C3%9Fe%201.jpg') })), 'straße 1.jpg');
    assert.equal(nameOf(row({ ...bare, source: source('bad%E0%A4.jpg') })), 'bad%E0%A4.jpg');
    assert.equal(nameOf(row({ ...bare, source: undefined })), '3d0c');
  });

  it('lie in OBS where their folder or their link says, whatever the store is called', () => {
    assert.equal(pathOf(row()), '/acme-vision/signs/in/3d0c.jpg');
    assert.equal(pathOf(row({ sample_dir: 's3://acme-vision/signs/in' })), '/acme-vision/signs/in/3d0c.jpg');
    assert.equal(pathOf(row({ ...bare, source: source('a%20b.jpg') })), '/acme-vision/signs/in/a b.jpg');
    const near = 'http://127.0.0.1:9000/acme-vision/signs/in/a.jpg?Signature=x';
    assert.equal(pathOf(row({ ...bare, source: near })), '/acme-vision/signs/in/a.jpg');
    assert.equal(pathOf(row({ ...bare, source: 'content://a text' })), undefined);
  });

  for (const [word, label, annotated] of [
    ['MANUAL_ANNOTATION', 'Labeled', true],
    ['__ALL__', 'Labeled', true],
    ['UN_ANNOTATION', 'Not labeled', false],
    ['__NONE__', 'Not labeled', false],
    ['AUTO_ANNOTATION', 'To confirm', false],
    ['__AUTO_ANNOTATION__', 'To confirm', false],
    ['__REVIEWED__', '__REVIEWED__', false],
    ['SOMETHING_NEW', 'SOMETHING_NEW', false],
  ] as const)
    it(`tell the state ${word}`, () => {
      assert.equal(fact(node({ sample_status: word }), 'Status'), label);
      assert.equal(node({ sample_status: word }).annotated, annotated);
    });

  it('without a state are labeled when they have labels', () => {
    assert.equal(node({ ...bare, labels: [{ name: 'stop' }] }).annotated, true);
    assert.equal(node(bare).annotated, false);
  });

  it('have a file of the role of their kind; free ones by their name', () => {
    const role = (more: object) => node(more).files?.[0]?.role;
    assert.equal(role({}), 'image');
    assert.equal(role({ sample_type: 1 }), 'text');
    assert.equal(role({ sample_type: 6 }), 'other');
    assert.equal(role({ sample_type: 9, sample_name: 'a.pcd' }), 'point-cloud');
    assert.equal(role({ sample_type: 9, sample_name: 'a.PNG' }), 'image');
    assert.equal(role({ sample_type: 9, sample_name: 'a.bin' }), 'other');
  });

  it('without a link have no file, and nothing is offered that needs one', () => {
    const text = node({ source: 'content://a text' });
    assert.deepEqual(text.files, []);
    for (const capability of ['open', 'link', 'download', 'copy'] as const)
      assert.ok(!text.capabilities.has(capability), capability);
  });

  it('of texts cannot be deleted with their files, which has no effect there', () => {
    assert.ok(node().capabilities.has('delete-permanently'));
    assert.ok(!node({}, '101').capabilities.has('delete-permanently'));
  });

  it('keep no link in what is remembered of them', () => {
    assert.doesNotMatch(JSON.stringify({ ...node(), capabilities: [] }), /Signature|Expires/);
  });

  it('are found one by one; what the server does not know is gone, and anything else is an error', async () => {
    const server = new ArtsServer(shelf(rowsOf('a', 'b')));
    const refs = ['a', 'b', 'c'].map((id) => sampleRef('Qm7sT2kPz4LwXc9Rb1Y', id));
    assert.deepEqual([...(await server.session.get(refs, never)).keys()], refs.slice(0, 2));
    const failing = new ArtsServer(() => ({
      status: 404,
      json: { error_code: 'APIGW.0101', error_msg: 'no such API' },
    }));
    await assert.rejects(
      failing.session.get(refs, never),
      (error) => isPlatformError(error) && error.kind === 'unavailable',
    );
  });

  it('are opened by a link that is fresh for each use, without a key', async () => {
    const server = new ArtsServer(
      shelf(rowsOf('a'), (path) => (path.startsWith('/signs/') ? { text: 'bytes' } : undefined)),
    );
    const [file] = (await server.session.get([sampleRef('Qm7sT2kPz4LwXc9Rb1Y', 'a')], never)).values().next().value!
      .files!;
    for (let n = 0; n < 2; n++) (await server.session.open(file!, undefined, never)).destroy();
    const links = server.to(/^\/signs\//);
    assert.equal(links.length, 2);
    assert.equal(server.to(/samples\/a$/).length, 3, 'once for the node, once for each use');
    for (const { headers } of links)
      for (const name of ['authorization', 'x-auth-token', 'x-project-id', 'x-sdk-date'])
        assert.equal(headers[name], undefined);
    assert.doesNotMatch(server.context.lines.join('\n'), /Signature=/);
  });

  it('whose link leads into this machine are not followed', async () => {
    const rows = new Map<string, object>([['a', sample('a', { source: 'http://127.0.0.1/x.jpg' })]]);
    const server = new ArtsServer(shelf(rows));
    const file = {
      role: 'image',
      name: 'x.jpg',
      key: fileKey(sampleRef('Qm7sT2kPz4LwXc9Rb1Y', 'a'), undefined),
    } as const;
    await assert.rejects(
      server.session.link!(file, never),
      (error) => isPlatformError(error) && error.kind === 'protocol',
    );
  });
});

describe('ModelArts: labels', () => {
  const labels = [
    {
      name: 'stop',
      type: 1,
      score: '0.93',
      annotated_by: 'human',
      property: {
        '@modelarts:shape': 'bndbox',
        '@modelarts:feature': [
          [412, 96],
          [520, 204],
        ],
        side: 'left',
      },
    },
    { name: 'sign', annotated_by: 'auto', property: '{"@modelarts:shape":"circle","@modelarts:feature":[[5,6],[3]]}' },
    { name: 'person', property: { '@modelarts:start_index': 3, '@modelarts:end_index': 9 } },
    {
      name: 'voice',
      property: {
        '@modelarts:start_time': '00:00:01.000',
        '@modelarts:end_time': '00:00:02.500',
        '@modelarts:content': 'hello',
      },
    },
    { name: 'sunny', type: 0 },
  ];
  const read = async (): Promise<ItemResults> => {
    const rows = new Map<string, object>([['a', sample('a', { labels, annotated_by: 'human/acme/lee' })]]);
    const server = new ArtsServer(shelf(rows));
    for await (const [first] of server.session.annotations!.read([sampleRef('Qm7sT2kPz4LwXc9Rb1Y', 'a')], never))
      return first!;
    return assert.fail('no results');
  };

  it('are told by who made them, with their shapes in pixels, or their place in a text or a sound', async () => {
    const { sources } = await read();
    assert.deepEqual(
      sources.map(({ source: { id } }) => id),
      ['human', 'auto'],
    );
    const objects = sources.flatMap((one) => one.objects);
    assert.deepEqual(
      objects.map(({ type, class: name, geometry }) => [type, name, geometry]),
      [
        [
          'bndbox',
          'stop',
          {
            points: [
              [412, 96],
              [520, 204],
            ],
          },
        ],
        ['text', 'person', { start: 3, end: 9 }],
        ['time', 'voice', { start: '00:00:01.000', end: '00:00:02.500' }],
        ['circle', 'sign', { points: [[5, 6], [3]] }],
      ],
    );
    assert.equal(objects[0]?.confidence, 0.93);
    assert.deepEqual(objects[0].attributes, [{ name: 'side', value: 'left' }]);
  });

  it('of a sample as a whole are classifications', async () => {
    const { sources } = await read();
    assert.deepEqual(sources[0]?.classifications, [{ name: 'sunny', value: true }]);
  });

  it('are listed and counted in documents', async () => {
    const server = new ArtsServer((path) => {
      if (path === `${data}/stats`)
        return ok({
          label_stats: [{ name: 'stop', type: 1, count: 31, sample_count: 20 }],
          sample_stats: { un_annotation: 4, manual_annotation: 20, lefted: 1 },
        });
      return ok({ total_number: 1, labels: [{ name: 'stop', type: 1, property: { '@modelarts:color': '#3399ff' } }] });
    });
    const document = async (id: string) => {
      const action = server.session.actions!.find((one) => one.id === id)!;
      const plan = await action.plan([datasetNode(dataset())], {}, never);
      const { content } = (await plan!.run(() => undefined, never)).document!;
      assert.ok(typeof content === 'object');
      return content.map(({ rows }) =>
        rows.map((cells) => cells.map((cell) => (typeof cell === 'object' ? englishText(cell) : cell))),
      );
    };
    assert.deepEqual(await document('statistics'), [
      [
        ['Not labeled', '4'],
        ['Labeled', '20'],
        ['lefted', '1'],
      ],
      [['stop', 'Object detection', '31', '20']],
    ]);
    assert.deepEqual(await document('labels'), [[['stop', 'Object detection', '#3399ff', '', '']]]);
  });
});

describe('ModelArts: downloads', () => {
  it('bring every file under its place below the input path, and its labels beside it', async () => {
    const rows = new Map<string, object>([
      ['a', sample('a', { sample_name: 'cat.jpg', labels: [{ name: 'cat' }] })],
      ['b', sample('b', { sample_name: 'cat.jpg', sample_dir: '/acme-vision/signs/in/night/' })],
      ['c', sample('c', { sample_name: 'cat.jpg', sample_dir: undefined, source: 'https://elsewhere.test/cat.jpg' })],
      ['d', sample('d', { source: undefined })],
    ]);
    const server = new ArtsServer(
      shelf(rows, (path) => (path.startsWith('/signs/') ? { text: 'x'.repeat(184220) } : undefined)),
    );
    const { download } = server.session;
    assert.equal(download?.folders, 'kept');
    const [root] = await download.roots([datasetNode(dataset())], never);
    assert.equal(root?.name, 'street-signs');
    const parts = [];
    const notes = [];
    for await (const batch of download.plan(root, {}, { results: true }, never)) {
      parts.push(...batch.parts);
      notes.push(...(batch.notes ?? []));
    }
    assert.deepEqual(
      parts.map(({ path }) => path),
      ['cat.jpg', 'result/cat.jpg.json', 'night/cat.jpg', 'cat (c).jpg'],
    );
    assert.deepEqual(
      notes.map(({ args }) => args),
      [['d.jpg']],
    );
    assert.doesNotMatch(JSON.stringify(parts), /Signature/);
    const { body } = await parts[0]!.open(100, never).catch(() => ({ body: undefined }));
    assert.equal(body, undefined, 'a store that does not continue is told');
    assert.equal(server.to(/^\/signs\//)[0]?.headers.range, 'bytes=100-');
    assert.equal(place, root.ref);
  });
});
