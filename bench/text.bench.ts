import assert from 'node:assert/strict';
import { firstLine } from '../src/core/net/firstLine';
import { Redactor } from '../src/core/net/secrets/redact';
import { shownOn } from '../src/editor/surfaces/surface';
import { fastest, figure } from './support/figures';

/** What once took seconds, each of about a million characters. */
const million = 1_000_000;
const texts: Readonly<Record<string, string>> = {
  'opening signs': '<'.repeat(million),
  'one word': 'a'.repeat(million),
  'pairs of a query': 'a='.repeat(million / 2),
  'names of secrets': 'token '.repeat(million / 6),
  'quotes that do not end': 'token:\\"'.repeat(million / 8),
  'beginnings of web tokens': 'eyJaaaaaaa'.repeat(million / 10),
  'beginnings of web tokens with a dot': `${'eyJaaaaaaa-'.repeat(million / 11)}..`,
  schemes: 'a://'.repeat(million / 4),
  backslashes: '\\'.repeat(million),
  scripts: '<script>'.repeat(million / 8),
  'percent signs': '%61%'.repeat(million / 4),
  'nested quotes': '"\'\\"\\\''.repeat(million / 6),
};
/** For a million characters, in ms. What is not linear takes minutes. */
const budget = 2_000;

describe('budget: texts from outside', function () {
  this.timeout(120_000);
  const redactor = new Redactor();
  redactor.add('a-secret-of-this-session');

  const works: Readonly<Record<string, (message: string) => unknown>> = {
    redacted: (message) => redactor.redact(message),
    'read to a first line': (message) => firstLine(message),
    shown: (message) => shownOn('notification', message),
  };
  for (const [work, does] of Object.entries(works))
    it(`a million characters are ${work} within ${budget} ms, whatever they are`, async () => {
      const spent: [string, number][] = [];
      for (const [name, message] of Object.entries(texts))
        spent.push([name, await fastest(1, budget, () => does(message))]);
      const [name, worst] = spent.reduce((a, b) => (b[1] > a[1] ? b : a));
      figure(`text: a million characters ${work}, the worst (${name})`, worst, 'ms', budget);
      assert.ok(worst <= budget, `${name}: ${worst} ms`);
    });
});
