import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import * as v from 'valibot';
import { platforms } from '../../../src/core/platforms/registry';
import { probeReport } from '../../../src/core/probe/report';
import { ShapeRecorder } from '../../../src/core/probe/shape';
import { replayed } from '../../support/probes';

const shape = (value: unknown): any => new ShapeRecorder().of(value);

describe('shapes of answers', () => {
  it('keep keys, kinds of values, and words that tell kinds and states', () => {
    const answer = {
      code: 'OK',
      total_number: 1204,
      contents: [
        { name: 'cat 1.jpg', type: 'image', size: '184220', removedByQuota: false, metaData: { 'x-owner-lee': 'lee' } },
      ],
      creationTime: '2025-01-02T03:04:05.000Z',
      cosUrl: 'https://smh1a2b3c-125.cos.ap-beijing.myqcloud.com/x?q-signature=abc',
      note: null,
      score: 0.93,
    };
    assert.deepEqual(shape(answer), {
      code: 'OK',
      total_number: 7,
      contents: [{ name: 'text', type: 'image', size: '7', removedByQuota: false, metaData: { key1: 'text' } }],
      creationTime: '2025-01-01T00:00:00.000Z',
      cosUrl: 'https://bytes.example/x',
      note: null,
      score: 7.5,
    });
  });

  it('give what identifies something another value, the same for the same', () => {
    const { list, parentId } = shape({ list: [{ id: 8810231 }, { id: '9007199254740993' }], parentId: 8810231 });
    assert.equal(list[0].id, parentId);
    assert.notEqual(list[0].id, 8810231);
    assert.ok(BigInt(list[1].id) > 9_007_199_254_740_992n, 'a long id stays a long one');
  });

  it('show the odd element among many alike', () => {
    const rows = [...Array.from({ length: 50 }, (_, id) => ({ id, type: 'DATA' })), { id: 51, type: 'BATCH' }];
    assert.deepEqual(
      shape(rows).map(({ type }: { type: string }) => type),
      ['DATA', 'DATA', 'BATCH'],
    );
  });

  it('hold nothing that a person wrote, wherever it stands', () => {
    const secret = fc.stringMatching(/^canary [a-z]{6,12}$/);
    const key = fc.constantFrom(
      'name',
      'description',
      'path',
      'owner',
      'userName',
      'comment',
      'a',
      'type',
      'status',
      'message',
    );
    fc.assert(
      fc.property(
        fc.letrec((tie) => ({
          value: fc.oneof(
            { depthSize: 'small' },
            secret,
            fc.integer(),
            fc.array(tie('value')),
            fc.dictionary(key, tie('value')),
          ),
        })).value,
        (value) => assert.doesNotMatch(JSON.stringify(shape(value)), /canary/),
      ),
    );
  });
});

/** Reports of people with an account, and of the sandboxes until there is one. Each must be understood as when it was made. */
describe('reports of probes', () => {
  for (const name of readdirSync('test/probes').filter((one) => one.endsWith('.json')))
    it(`replay: ${name}`, async () => {
      const report = v.parse(probeReport, JSON.parse(readFileSync(join('test/probes', name), 'utf8')));
      const platform = platforms.find(({ info }) => info.id === report.platform);
      assert.ok(platform, report.platform);
      assert.deepEqual(await replayed(platform, report), []);
    });
});
