import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { CAPTURES, endAll, start } from './harness';

const FOLDER = join(CAPTURES, 'basicai-ce');
const scenarios = readdirSync(FOLDER).filter((file) => file.endsWith('.json'));

/** A model service as scenario 12 expects it. */
const service = createServer((request, response) => {
  let body = '';
  request.on('data', (chunk: Buffer) => (body += chunk.toString()));
  request.on('end', () => {
    const { id } = JSON.parse(body).datas[0];
    const box = (label: string, confidence: number, ...[leftTopX, leftTopY, rightBottomX, rightBottomY]: number[]) => ({
      label,
      confidence,
      leftTopX,
      leftTopY,
      rightBottomX,
      rightBottomY,
    });
    const objects = [box('CAT', 0.9, 3, 4, 30, 40), box('DOG', 0.2, 1, 1, 5, 5)];
    response.setHeader('content-type', 'application/json');
    response.end(
      JSON.stringify({ code: 'OK', message: '', data: [{ id, code: 'OK', message: '', confidence: 0.8, objects }] }),
    );
  });
});

async function replay(url: string, token: string, file: string): Promise<string> {
  const { port } = service.address() as AddressInfo;
  const args = [
    '--url',
    url,
    '--token',
    token,
    '--service',
    `http://127.0.0.1:${port}/image/recognition`,
    join(FOLDER, file),
  ];
  const child = spawn(process.execPath, [join(CAPTURES, 'replay.mjs'), ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  await once(child, 'close');
  return output.trim();
}

describe('the recorded exchanges', function () {
  this.timeout(120_000);
  const outputs = new Map<string, Promise<string>>();

  // The scenarios wait for records that hang, so all run at once, each on a server of its own.
  before(async () => {
    service.listen(0, '127.0.0.1');
    await once(service, 'listening');
    for (const file of scenarios)
      outputs.set(
        file,
        start('--empty').then((server) => replay(server.url, server.token, file)),
      );
  });
  after(async () => {
    await endAll();
    service.close();
  });

  it('there are 14 scenarios with 628 steps', () => {
    const steps = scenarios.map((file) => JSON.parse(readFileSync(join(FOLDER, file), 'utf8')).steps.length as number);
    assert.deepEqual([scenarios.length, steps.reduce((a, b) => a + b)], [14, 628]);
  });

  for (const file of scenarios)
    it(`${file} replays without a difference`, async () => {
      const { steps } = JSON.parse(readFileSync(join(FOLDER, file), 'utf8'));
      assert.equal(await outputs.get(file), `${steps.length} passed, 0 failed`);
    });
});
