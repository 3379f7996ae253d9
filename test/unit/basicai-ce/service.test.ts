import assert from 'node:assert/strict';
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import { text as readText } from 'node:stream/consumers';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import fc from 'fast-check';
import { englishText } from '../../../src/core/model/text';
import { type ServiceRequest, checkAnswer } from '../../../src/core/platforms/basicai-ce/service/check';
import { lendFile } from '../../../src/core/platforms/basicai-ce/service/lend';
import { askService, type ServiceItem } from '../../../src/core/platforms/basicai-ce/service/request';
import { serviceTemplate } from '../../../src/core/platforms/basicai-ce/service/template';
import { classesIn } from '../../../src/core/platforms/basicai-ce/models';
import { reasonsOf } from '../../../src/core/platforms/basicai-ce/models/nodes';
import { never, TestContext } from '../../support/context';

const image: ServiceRequest = { kind: 'image', id: 7, codes: ['CAT', 'DOG'], size: { width: 64, height: 48 } };
const cloud: ServiceRequest = { kind: 'point-cloud', id: 7, codes: ['CAR'] };
const box = { label: 'CAT', confidence: 0.9, leftTopX: 3, leftTopY: 4, rightBottomX: 30, rightBottomY: 40 };
const cuboid = { label: 'CAR', confidence: 1, x: 1, y: 2, z: 3, dx: 4, dy: 2, dz: 1, rotX: 0, rotY: 0, rotZ: -1.5 };
const answer = (objects: unknown, entry: object = {}, top: object = {}) =>
  JSON.stringify({ code: 'OK', message: '', data: [{ id: 7, code: 'OK', message: '', objects, ...entry }], ...top });
const found = (body: string, asked = image, status = 200) =>
  checkAnswer(status, body, asked).answerFindings.map(({ path, message: notice }) => `${path}: ${englishText(notice)}`);

describe('the contract of a model service', () => {
  it('is kept by answers that the platform takes', () => {
    assert.deepEqual(found(answer([box, { ...box, label: 'DOG', confidence: 0 }])), []);
    assert.deepEqual(found(answer([cuboid]), cloud), []);
    assert.deepEqual(found(answer([])), []);
    const whole = { ...box, leftTopX: 0, leftTopY: 0, rightBottomX: 64, rightBottomY: 48 };
    assert.deepEqual(found(answer([whole])), []);
  });

  const wrong: readonly (readonly [string, string, RegExp, ServiceRequest?, number?])[] = [
    ['a code that is a number', answer([box], {}, { code: 0 }), /^\$\.code: It must be the text "OK"; 0 counts/],
    ['an entry that failed', answer([box], { code: 'ERROR' }), /^\$\.data\[0\]\.code: .*"ERROR" counts as a failure/],
    ['the id of another item', answer([box], { id: '7' }), /^\$\.data\[0\]\.id: It must be the number 7/],
    ['the name of a class', answer([{ ...box, label: 'Cat' }]), /objects\[0\]\.label: "Cat" is written "CAT"/],
    ['a class that is none', answer([{ ...box, label: 'COW' }]), /objects\[0\]\.label: .*CAT, DOG/],
    [
      'a box beyond the picture',
      answer([{ ...box, rightBottomX: 65 }]),
      /rightBottomX: 65 lies outside the picture of 64 × 48/,
    ],
    ['a box from right to left', answer([{ ...box, leftTopX: 30 }]), /rightBottomX: The box has no width/],
    ['a number in a text', answer([{ ...box, leftTopY: '4' }]), /leftTopY: It must be a finite number/],
    ['a confidence in percent', answer([{ ...box, confidence: 90 }]), /confidence: It must be a number from 0 to 1/],
    ['a length of nothing', answer([{ ...cuboid, dz: 0 }]), /objects\[0\]\.dz: A length must be greater than 0/, cloud],
    ['an angle that is missing', answer([{ ...cuboid, rotZ: undefined }]), /rotZ: It must be a finite number/, cloud],
    ['no list of objects', answer(null), /objects: It must be a list; an empty one/],
    ['no data', JSON.stringify({ code: 'OK' }), /^\$\.data: It must be a list/],
    [
      'two entries for one item',
      answer([]).replace(/\[(\{.*\})\]/, '[$1,$1]'),
      /^\$\.data: One item was sent, but the list has 2/,
    ],
    ['a page instead of JSON', '<html>down</html>', /^\$: The response is not a JSON object: <html>/],
    ['another status', answer([]), /^\$: The status is 201/, image, 201],
  ];
  for (const [what, body, expected, asked, status] of wrong)
    it(`is broken by ${what}, and nothing else is found`, () => {
      const findings = found(body, asked, status);
      assert.equal(findings.length, 1, findings.join('\n'));
      assert.match(findings[0]!, expected);
    });

  it('is judged without an exception whatever the answer', () => {
    fc.assert(
      fc.property(fc.json(), fc.constantFrom(image, cloud), (body, asked) => {
        for (const { path } of checkAnswer(200, body, asked).answerFindings) assert.match(path, /^\$/);
      }),
    );
  });
});

