// Faults of the EO storage sandbox that its tests must find; see test/mutants.mjs.
const server = 'test/servers/eo-storage';
const tests = 'test/unit/sandbox/eo-storage';

export const mutants = [
  {
    name: 'eo sandbox: the key is welcome at the storage',
    file: `${server}/store/serve.ts`,
    from: "arrival.header('x-api-key') !== undefined",
    to: 'false',
    test: `${tests}/transfer.test.ts`,
    grep: 'the storage refuses uploads that carry the key',
  },
  {
    name: 'eo sandbox: a file is registered without its bytes',
    file: `${server}/store/uploads.ts`,
    from: 'upload.size !== upload.bytes',
    to: 'upload.bytes < 0',
    test: `${tests}/transfer.test.ts`,
    grep: 'registering needs the bytes',
  },
  {
    name: 'eo sandbox: a bound file blocks itself only',
    file: `${server}/files/remove.ts`,
    from: 'known ? boundBelow(app, id) : []',
    to: 'known ? boundBelow(app, id).filter((file) => file.id === id) : []',
    test: `${tests}/change.test.ts`,
    grep: 'a bound file blocks itself and every folder above it',
  },
  {
    name: 'eo sandbox: sizes are billions of bytes',
    file: `${server}/app.ts`,
    from: 'const bytesPerGiB = 1024 ** 3;',
    to: 'const bytesPerGiB = 1000 ** 3;',
    test: `${tests}/browse.test.ts`,
    grep: 'a file tells its size in 1024^3 bytes',
  },
  {
    name: 'eo sandbox: an upload link never ends',
    file: `${server}/store/links.ts`,
    from: "app.clock.now() > Date.parse(end) ? 'LinkExpired'",
    to: "app.clock.now() < 0 ? 'LinkExpired'",
    test: `${tests}/transfer.test.ts`,
    grep: 'a link is for one blob, for a PUT, for an hour',
  },
];
