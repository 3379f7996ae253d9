import assert from 'node:assert/strict';
import { buffer } from 'node:stream/consumers';
import type { Node } from '../../../../src/core/model/node';
import { packZip } from '../../../../src/core/transfer/zip/pack';
import { memorySource } from '../../../../src/core/transfer/memorySource';
import type { UnitItem } from '../../../../src/core/contract';
import { Lab, signal } from '../../lab';

const file = (name: string): Buffer =>
  Buffer.from(JSON.stringify([{ id: '1', parentId: null, text: `${name} speaks`, role: 'prompter' }]));
const itemOf = (name: string): UnitItem => {
  const source = memorySource(`${name}.json`, file(name));
  return { name: `${name}_1`, fileName: source.name, size: source.size, source, path: `text/${source.name}` };
};

describe('contract: dialogues on a server that mixes them up', function () {
  this.timeout(120_000);
  let lab: Lab;
  const made: Node[] = [];
  const wanted = ['a', 'b', 'c', 'd', 'e'];
  const dataset = async (name: string) => {
    const node = await lab.session.create!(undefined)!.run({ name: `${lab.prefix} ${name}`, type: 'TEXT' }, signal());
    made.push(node);
    return node;
  };
  before(async () => {
    lab = await Lab.open('basicai-ce');
    await lab.mode('dialogueSeed', 1);
  });
  after(async () => {
    await lab.mode('dialogueSeed', null);
    await lab.session.remove!.run(made, { release: [] }, signal());
    lab.close();
  });

  it('arrive whole, each under its own name, since each file travels alone', async () => {
    const delivered = await lab.upload(await dataset('alone'), wanted.map(itemOf));
    assert.deepEqual(new Set(delivered.map(({ status }) => status)), new Set(['done']));
  });

  it('are not called done by their names alone when others packed them together', async () => {
    const { ref } = await dataset('together');
    const packed = packZip(
      wanted.map((name) => {
        const source = memorySource(`${name}.json`, file(name));
        return { path: `text/${name}.json`, size: source.size, open: () => source.open() };
      }),
    );
    const archive = memorySource('together.zip', await buffer(packed.open()));
    const items = wanted.map(itemOf);
    const { upload } = lab.session;
    const unit = { id: 'u', target: ref, kind: 'archive', fileName: archive.name, items, bytes: 1, archive } as const;
    const report = { bytes: () => undefined, ingested: () => undefined, warned: () => undefined };
    await upload!.waitForIngest(await upload!.send(unit, report, signal()), report, signal());
    const arrived = await upload!.verify(unit, new Set(), signal());
    const listed = (await lab.listed(ref)).map(({ name }) => name);
    const wrong = arrived.filter((one) => one.ref === undefined);
    assert.ok(wrong.length >= 3, 'two have the content of the other, one is missing');
    assert.ok(wrong.filter(({ item }) => listed.includes(item.name)).length >= 2, 'two are listed all the same');
  });
});