/** A server that notes what it is asked and answers by the contract. */
async function listen() {
  const seen: { headers: IncomingHttpHeaders; body: string; url: string | undefined }[] = [];
  const serve = async (request: IncomingMessage, response: ServerResponse) => {
    seen.push({ headers: request.headers, body: await readText(request), url: request.url });
    response.end(answer([box]));
  };
  const server = createServer((request, response) => void serve(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return { seen, url: `http://127.0.0.1:${port}/image/recognition`, close: () => server.close() };
}

describe('the request to a model service', () => {
  const recorded = JSON.parse(readFileSync('test/captures/model-service-requests.json', 'utf8'));
  for (const one of recorded)
    it(`is the recorded one, headers included: ${one.path}`, async () => {
      const service = await listen();
      const context = new TestContext();
      try {
        await askService(context, service.url, one.body.datas[0] as ServiceItem, never);
        const [{ headers, body }] = service.seen as [(typeof service.seen)[number]];
        const { host: _host, 'content-length': _length, ...sent } = headers;
        const { host: _h, 'content-length': _l, ...due } = one.headers;
        assert.deepEqual(sent, due);
        assert.equal(body, JSON.stringify(one.body));
      } finally {
        context.http.close();
        service.close();
      }
    });
});

describe('a file that is lent to a service', () => {
  const folder = mkdtempSync(join(tmpdir(), 'lent-'));
  const file = join(folder, 'ä b.jpg');
  before(() => writeFileSync(file, 'bytes'));
  after(() => rmSync(folder, { recursive: true }));

  it('comes whole from its own address, from no other, and not after the end', async () => {
    const { url, close } = await lendFile(file);
    const got = await fetch(url);
    assert.deepEqual([got.status, got.headers.get('content-type'), await got.text()], [200, 'image/jpeg', 'bytes']);
    assert.equal((await fetch(new URL('/', url))).status, 404);
    assert.equal((await fetch(url, { method: 'POST', body: 'x' })).status, 404);
    assert.equal(new URL(url).hostname, '127.0.0.1');
    close();
    await assert.rejects(fetch(url));
  });
});

describe('a new model service', () => {
  const folder = mkdtempSync(join(tmpdir(), 'service-'));
  const children: ChildProcess[] = [];
  const context = new TestContext();
  after(() => {
    for (const child of children) child.kill();
    context.http.close();
    rmSync(folder, { recursive: true });
  });
  const python = spawnSync('python3', ['--version']).status === 0;
  const programs = [
    ['javascript', process.execPath, 'service.cjs'],
    ...(python ? [['python', 'python3', 'service.py'] as const] : []),
  ] as const;
  for (const [language, program, name] of programs)
    for (const kind of ['image', 'point-cloud'] as const)
      it(`in ${language} for a ${kind} keeps the contract as it is written`, async () => {
        const file = join(folder, `${kind}-${name}`);
        writeFileSync(file, serviceTemplate(language, kind, ['CAR', 'CAT']));
        const child = spawn(program, [file, '0'], { stdio: ['ignore', 'pipe', 'inherit'] });
        children.push(child);
        const [url] = (await once(createInterface(child.stdout), 'line')) as [string];
        const item: ServiceItem =
          kind === 'image'
            ? { url: 'http://127.0.0.1:9/a.jpg', id: 5 }
            : { id: 5, imageUrls: [], pointCloudUrl: 'http://127.0.0.1:9/a.pcd', cameraConfigUrl: null };
        const { status, body } = await askService(context, url, item, never);
        const checked = checkAnswer(status, body, {
          kind,
          id: 5,
          codes: ['CAR', 'CAT'],
          size: { width: 64, height: 48 },
        });
        assert.deepEqual(checked.answerFindings, []);
        assert.equal(checked.objects.length, 1);
      });

  it('in Python is there as well', () => {
    assert.match(serviceTemplate('python', 'image', ['A"B']), /CLASSES = \["A\\"B"\]/);
  });
});

describe('words of models', () => {
  it('name classes by code, or by name and code', () => {
    assert.deepEqual(classesIn('Car=CAR, DOG，, A=B=C'), [
      { name: 'Car', code: 'CAR' },
      { name: 'DOG', code: 'DOG' },
      { name: 'A=B', code: 'C' },
    ]);
  });

  it('give the reasons of a failed run, a list inside a text (CE-90)', () => {
    assert.deepEqual(reasonsOf({ errorReason: '["3859:service is busy"]' }), ['3859:service is busy']);
    assert.deepEqual(reasonsOf({ errorReason: 'plain' }), ['plain']);
    assert.deepEqual(reasonsOf({ errorReason: undefined }), []);
  });
});
