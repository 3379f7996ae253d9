import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Uri } from 'vscode';
import { detailsUri, fileUri, readUri } from '../../../src/editor/api/uris';
import { connection, dataNode } from '../../support/nodes';

describe('addresses of files in the editor', () => {
  it('lead back to their node, whatever a platform writes into its refs and people into names', () => {
    const ref = fc.oneof(
      fc.string({ unit: 'binary', minLength: 1 }),
      fc.constantFrom('data/260417//8810231', 'file/space/%2F..%2F', '../..', '/', 'a%b', '目录/图 片#1?.jpg'),
    );
    const file = fc.string({ unit: 'binary' });
    fc.assert(
      fc.property(ref, file, fc.nat(9), (one, name, index) => {
        const files = Array.from({ length: 10 }, () => ({ role: 'other' as const, name, key: 'k' }));
        const node = dataNode(1, { ref: one, name, files });
        const place = readUri(fileUri(connection, node, index));
        assert.deepEqual(place, { connectionId: connection.id, ref: one, index });
        assert.equal(readUri(detailsUri(connection, node))?.ref, one);
      }),
    );
  });

  it('of version 0.1 are still read', () => {
    const old = { scheme: 'dataset', authority: 'lab', path: '/data/1/301/0/cat.jpg' } as Uri;
    assert.deepEqual(readUri(old), { connectionId: 'lab', ref: 'data/1/301', index: 0 });
  });
});
