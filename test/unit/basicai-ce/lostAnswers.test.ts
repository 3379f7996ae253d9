import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { text } from '../../../src/core/model/text';
import { Cancelled, PlatformError } from '../../../src/core/net/errors';
import { CeApi } from '../../../src/core/platforms/basicai-ce/api/api';
import { ClassCalls } from '../../../src/core/platforms/basicai-ce/classes';
import { ModelCalls } from '../../../src/core/platforms/basicai-ce/models/calls';
import { BasicAiCeSession } from '../../../src/core/platforms/basicai-ce/session';
import { deliver } from '../../../src/core/transfer/engine';
import { refused } from '../../support/errors';
import { type Call, FakeServer, lists, Refusal, row, type Row } from '../../support/fakeServer';
import { credentials, never } from '../../support/context';
import { item } from '../../support/upload';

/** Ways in which the answer to something that was done does not come. */
const losses: Readonly<Record<string, () => unknown>> = {
  'the connection is cut': () => {
    throw new PlatformError('network', text('The connection to {0} was cut.', 'fake.test'), { retryable: true });
  },
  'a gateway answers 502': () => new Refusal('x', 502),
  'a gateway answers 504': () => new Refusal('x', 504),
  'the person cancels': () => {
    throw new Cancelled();
  },
};

/** Rows that a server made of what was sent to it, by path. */
class Making {
  readonly made: any[] = [];

  server(path: string, lose: () => unknown, answers: (call: Call) => unknown, does = true): FakeServer {
    return new FakeServer((call) => {
      if (call.path !== path) return answers(call);
      if (does) this.made.push({ ...call.body, id: 71 + this.made.length });
      return lose();
    });
  }
}
const apiOf = (server: FakeServer) => new CeApi('http://fake.test/api', credentials('key'), server.context);

for (const [what, lose] of Object.entries(losses))
  describe(`BasicAI CE did it, and ${what}`, () => {
    it('a dataset is there', async () => {
      const one = new Making();
      const server = one.server('/dataset/create', lose, () => ({ total: one.made.length, list: one.made }));
      const created = await server.client.createDataset({ name: 'Street', type: 'IMAGE' }, never);
      assert.deepEqual([created.id, created.name], ['71', 'Street']);
      assert.equal(one.made.length, 1, 'sent once');
    });

    it('a class and a classification are there', async () => {
      const one = new Making();
      const server = one.server('/datasetClass/create', lose, () => one.made);
      const body = { name: 'Car', color: '#ff0000', toolType: 'BOUNDING_BOX' };
      await new ClassCalls(apiOf(server)).createClass('1', body, never);
      const other = new Making();
      const second = other.server('/datasetClassification/create', lose, () => other.made);
      const classification = { name: 'Weather', inputType: 'RADIO', isRequired: false, attribute: {} };
      await new ClassCalls(apiOf(second)).createClassification('1', classification, never);
      assert.deepEqual([one.made.length, other.made.length], [1, 1]);
    });

    it('an ontology and a model are there, with their ids', async () => {
      const one = new Making();
      const server = one.server('/ontology/create', lose, () => one.made);
      assert.equal(await new ClassCalls(apiOf(server)).createOntology('Shared', 'IMAGE', never), '71');
      const other = new Making();
      const models = other.server('/model/add', lose, () => other.made.map((made) => ({ ...made, classes: [] })));
      assert.equal((await new ModelCalls(apiOf(models)).add({ name: 'M', datasetType: 'IMAGE' }, never)).id, '71');
      assert.deepEqual([one.made.length, other.made.length], [1, 1]);
    });

    it('what is not there was not made, and the error is the first one', async () => {
      const one = new Making();
      const server = one.server('/datasetClass/create', lose, () => [], false);
      const body = { name: 'Car', color: '#ff0000', toolType: 'BOUNDING_BOX' };
      await assert.rejects(Promise.resolve(new ClassCalls(apiOf(server)).createClass('1', body, never)));
      assert.equal(server.to('/datasetClass/create').length, 1);
      assert.ok(server.to('/datasetClass/findAll/1').length > 1, 'it is looked for a while');
    });

    it('a registered upload is listed, and never registered twice', async () => {
      const stop = new AbortController();
      const rows: Row[] = [];
      const server = uploadServer(rows, () => {
        if (what === 'the person cancels') stop.abort();
        return lose();
      });
      const { upload } = sessionOf(server);
      const items = ['a.jpg', 'b.jpg'].map((name) => item(name, Buffer.from(name)));
      const units = upload.units('dataset/1', items);
      const report = { progress: () => undefined, state: () => undefined, warned: () => undefined };
      const found = await deliver(upload, 'dataset/1', units, report, stop.signal);
      const registered = server.to('/data/upload').length;
      const done = found.filter(({ status }) => status === 'done').length;
      assert.equal(done, rows.length, 'what is listed is done');
      assert.ok(done > 0);
      assert.equal(registered, rows.length);
      for (const { status, item: one } of found)
        assert.ok(status === 'done' || !rows.some(({ name }) => name === one.name), `${one.name} is ${status}`);
    });
  });

describe('BasicAI CE refuses a creation', () => {
  it('which is an answer: nothing is looked for', async () => {
    const server = new FakeServer(() => new Refusal('DATASET_NAME_DUPLICATED'));
    assert.equal((await refused(server.client.createDataset({ name: 'a', type: 'IMAGE' }))).kind, 'conflict');
    assert.equal(server.calls.length, 1);
  });

  it('takes no dataset of another type, or one that holds something, for the one that was lost', async () => {
    for (const other of [{ type: 'TEXT' }, { type: 'IMAGE', itemCount: 4 }]) {
      const server = new FakeServer(({ path }) =>
        path === '/dataset/create' ? new Refusal('x', 502) : { total: 1, list: [{ id: 5, name: 'a', ...other }] },
      );
      await refused(server.client.createDataset({ name: 'a', type: 'IMAGE' }));
    }
  });
});

function sessionOf(server: FakeServer): BasicAiCeSession {
  const connection = { id: 'c', platform: 'basicai-ce', name: 'c', url: 'http://fake.test/api' };
  return new BasicAiCeSession(connection, credentials('key'), server.context);
}

/** Lists a picture as soon as it is registered, and then ends the registration as it is told. */
function uploadServer(rows: Row[], end: () => unknown): FakeServer {
  const listed = lists(() => rows);
  let presigned = 0;
  const server = new FakeServer((call) => {
    if (call.path === '/data/generatePresignedUrl') {
      const { fileName = '' } = call.query;
      const url = `http://m:9000/b/${presigned++}/${fileName}`;
      return { accessUrl: url, presignedUrl: url };
    }
    if (call.path !== '/data/upload') return listed(call);
    const name = String(call.body.fileUrl).split('/').at(-1)!;
    rows.push(row(rows.length + 1, { name: name.replace(/\.jpg$/, ''), content: contentOf(name) }));
    return end();
  });
  const send = server.send.bind(server);
  server.send = async (request, signal) => {
    if (request.method !== 'PUT') return send(request, signal);
    const parts: Buffer[] = [];
    if (typeof request.body === 'object') for await (const part of request.body.open()) parts.push(part as Buffer);
    const etag = `"${createHash('md5').update(Buffer.concat(parts)).digest('hex')}"`;
    return { status: 200, headers: { etag }, body: Buffer.alloc(0) };
  };
  return server;
}

function contentOf(name: string): unknown[] {
  const file = { id: 1, name, url: 'http://m/x', size: name.length };
  return [{ name: 'image_0', files: [{ name, file }] }];
}
