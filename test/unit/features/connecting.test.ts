import assert from 'node:assert/strict';
import type { Connection } from '../../../src/core/model/connection';
import type { Values } from '../../../src/core/model/form';
import { text } from '../../../src/core/model/text';
import { PlatformError } from '../../../src/core/net/errors';
import { connectionCommands } from '../../../src/features/connect/commands';
import { person } from '../../support/vscode';

const field = (id: string, more: object = {}) => ({ id, label: text(id), ...more });

/** A platform whose server takes one key. */
const platform = (name: string, maturity: string) => ({
  info: {
    id: name.toLowerCase(),
    name,
    maturity,
    detail: text('detail'),
    urlField: field('url'),
    signInMethods: [
      { id: 'pair', label: text('Pair'), detail: text(''), fields: [field('user'), field('key', { secret: true })] },
    ],
  },
  baseUrl: (url: string) => url,
  signIn: async (_method: string, values: Values) => {
    signIns.push(values);
    if (values.key !== 'right') throw new PlatformError('auth', text('The server refused the key.'));
    return { secret: 'right' };
  },
  open: () => ({ verify: async () => ({ name: 'Ann' }), close: () => undefined }),
});

let signIns: Values[] = [];

/** What the wizard needs, and what became of it. */
function desk(stream: () => Promise<unknown> = async () => ({ body: { on: () => ({ destroy: () => undefined }) } })) {
  const saved: Connection[] = [];
  const secrets: string[] = [];
  const opened: string[] = [];
  const services = {
    settings: { all: () => [], save: async (one: Connection) => void saved.push(one) },
    secrets: { set: async (_connection: Connection, secret: string) => void secrets.push(secret) },
    sessions: {
      platforms: [platform('Guess', 'inferred'), platform('Tried', 'verified'), platform('Read', 'documented')],
      context: { http: { stream }, registerSecret: () => undefined },
    },
    datasetTree: { selection: () => [], revealConnection: async ({ id }: Connection) => void opened.push(id) },
    report: { note: () => undefined, words: (error: Error) => error.message },
    log: { info: () => undefined },
  };
  return { saved, secrets, opened, connect: connectionCommands(services as never)['datasets.connect'] };
}

const shown = (where: string) => person.shown.filter((one) => one.where === where).map((one) => one.text);

describe('connecting', () => {
  beforeEach(() => {
    person.reset();
    signIns = [];
  });

  it('lists what was tried on a server first, and the rest below a line that says so', async () => {
    await assert.rejects(async () => desk().connect());
    assert.deepEqual(shown('pick label'), ['Tried', 'Guess', 'Read']);
    assert.deepEqual(shown('pick group'), ['Not tried on a server']);
  });

  it('ends with the connection saved, open and selected', async () => {
    const { connect, saved, secrets, opened } = desk();
    person.answers.push(/^Tried$/);
    person.types.push('https://lab.test', 'ann', 'right', 'Lab');
    await connect();
    assert.equal(saved[0]?.name, 'Lab');
    assert.deepEqual(secrets, ['right']);
    assert.deepEqual(opened, [saved[0].id]);
  });

  it('tells at the address that nobody answers there, before a key is asked for', async () => {
    const { connect, saved } = desk(async () => {
      throw new PlatformError('unavailable', text('lab.test does not answer.'));
    });
    person.answers.push(/^Tried$/);
    person.types.push('https://lab.test');
    await assert.rejects(async () => connect());
    assert.deepEqual(shown('input problem').filter(Boolean), ['lab.test does not answer.']);
    assert.equal(signIns.length, 0);
    assert.equal(saved.length, 0);
  });

  it('offers to try again with everything but the key as it was', async () => {
    const { connect, saved } = desk();
    person.answers.push(/^Tried$/, /^Try Again$/);
    person.types.push('https://lab.test', 'ann', 'wrong', 'ann', 'right', 'Lab');
    await connect();
    assert.equal(saved.length, 1);
    assert.deepEqual(
      signIns.map((one) => [one.user, one.key]),
      [
        ['ann', 'wrong'],
        ['ann', 'right'],
      ],
    );
    assert.equal(
      shown('input title').filter((title) => title.startsWith('Connect to')).length,
      1,
      'the address is not asked again',
    );
    // address; name and key; name and key again; name of the connection
    assert.deepEqual(shown('input value'), ['', '', '', 'ann', '', 'lab.test']);
  });

  it('saves nothing when it is given up after a refusal', async () => {
    const { connect, saved, secrets } = desk();
    person.answers.push(/^Tried$/);
    person.types.push('https://lab.test', 'ann', 'wrong');
    await assert.rejects(async () => connect());
    assert.deepEqual([saved, secrets], [[], []]);
  });
});
