import assert from 'node:assert/strict';
import { mock } from 'node:test';
import { abortAll, withNotification, withTreeProgress } from '../../../src/editor/api/progress';
import { person } from '../../support/vscode';

/** Work that ends when its signal does. */
const waiting = (signal: AbortSignal) =>
  new Promise<never>((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(new Error('the request was aborted')));
  });
const titles = () => person.shown.filter(({ where }) => where === 'progress title').map(({ text }) => text);
/** How some work ended, by now. */
const outcome = (work: Promise<unknown>) => {
  let ended = 'it goes on';
  work.then(
    () => (ended = 'done'),
    (error: unknown) => (ended = (error as Error).name),
  );
  return async () => {
    await settle();
    return ended;
  };
};
const settle = () => new Promise((resolve) => setImmediate(resolve));

describe('work that was given a signal', () => {
  beforeEach(() => {
    person.reset();
    mock.timers.enable({ apis: ['setTimeout'] });
  });
  afterEach(() => mock.timers.reset());

  it('shows itself with a way to cancel it when it is not short, and can be aborted', async () => {
    const work = outcome(withTreeProgress(waiting));
    mock.timers.tick(2_999);
    assert.deepEqual(titles(), []);
    mock.timers.tick(1);
    assert.deepEqual(titles(), ['Waiting for the server']);
    for (const cancel of person.cancels) cancel();
    assert.equal(await work(), 'Cancelled');
  });

  it('shows nothing when it is short, and answers what it found', async () => {
    assert.equal(await withTreeProgress(async () => 7), 7);
    mock.timers.tick(10_000);
    assert.deepEqual(titles(), []);
  });

  it('fails as it failed when nobody cancelled it', async () => {
    await assert.rejects(
      withTreeProgress(async () => {
        throw new Error('down');
      }),
      /down/,
    );
  });

  it('is aborted when the window closes', async () => {
    const short = outcome(withTreeProgress(waiting));
    const long = outcome(withNotification('Deleting', (_tell, signal) => waiting(signal)));
    await settle();
    abortAll();
    assert.deepEqual([await short(), await long()], ['Cancelled', 'Error']);
  });
});
