// Faults of the BasicAI Cloud sandbox that its tests must find; see test/mutants.mjs.
const sandbox = 'test/servers/basicai-cloud';
const tests = 'test/unit/sandbox/basicai-cloud';

export const mutants = [
  {
    name: 'cloud sandbox: a window is open one moment too late',
    file: `${sandbox}/api/limiter.ts`,
    from: 'this.before(limit) <= at - ms',
    to: 'this.before(limit) < at - ms',
    test: `${tests}/limits.test.ts`,
    grep: 'are exact at any moment',
  },
  {
    name: 'cloud sandbox: unknown ids are left out in silence',
    file: `${sandbox}/items/removal.ts`,
    from: 'found.length < ids.length',
    to: 'found.length < 0',
    test: `${tests}/removal.test.ts`,
    grep: 'takes up to 100 data, or none when one is unknown',
  },
  {
    name: 'cloud sandbox: the size of a stored file does not count',
    file: `${sandbox}/items/files.ts`,
    from: 'object?.size !== size',
    to: 'object === undefined',
    test: `${tests}/uploads.test.ts`,
    grep: 'fail when the file is not stored, or not with that size',
  },
  {
    name: 'cloud sandbox: every page tells the total',
    file: `${sandbox}/api/lists.ts`,
    from: 'pageNo === 1 ?',
    to: 'pageNo >= 1 ?',
    test: `${tests}/lists.test.ts`,
    grep: 'tell the total on the first page only, and end on a short page',
  },
];
