// Faults of the BasicAI Cloud client, of the limiter and of what all platforms share.
const cloud = 'src/core/platforms/basicai-cloud';
const rate = 'src/core/net/rate';
const api = 'test/unit/basicai-cloud/api.test.ts';
const deeds = 'test/unit/basicai-cloud/deeds.test.ts';
const ledger = 'test/unit/net/rate/ledger.test.ts';

export const mutants = [
  {
    name: 'cloud: every code is taken for success',
    file: `${cloud}/api/api.ts`,
    from: "wrapped.code.toUpperCase() !== 'OK'",
    to: "wrapped.code.toUpperCase() === ''",
    test: api,
    grep: 'tell NAME_DUPLICATED for what it is',
  },
  {
    name: 'cloud: the key goes without its word',
    file: `${cloud}/api/api.ts`,
    from: 'Authorization: `ApiKey ${key}`',
    to: 'Authorization: `Bearer ${key}`',
    test: api,
    grep: 'carry the key as the documentation prints it',
  },
  {
    name: 'cloud: a write that may have been done is sent again',
    file: `${cloud}/api/api.ts`,
    from: '.catch(onlyRate)',
    to: '',
    test: api,
    grep: 'and never a write',
  },
  {
    name: 'cloud: a list that was not filtered is shown',
    file: `${cloud}/browse/browse.ts`,
    from: 'if (stranger === undefined) return page;',
    to: 'return page;',
    test: api,
    grep: 'are told, not shown',
  },
  {
    name: 'cloud: OK is taken for the end of each item',
    file: `${cloud}/remove.ts`,
    from: 'if (!remaining.has(node.ref))',
    to: 'if (!remaining.has(node.ref) || error === undefined)',
    test: deeds,
    grep: 'does not take OK for done',
  },
  {
    name: 'cloud: a batch is removed with what is in it',
    file: `${cloud}/remove.ts`,
    from: 'const held = await itemsIn(this.client, place, signal);',
    to: 'const held = await Promise.resolve([] as Awaited<ReturnType<typeof itemsIn>>);',
    test: deeds,
    grep: 'empties a batch before it removes it',
  },
  {
    name: 'cloud: any link of the server is followed',
    file: 'src/core/platforms/basicai-cloud/upload/store.ts',
    from: 'const url = trustedStoreUrl(link.preSignedUrl, api, context.log);',
    to: 'const url = link.preSignedUrl;',
    test: deeds,
    grep: 'follow no link into the network of this machine',
  },
  {
    name: 'cloud: files of any length are taken',
    file: `${cloud}/upload/layout.ts`,
    from: 'if (source.size > longestFile)',
    to: 'if (source.size < 0)',
    test: deeds,
    grep: 'refuse more than 1 GB',
  },
  {
    name: 'limits: windows are taken without their guard',
    file: `${rate}/ledger.ts`,
    from: 'const width = ms + guardMs;',
    to: 'const width = ms;',
    test: ledger,
    grep: 'never pass any window',
  },
  {
    name: 'limits: a long job takes the places of people',
    file: `${rate}/limits.ts`,
    from: "return urgency === 'interactive' ? kept : most - kept;",
    to: "return urgency === 'interactive' ? kept : most;",
    test: ledger,
    grep: 'leave a person the places',
  },
  {
    name: 'limits: what is older than a minute is forgotten',
    file: `${rate}/ledger.ts`,
    from: 'const counted = old.reduce(counting, [...spans]);',
    to: 'const counted = [...spans];',
    test: ledger,
    grep: 'never pass any window',
  },
];
