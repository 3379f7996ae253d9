import { describePlatform } from '../common';
import { byPassword, dataset } from './lab';

describePlatform({
  id: 'modelarts',
  place: dataset,
  listedAs: (fileName) => fileName,
  stubborn: async (lab, node) => {
    await lab.mode('stubborn', node.id);
    return () => lab.mode('stubborn', null);
  },
  // Keys are never renewed; a user's tokens are.
  endCredentials: async (lab) => {
    await byPassword(lab);
    await lab.session.verify(AbortSignal.timeout(10_000));
    await lab.mode('staleTokens', true);
    return () => lab.signIn(lab.connect.method, lab.connect.values);
  },
  renews: true,
  emptyPages: async (lab) => {
    await lab.mode('emptyPage', true);
    return () => lab.mode('emptyPage', null);
  },
  lists: 'GET /v2/[^/]+/datasets/[^/]+/data-annotations/samples',
  deletes: 'POST /v2/[^/]+/datasets/[^/]+/data-annotations/samples/delete',
  storage: /^\/acme-vision\//,
  storeSigns: true,
  bytesInCalls: true,
  wrong: (lab) => ({ ...lab.connect.values, sk: 'not-the-secret-key-at-all' }),
});
