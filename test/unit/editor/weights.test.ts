import assert from 'node:assert/strict';
import type { OutcomeStatus } from '../../../src/core/model/outcome';
import { weightOf } from '../../../src/editor/api/outcomes';
import { confirmLoss, askQuestion, modalWarning } from '../../../src/editor/api/prompts';
import { person } from '../../support/vscode';

/** A warning sign stands for a warning: a question is none, and what failed as a whole is an error. */
describe('the weight of what is told', () => {
  beforeEach(() => person.reset());

  it('a question is information, one before harm a warning', async () => {
    await askQuestion('Upload 3 items?', [], 'Upload 3');
    await modalWarning('Replace 3?', [], 'Replace');
    await assert.rejects(confirmLoss({ message: 'Delete 3?', lines: [] }, ['Delete'], { show: async () => undefined }));
    assert.deepEqual(person.weights, ['information', 'warning', 'warning']);
  });

  const cases: readonly (readonly [string, string])[] = [
    ['', 'information'],
    ['done', 'information'],
    ['skipped done', 'information'],
    ['failed', 'error'],
    ['failed skipped', 'error'],
    ['failed done', 'warning'],
    ['failed unknown', 'warning'],
    ['unknown', 'warning'],
    ['done not-started', 'warning'],
    ['not-started', 'warning'],
  ];
  for (const [statuses, weight] of cases)
    it(`${statuses || 'nothing'}: ${weight}`, () => {
      const outcomes = statuses.split(' ').filter(Boolean) as OutcomeStatus[];
      assert.equal(weightOf(outcomes.map((status) => ({ status }))), weight);
    });
});
