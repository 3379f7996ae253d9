import assert from 'node:assert/strict';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync, readFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import sqlite from 'node-sqlite3-wasm';
import { picture } from './pictures';
import { endAll, send, start, until, zip, type Server } from './harness';

const folders: string[] = [];

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'sandbox-test-'));
  folders.push(made);
  return made;
}

function refused(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port }, () => {
      socket.destroy();
      resolve(false);
    });
    socket.on('error', () => {
      resolve(true);
    });
  });
}

async function pictures(n: number): Promise<Buffer> {
  return zip(Object.fromEntries(Array.from({ length: n }, (_, i) => [`image_0/p${i}.png`, picture(8, 8, i)])));
}

describe('the life of a sandbox', function () {
  this.timeout(60_000);
  after(async () => {
    await endAll();
    for (const made of folders) rmSync(made, { recursive: true, force: true });
  });

  it('prints one line and ends cleanly on SIGTERM', async () => {
    const server = await start('--empty');
    assert.match(server.url, /^http:\/\/127\.0\.0\.1:\d+\/api$/);
    assert.equal(await server.end(), 0);
    assert.equal(server.output().trim().split('\n').length, 1);
  });

  it('ends when its stdin closes, if told so', async () => {
    const server = await start('--empty', '--stdin');
    const gone = once(server.child, 'exit');
    server.child.stdin!.end();
    await gone;
    assert.equal(server.child.exitCode, 0);
  });

  it('removes its temporary folder', async () => {
    const before = new Set(readdirSync(tmpdir()).filter((name) => name.startsWith('dataset-sandbox-')));
    const server = await start('--empty');
    const mine = readdirSync(tmpdir()).filter((name) => name.startsWith('dataset-sandbox-') && !before.has(name));
    assert.ok(mine.length > 0);
    await server.end();
    await until(() => Promise.resolve(mine.some((name) => !existsSync(join(tmpdir(), name))) || undefined));
  });

  it('listens on 127.0.0.1 only', async () => {
    const { port } = await start('--empty');
    const others = Object.values(networkInterfaces())
      .flatMap((list) => list ?? [])
      .filter((address) => !address.internal);
    assert.equal(await refused('127.0.0.1', port), false);
    for (const host of ['127.0.0.2', ...others.filter(({ family }) => family === 'IPv4').map(({ address }) => address)])
      assert.equal(await refused(host, port), true, host);
  });

  it('keeps port, token, rows and objects over a restart', async () => {
    const home = folder();
    const first = await start('--empty', '--folder', home);
    const id = await first.dataset('kept');
    await first.upload(id, 'a.png', picture(8, 8, 1));
    const [before] = await first.list(id);
    const url = before.content[0].files[0].file.url;
    await first.end();
    const second = await start('--empty', '--folder', home);
    assert.deepEqual([second.port, second.token], [first.port, first.token]);
    assert.equal((await second.list(id))[0].id, before.id);
    assert.deepEqual((await send('GET', url)).bytes, picture(8, 8, 1));
    await second.end();
  });

  it('survives SIGKILL in the middle of an upload', async () => {
    const home = folder();
    const first = await start('--empty', '--folder', home);
    const id = await first.dataset('killed');
    await first.control('PUT', '/pace', { msPerItem: 20 });
    const serial = await first.start(id, 'many.zip', await pictures(60));
    await until(async () => ((await first.record(serial)).parsedDataNum > 5 ? true : undefined));
    await first.end('SIGKILL');
    assert.ok(existsSync(join(home, 'rows.sqlite.lock')), 'the lock was left behind');
    const second = await start('--empty', '--folder', home);
    const rows = await second.list(id);
    assert.ok(rows.length > 0 && rows.length < 60);
    for (const row of rows) assert.equal((await send('GET', row.content[0].files[0].file.url)).status, 200);
    assert.equal((await second.record(serial)).status, 'PARSING');
    assert.equal((await second.upload(id, 'many.zip', await pictures(60))).errorMessage, 'Duplicate data names;');
    assert.equal((await second.list(id)).length, 60);
    await second.end();
    const database = new sqlite.Database(join(home, 'rows.sqlite'));
    assert.deepEqual(database.get('PRAGMA integrity_check'), { integrity_check: 'ok' });
    database.close();
  });

  it('takes another port when the remembered one is in use, but not when it was told one', async () => {
    const home = folder();
    const first = await start('--empty', '--folder', home);
    await first.end();
    const other = createServer().listen(first.port, '127.0.0.1');
    await once(other, 'listening');
    const second = await start('--empty', '--folder', home);
    assert.notEqual(second.port, first.port);
    assert.equal(second.token, first.token);
    await assert.rejects(start('--empty', '--port', String(first.port)), /EADDRINUSE/);
    other.close();
  });

  it('begins anew when its first start was killed', async () => {
    const home = folder();
    writeFileSync(join(home, 'rows.sqlite'), 'half of a database');
    const server = await start('--empty', '--folder', home);
    assert.equal((await server.call('GET', '/user/logged')).status, 200);
    await server.end();
  });

  it('is one server, filled once, when several start at once on a fresh folder', async () => {
    const home = folder();
    const started = await Promise.allSettled([1, 2, 3].map(() => start('--folder', home)));
    const servers = started.flatMap((one) => (one.status === 'fulfilled' ? one.value : []));
    const refusals = started.flatMap((one) => (one.status === 'rejected' ? String(one.reason) : []));
    assert.equal(servers.length, 1);
    for (const refusal of refusals) assert.match(refusal, /another sandbox serves/);
    const { list } = await servers[0]!.ok('GET', '/dataset/findByPage?pageNo=1&pageSize=50');
    const names = list.map((one: { name: string }) => one.name);
    assert.equal(new Set(names).size, names.length, 'no sample is there twice');
    assert.deepEqual(JSON.parse(readFileSync(join(home, 'sandbox.json'), 'utf8')).token, servers[0]!.token);
  });

  it('does not serve a folder that is served', async () => {
    const home = folder();
    const first: Server = await start('--empty', '--folder', home);
    await assert.rejects(start('--empty', '--folder', home), /another sandbox serves/);
    assert.equal((await first.call('GET', '/user/logged')).status, 200);
  });
});
