import { spaceNode } from '../../../src/core/platforms/smh/nodes';
import { describePlatform } from '../common';
import { signal } from '../lab';

describePlatform({
  id: 'smh',
  place: async (lab, name) => lab.session.create!(spaceNode({ spaceId: 'space1empty' }))!.run({ name }, signal()),
  listedAs: (fileName) => fileName,
  stubborn: async (lab, node) => {
    await lab.mode('failing', node.id);
    return () => lab.mode('failing', null);
  },
  later: async (lab) => {
    await lab.mode('batch', 'async');
    await lab.control('PUT', '/pace', { msPerItem: 400 });
    return async () => {
      await lab.mode('batch', null);
      await lab.control('PUT', '/pace', { msPerItem: 1 });
    };
  },
  endCredentials: async (lab) => {
    await lab.control('POST', '/revoke', { token: '*' });
    return () => Promise.resolve();
  },
  renews: true,
  emptyPages: async (lab) => {
    await lab.mode('emptyPage', true);
    return () => lab.mode('emptyPage', null);
  },
  repeatedMarkers: async (lab) => {
    await lab.mode('repeatMarker', true);
    return () => lab.mode('repeatMarker', null);
  },
  lists: 'GET /api/v1/directory',
  deletes: 'POST /api/v1/batch',
  storage: /^\/(?!api\/|sandbox\/)/,
  storeSigns: true,
  wrong: () => ({ librarySecret: 'not-the-secret-at-all' }),
});
