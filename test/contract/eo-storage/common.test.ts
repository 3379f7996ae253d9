import { describePlatform } from '../common';
import { type Lab, signal } from '../lab';

const unauthorized = { code: 401, message: 'unauthorized', data: null };

describePlatform({
  id: 'eo-storage',
  place: async (lab, name) => lab.session.create!(undefined)!.run({ name }, signal()),
  listedAs: (fileName) => fileName,
  stubborn: async (lab, node) => {
    await lab.mode('bind', node.id);
    return () => lab.mode('bind', null);
  },
  endCredentials: async (lab, calls) => (calls === 0 ? revoked(lab) : refusedOnce(lab)),
  renews: false,
  bigIds: async (lab) => {
    await lab.mode('bigIds', true);
    return () => lab.mode('bigIds', false);
  },
  lists: 'POST .*/datafile/query/page',
  deletes: 'POST .*/datafile/delete/datafiles',
  storage: /^\/(blob|d|thumbnails)\b/,
  wrong: () => ({ key: 'not-the-key-at-all' }),
});

async function revoked(lab: Lab): Promise<() => Promise<void>> {
  await lab.mode('revoked', true);
  return () => lab.mode('revoked', false);
}

/** The server knows one key: the one that is entered anew is the same again. */
async function refusedOnce(lab: Lab): Promise<() => Promise<void>> {
  const body = JSON.stringify(unauthorized);
  await lab.faults({
    match: 'POST .*/datafile/query/page',
    skip: 1,
    times: 1,
    action: { type: 'status', status: 401, body, contentType: 'application/json' },
  });
  lab.next = lab.secret;
  return async () => {
    lab.next = undefined;
    await lab.noFaults();
  };
}
