// Faults of the EO storage client that a test must find; the form is that of ../mutants.mjs.
const client = 'src/core/platforms/eo-storage';
const fault = (name, file, from, to, test, grep) => ({
  name: `eo: ${name}`,
  file: `${client}/${file}`,
  from,
  to,
  test: `test/unit/eo-storage/${test}.test.ts`,
  grep,
});

export const mutants = [
  fault(
    'code 200 is success for each id',
    'remove.ts',
    "return result?.success === true ? 'deleted' : 'nothing';",
    "return 'deleted';",
    'deeds',
    'reads the success of each',
  ),
  fault(
    'a GB has 1000^3 bytes',
    'amounts.ts',
    'const gigabyte = 1024 ** 3;',
    'const gigabyte = 1000 ** 3;',
    'api',
    'counts a GB as 1024^3 bytes',
  ),
  fault(
    'the root is asked for without a parent',
    'api/client.ts',
    'size: pageSize, parentId: BigInt(parentId), fileName',
    "size: pageSize, parentId: parentId === '-1' ? null : BigInt(parentId), fileName",
    'browse',
    'at the root are asked by -1',
  ),
  fault(
    'rows of other folders pass for matches',
    'browse/browse.ts',
    'query.name === undefined ? list : list.filter((row) => isIn(row, id, roots))',
    'list.slice(roots.size - roots.size)',
    'browse',
    'filtered by name show no row of another folder',
  ),
  fault(
    'links are taken in their order',
    'browse/links.ts',
    '.map(({ dataFileId, url }) => [dataFileId, url ?? undefined])',
    '.map(({ url }, n) => [ids[n], url ?? undefined])',
    'browse',
    'are asked for by links of one call',
  ),
  fault(
    'the address of the store goes restored to the platform',
    'api/client.ts',
    '...file, ...placed, parentId',
    '...file, ...begun, parentId',
    'upload',
    'ask for a link, put raw bytes without the key',
  ),
  fault(
    'a registration whose answer was lost fails',
    'upload/upload.ts',
    'if (isRefusal(error) || !isPlatformError(error)) throw error;',
    'if (error) throw error;',
    'upload',
    'are never registered twice',
  ),
  fault(
    'what had the name before passes for arrived',
    'upload/upload.ts',
    'node.name === name && !baseline.has(node.ref)',
    'node.name === name',
    'upload',
    'are not taken for arrived when the name was there before',
  ),
];
