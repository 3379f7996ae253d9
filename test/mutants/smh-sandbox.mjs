// Faults of the SMH sandbox that a test must find; the form is that of ../mutants.mjs.
const server = 'test/servers/smh';
const tests = 'test/unit/sandbox/smh';

export const mutants = [
  {
    name: 'smh sandbox: tokens do not slide',
    file: `${server}/access/tokens.ts`,
    from: "app.rows.run('UPDATE token SET used_at = ? WHERE value = ?', [now, value]);",
    to: '',
    test: `${tests}/tokens.test.ts`,
    grep: 'a token slides with each use',
  },
  {
    name: 'smh sandbox: the store takes uploads that carry the token',
    file: `${server}/cos/serve.ts`,
    from: "query.has('access_token')",
    to: "query.has('token')",
    test: `${tests}/uploads.test.ts`,
    grep: 'the store refuses an upload that carries the token',
  },
  {
    name: 'smh sandbox: the sum of an upload is not checked',
    file: `${server}/uploads/uploadRoutes.ts`,
    from: 'sum !== undefined && sum !== content.crc64',
    to: "sum === ''",
    test: `${tests}/uploads.test.ts`,
    grep: 'a wrong sum is refused',
  },
  {
    name: 'smh sandbox: a batch with failures answers 200',
    file: `${server}/batches/jobs.ts`,
    from: 'return { status: results.some(failed) ? 207 : 200,',
    to: 'return { status: 200,',
    test: `${tests}/batch.test.ts`,
    grep: 'answers 207 when some or all failed',
  },
  {
    name: 'smh sandbox: a stale marker goes on from the start',
    file: `${server}/api/table.ts`,
    from: 'if (!row) return undefined;',
    to: 'if (!row) return rows.all(`${base} ${orderBy(order)} LIMIT ?`, [...values, limit], read);',
    test: `${tests}/directories.test.ts`,
    grep: 'a marker whose item has gone is stale',
  },
];
