import assert from 'node:assert/strict';
import { text } from '../../../src/core/model/text';
import { PlatformError } from '../../../src/core/net/errors';
import { never } from '../../support/context';
import type { SentRequest, Sent } from '../../support/scripted';
import { CloudServer, ok as cloudOk } from '../basicai-cloud/server';
import { EoServer, folderNode, ok as eoOk } from '../eo-storage/server';
import { ArtsServer, dataset, ok as artsOk } from '../modelarts/server';
import { library, node, notFound, SmhServer } from '../smh/server';

/** Hand-written servers that make what they are asked for, and then lose the answer. */
const losses: Readonly<Record<string, () => SentRequest>> = {
  'the connection is cut': () => {
    throw new PlatformError('network', text('The connection was cut.'));
  },
  'a gateway answers 502': () => ({ status: 502, text: '<html>Bad Gateway</html>' }),
};
const posts = ({ sent }: { sent: readonly Sent[] }, path: RegExp) =>
  sent.filter((one) => one.method === 'POST' && path.test(one.path)).length;

for (const [what, lose] of Object.entries(losses))
  describe(`it was made, and ${what}`, () => {
    it('a dataset on BasicAI Cloud', async () => {
      let made: object | undefined;
      const server = new CloudServer((path, sent) => {
        if (path === '/dataset/create') {
          made = { id: 81, ...JSON.parse(sent.body ?? '{}') };
          return lose();
        }
        return path === '/dataset/info/81' ? cloudOk(made) : cloudOk({ list: made ? [made] : [], total: 1 });
      });
      const node = await server.session.create!(undefined)!.run({ name: 'quay', type: 'IMAGE' }, never);
      assert.deepEqual([node.id, node.name], ['81', 'quay']);
      assert.equal(posts(server, /create$/), 1);
    });

    it('a folder on EO', async () => {
      const children: object[] = [];
      const server = new EoServer((call) => {
        if (call !== 'POST /add/dir')
          return eoOk([{ id: 4120, name: 'survey', path: '/survey', parentId: 1, children }]);
        children.push({ id: 4190, name: '2025-06', path: '/survey/2025-06', parentId: 4120, children: [] });
        return lose();
      });
      const parent = folderNode(4120, 'survey', '-1');
      const made = await server.session.create!(parent)!.run({ name: '2025-06' }, never);
      assert.equal(made.ref, 'dir/4190');
      assert.equal(server.all('POST /add/dir').length, 1);
    });

    it('a folder on SMH', async () => {
      let made = false;
      const server = new SmhServer((call) => {
        if (call.startsWith('PUT directory')) {
          made = true;
          return lose();
        }
        return made && call.startsWith('GET directory') ? { json: { name: 'raw', type: 'dir' } } : notFound;
      });
      const found = await server.session.create!(node('albums/'))!.run({ name: 'raw' }, never);
      assert.equal(found.name, 'raw');
    });

    it('a space on SMH: the one that was not there before', async () => {
      const spaces = [{ spaceId: 'space0000' }];
      const server = new SmhServer(
        (_call, sent) => {
          if (sent.method !== 'POST') return { json: spaces };
          spaces.push({ spaceId: 'space9z8y7x' });
          return lose();
        },
        { options: { libraryId: library } },
      );
      const made = await server.session.create!(undefined)!.run({ tag: 'drone' }, never);
      assert.equal(made.name, 'space9z8y7x');
      assert.equal(posts(server, /space/), 1);
    });

    it('a dataset on ModelArts', async () => {
      let made = false;
      const server = new ArtsServer((path, { method }) => {
        if (method === 'POST') {
          made = true;
          return lose();
        }
        const row = dataset({ dataset_id: 'Qm7sT2kPz4LwXc9Rb1Y', dataset_name: 'signs' });
        return path === '/datasets' ? artsOk({ datasets: made ? [row] : [], total_number: made ? 1 : 0 }) : artsOk(row);
      });
      const values = {
        name: 'signs',
        type: '1',
        description: '',
        input: '/acme-vision/in/',
        output: '/acme-vision/out/',
      };
      assert.equal((await server.session.create!(undefined)!.run(values, never)).name, 'signs');
      assert.equal(posts(server, /datasets$/), 1);
    });
  });

describe('it was refused before', () => {
  it('a folder on SMH that another request of the same call had made is there', async () => {
    let asked = 0;
    const server = new SmhServer((call) => {
      if (!call.startsWith('PUT directory')) return { json: { name: 'raw', type: 'dir' } };
      if (++asked === 1) throw new PlatformError('network', text('cut'), { retryable: true });
      return { status: 409, json: { code: 'SameNameDirectoryOrFileExists', message: 'there' } };
    });
    assert.equal((await server.session.create!(node('albums/'))!.run({ name: 'raw' }, never)).name, 'raw');
  });
});
