// Faults of the ModelArts sandbox that its tests must find; see test/mutants.mjs.
const sandbox = 'test/servers/modelarts';
const tests = 'test/unit/sandbox/modelarts';

export const mutants = [
  {
    name: 'modelarts sandbox: the signed path ends as it was sent',
    file: `${sandbox}/auth/sdkHmac.ts`,
    from: "return encoded.endsWith('/') ? encoded : `${encoded}/`;",
    to: 'return encoded;',
    test: `${tests}/signing.test.ts`,
    grep: 'are those of the published vectors',
  },
  {
    name: 'modelarts sandbox: a key is locked one wrong signature too late',
    file: `${sandbox}/auth/accessKeys.ts`,
    from: 'AND failures >= ?',
    to: 'AND failures > ?',
    test: `${tests}/door.test.ts`,
    grep: 'locks a key for five minutes after five wrong signatures in a row',
  },
  {
    name: 'modelarts sandbox: samples are deleted while a sync runs',
    file: `${sandbox}/samples/remove.ts`,
    from: 'dataset.status === datasetStatus.synchronizing',
    to: 'dataset.status > datasetStatus.synchronizing',
    test: `${tests}/removal.test.ts`,
    grep: 'is refused while a sync runs, in one of two ways',
  },
  {
    name: 'modelarts sandbox: signed links never end',
    file: `${sandbox}/obs/verify.ts`,
    from: 'Number(date) * 1000 >= app.clock.now()',
    to: 'Number(date) > 0',
    test: `${tests}/samples.test.ts`,
    grep: 'have links that end, open one object, and carry no credential of the service',
  },
];
