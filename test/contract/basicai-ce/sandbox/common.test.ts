import { describePlatform } from '../../common';
import { type Lab, signal } from '../../lab';

/** A call of the platform's own API by another user than the one under test. */
async function by(lab: Lab, token: string, path: string, body: unknown): Promise<any> {
  const answer = await fetch(lab.connection.url + path, {
    method: 'POST',
    headers: { Authorization: `Bearer ${token}`, Accept: 'application/json', 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });
  return ((await answer.json()) as { data: unknown }).data;
}

async function another(lab: Lab, name: string): Promise<string> {
  const username = `${name}-${lab.prefix}@example.org`;
  const { token } = await by(lab, lab.secret, '/user/register', { username, password: 'Harbour-2026' });
  return (await by(lab, token, '/user/api/token/create', {})).token;
}

describePlatform({
  id: 'basicai-ce',
  place: async (lab, name) => lab.session.create!(undefined)!.run({ name, type: 'IMAGE' }, signal()),
  listedAs: (fileName) => fileName.replace(/\.[^.]*$/, ''),
  // What another user holds is refused; the others of the same call go all the same.
  stubborn: async (lab, node) => {
    const token = await another(lab, 'holder');
    const datasetId = node.parent?.split('/')[1];
    await by(lab, token, '/data/annotate', { datasetId, dataIds: [node.id], operateItemType: 'SINGLE_DATA' });
    return () => Promise.resolve();
  },
  endCredentials: async (lab, calls) => {
    lab.next = calls > 0 ? await another(lab, 'heir') : undefined;
    const refused = { code: 'LOGIN_STATUS_TIMEOUT', message: 'User login status timeout', data: null };
    const action = { type: 'status', status: 401, body: JSON.stringify(refused), contentType: 'application/json' };
    await lab.faults({ match: 'GET /api/data/findByPage', skip: calls, ...(calls > 0 && { times: 1 }), action });
    return async () => {
      await lab.noFaults();
      lab.next = undefined;
    };
  },
  renews: false,
  lists: 'GET /api/data/findByPage',
  deletes: 'POST /api/data/deleteBatch',
  storage: /^\/minio\//,
  wrong: () => ({ token: 'not.the.token-at-all' }),
});
