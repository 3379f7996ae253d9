import assert from 'node:assert/strict';
import type { Connection } from '../../../src/core/model/connection';
import { englishText } from '../../../src/core/model/text';
import { readList, withoutOne, withSaved } from '../../../src/editor/services/connectionList';

const lab: Connection = { id: 'lab', platform: 'basicai-ce', name: 'Lab', url: 'http://lab.test:8190/api' };
const sound = { ...lab, colour: 'red', nested: { deep: [1, null] }, __proto__x: 1 };
const other = { id: 'b2', platform: 'smh', name: 'B', url: 'https://b.test', options: { libraryId: 'l', odd: 7 } };
const odd: readonly (readonly [what: string, entry: unknown, why: RegExp])[] = [
  ['no id', { platform: 'p', name: 'n', url: 'https://x.test' }, /Its ID must have/],
  ['an id of another type', { ...lab, id: 7 }, /Its ID must have/],
  ['an id twice', { ...lab, url: 'https://second.test' }, /is used by another connection/],
  ['a URL with #', { ...lab, id: 'c', url: 'https://x.test/#/datasets' }, /from "\?" or "#" on/],
  ['a URL with a password', { ...lab, id: 'd', url: 'https://me:pw@x.test' }, /user name and password/],
  ['a URL of another type', { ...lab, id: 'e', url: ['https://x.test'] }, /Its URL is missing/],
  ['no platform', { id: 'f', url: 'https://x.test' }, /Its platform is missing/],
  ['a text', 'https://x.test', /not an object/],
  ['null', null, /not an object/],
  ['a list', [lab], /not an object/],
  ['a prototype', JSON.parse('{"__proto__":{"id":"g","platform":"p","url":"https://x.test"}}'), /Its ID must have/],
];

describe('the list of connections in the settings', () => {
  for (const [what, entry, why] of odd)
    it(`${what}: told by its place, and kept as it is when another is saved or removed`, () => {
      const written = [sound, entry, other];
      const before = JSON.stringify(written);
      const { connections, unreadable } = readList(written);
      assert.deepEqual(
        connections.map(({ id }) => id),
        ['lab', 'b2'],
      );
      assert.deepEqual([unreadable.length, unreadable[0]?.place], [1, 2]);
      assert.match(englishText(unreadable[0]!.why), why);
      const saved = withSaved(written, { ...lab, name: 'New' });
      assert.equal(JSON.stringify(saved[1]), JSON.stringify(entry));
      assert.deepEqual([saved[0], saved[2]], [{ ...sound, name: 'New' }, other]);
      const added = withSaved(written, { ...lab, id: 'z9' });
      assert.equal(JSON.stringify(added.slice(0, 3)), before);
      const left = withoutOne(written, 'b2');
      assert.equal(JSON.stringify(left), JSON.stringify([sound, entry]));
      assert.equal(JSON.stringify(written), before, 'what was read is not changed');
    });

  it('an id twice: the first is the connection, and removing it leaves the second', () => {
    const second = { ...lab, url: 'https://second.test' };
    assert.deepEqual(withoutOne([sound, second], 'lab'), [second]);
    assert.equal((withSaved([sound, second], { ...lab, name: 'N' })[1] as Connection).url, 'https://second.test');
  });

  it('is never replaced when it is no list', () => {
    assert.equal(readList({ lab }).unreadable.length, 1);
    assert.throws(() => withSaved({ lab }, lab), TypeError);
    assert.throws(() => withoutOne('x', 'lab'), TypeError);
    assert.deepEqual(withSaved(undefined, lab), [lab]);
  });

  it('fields that mean nothing are told by name, and stay when their connection is saved', () => {
    const { unknown } = readList([sound, other, { ...lab, id: 'n', name: 7, options: 'x' }]);
    assert.deepEqual(unknown.get('lab'), ['colour', 'nested', '__proto__x']);
    assert.deepEqual(unknown.get('b2'), ['options.odd']);
    assert.deepEqual(unknown.get('n'), ['name', 'options']);
    const [saved] = withSaved([other], { ...readList([other]).connections[0]!, name: 'Renamed' });
    assert.deepEqual(saved, { ...other, name: 'Renamed' });
  });

  it('options that were emptied are gone from what is written', () => {
    const [saved] = withSaved([{ ...lab, options: { a: '1' } }], lab);
    assert.deepEqual(saved, lab);
  });
});
