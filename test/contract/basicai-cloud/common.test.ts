import { describePlatform } from '../common';
import { signal } from '../lab';

describePlatform({
  id: 'basicai-cloud',
  place: async (lab, name) => lab.session.create!(undefined)!.run({ name, type: 'IMAGE' }, signal()),
  listedAs: (fileName) => fileName.replace(/\.[^.]*$/, ''),
  stubborn: async (lab, node) => {
    await lab.mode('stubborn', node.id);
    return () => lab.mode('stubborn', null);
  },
  later: async (lab) => {
    await lab.mode('slowRemove', true);
    await lab.control('PUT', '/pace', { msPerItem: 400 });
    return async () => {
      await lab.mode('slowRemove', false);
      await lab.control('PUT', '/pace', { msPerItem: 1 });
    };
  },
  endCredentials: async (lab, calls) => {
    const key = lab.secret;
    await lab.mode('acceptKey', 'another-key-of-mine');
    lab.next = 'another-key-of-mine';
    await lab.mode('revokeAfter', calls);
    return async () => {
      await lab.mode('revokeAfter', null);
      await lab.mode('acceptKey', key);
      lab.secret = key;
      lab.next = undefined;
    };
  },
  renews: false,
  bigIds: async (lab) => {
    await lab.mode('bigIds', true);
    return () => lab.mode('bigIds', false);
  },
  lists: 'GET /api/v1/dataset/listItem',
  deletes: 'POST /api/v1/dataset/(batchRemoveData|removeData)',
  storage: /^\/store\//,
  wrong: () => ({ key: 'not-the-key-at-all' }),
});
