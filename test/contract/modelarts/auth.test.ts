import assert from 'node:assert/strict';
import { isPlatformError } from '../../../src/core/net/errors';
import { Lab, signal } from '../lab';
import { byPassword } from './lab';

const failures = async (lab: Lab) => (await lab.rows('signature_failures')).length;

describe('ModelArts: who one is', function () {
  this.timeout(60_000);
  let lab: Lab;
  before(async () => {
    lab = await Lab.open('modelarts');
  });
  after(() => lab.close());
  afterEach(async () => {
    await lab.mode('throttle', null);
    await lab.mode('noService', null);
  });

  it('a wrong secret key costs one signature, however many requests want to go', async () => {
    const before = await failures(lab);
    await lab.signIn('aksk', { ...lab.connect.values, sk: 'not-the-secret-key-at-all' });
    const asked = await Promise.allSettled(
      Array.from({ length: 20 }, () => lab.session.children(undefined, {}, undefined, signal())),
    );
    for (const one of asked) {
      assert.ok(one.status === 'rejected' && isPlatformError(one.reason));
      assert.equal(one.reason.kind, 'auth');
      assert.match(one.reason.facts.remedy?.template ?? '', /lock/);
    }
    assert.equal((await failures(lab)) - before, 1);
    await lab.signIn(lab.connect.method, lab.connect.values);
    assert.ok((await lab.listed(undefined)).length >= 3, 'the right key works at once');
  });

  it('a user with a password works on a token, which is made anew by itself, once for all', async () => {
    await byPassword(lab);
    assert.equal((await lab.session.verify(signal())).name, 'dataset-bot');
    const names = (await lab.listed(undefined)).map(({ name }) => name);
    await lab.mode('staleTokens', true);
    await lab.clearArrivals();
    const [asked, found] = [lab.asked, await Promise.all(Array.from({ length: 8 }, () => lab.listed(undefined)))];
    for (const nodes of found)
      assert.deepEqual(
        nodes.map(({ name }) => name),
        names,
      );
    assert.equal(lab.asked, asked, 'nobody was asked');
    const tokens = (await lab.arrivals()).filter(({ path }) => path === '/v3/auth/tokens');
    assert.equal(tokens.length, 1);
    await lab.signIn(lab.connect.method, lab.connect.values);
  });

  it('a wrong password is tried once', async () => {
    await lab.signIn('password', { user: 'dataset-bot', password: 'not-the-password', domain: 'acme-cloud' });
    await lab.clearArrivals();
    const asked = await Promise.allSettled(Array.from({ length: 5 }, () => lab.session.verify(signal())));
    assert.ok(asked.every((one) => one.status === 'rejected' && one.reason.kind === 'auth'));
    assert.equal((await lab.arrivals()).filter(({ path }) => path === '/v3/auth/tokens').length, 1);
    await lab.signIn(lab.connect.method, lab.connect.values);
  });

  it('the project is looked up where it is not given', async () => {
    const { projectId: _, ...options } = lab.connect.options;
    const own = await Lab.open('modelarts', {
      url: lab.connection.url,
      token: process.env.DATASETS_TOKEN!,
      connect: { ...lab.connect, options },
    });
    assert.ok((await own.listed(undefined)).length >= 3);
    own.close();
  });

  it('a region without the old service is told as that, and not as a wrong key', async () => {
    await lab.mode('noService', true);
    await assert.rejects(
      lab.listed(undefined),
      (error) =>
        isPlatformError(error) &&
        error.kind === 'unavailable' &&
        (error.facts.remedy?.template ?? '').includes('region'),
    );
  });

  it('a refusal for the rate is waited for, and a write goes again', async () => {
    await lab.mode('throttle', 2);
    const before = Date.now();
    assert.ok((await lab.listed(undefined)).length >= 3);
    assert.ok(Date.now() - before >= 2_000);
  });
});
