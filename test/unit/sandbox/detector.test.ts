import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { checkAnswer } from '../../../src/core/platforms/basicai-ce/service/check';
import { endAll, root, send, start, type Server } from './harness';
import { filteredPng } from './pictures';

const sampleFolder = join(root, 'media', 'samples');

interface Picture {
  label: string;
  confidence: number;
  leftTopX: number;
  leftTopY: number;
  rightBottomX: number;
  rightBottomY: number;
}

/** The detector asked by hand, on files whose content is known. */
describe('the detector of the sandbox', function () {
  this.timeout(60_000);
  let server: Server;
  before(async () => {
    server = await start('--empty');
  });
  after(endAll);
  const files = new Map<string, Buffer>();
  const store = createServer((request, response) => {
    const bytes = files.get(request.url ?? '');
    response.writeHead(bytes ? 200 : 404).end(bytes);
  });
  let origin = '';
  before(async () => {
    await new Promise<void>((resolve) => store.listen(0, '127.0.0.1', resolve));
    origin = `http://127.0.0.1:${(store.address() as AddressInfo).port}`;
  });
  after(() => store.close());
  const ask = async (path: string, item: object): Promise<any> => {
    const body = JSON.stringify({ datas: [{ id: 7, ...item }] });
    const reply = await send('POST', `${server.origin}/model-service/${path}/recognition`, body);
    assert.equal(reply.status, 200, reply.text);
    const answer = JSON.parse(reply.text);
    assert.equal(answer.code, 'OK');
    assert.equal(answer.data[0].id, 7);
    return answer.data[0];
  };
  const look = async (bytes: Buffer): Promise<any> => {
    files.set('/one', bytes);
    return ask('image', { url: `${origin}/one` });
  };

  for (const filter of [0, 1, 2, 3, 4])
    it(`finds the one square of a PNG with filter ${filter}, with and without alpha`, async () => {
      for (const colourType of [2, 6] as const) {
        const { objects } = await look(square(colourType, filter));
        assert.deepEqual(
          objects.map(({ confidence: _, ...rest }: Picture) => rest),
          [{ label: 'COLORED', leftTopX: 32, leftTopY: 48, rightBottomX: 64, rightBottomY: 96 }],
        );
      }
    });

  it('finds the coins of a picture by their places, each once', async () => {
    const { objects } = await look(readFileSync(join(sampleFolder, 'pictures', 'coins.jpg')));
    const coco = JSON.parse(readFileSync(join(sampleFolder, 'pictures', 'annotations.json'), 'utf8'));
    const { id } = coco.images.find(({ file_name: name }: any) => name === 'coins.jpg');
    const coins = coco.annotations.filter((one: any) => one.image_id === id) as {
      bbox: [number, number, number, number];
    }[];
    const hit = coins.filter(({ bbox: [x, y, w, h] }) =>
      objects.some((one: Picture) => {
        const across = Math.min(one.rightBottomX, x + w) - Math.max(one.leftTopX, x);
        const down = Math.min(one.rightBottomY, y + h) - Math.max(one.leftTopY, y);
        const both = Math.max(0, across) * Math.max(0, down);
        const own = (one.rightBottomX - one.leftTopX) * (one.rightBottomY - one.leftTopY);
        return both / (own + w * h - both) > 0.5;
      }),
    );
    assert.ok(coins.length >= 4 && hit.length >= coins.length / 2, `${hit.length} of ${coins.length}`);
  });

  it('finds a box of points of known size, turned, in ascii as in binary', async () => {
    const points = boxOnGround(0.4);
    for (const bytes of [asciiCloud(points), binaryCloud(points)]) {
      files.set('/cloud', bytes);
      const { objects } = await ask('pointCloud', { pointCloudUrl: `${origin}/cloud`, imageUrls: [] });
      assert.equal(objects.length, 1);
      const [{ label, x, y, z, dx, dy, dz, rotZ }] = objects;
      assert.equal(label, 'CAR');
      for (const [value, due] of [
        [x, 10],
        [y, 5],
        [z, -1.05],
        [dx, 4],
        [dy, 1.8],
        [dz, 1.5],
        [rotZ, 0.4],
      ])
        assert.ok(Math.abs(value - due) < 0.15, `${value} for ${due}`);
    }
  });

  it('keeps the contract that Test Model Service checks, on every sample', async () => {
    const coco = JSON.parse(readFileSync(join(sampleFolder, 'pictures', 'annotations.json'), 'utf8'));
    const clouds = [
      'lidar_point_cloud_0/parking_a',
      'lidar_point_cloud_0/parking_b',
      'scene_street/lidar_point_cloud_0/001',
    ];
    const asked = [
      ...coco.images.map(({ file_name: name, width, height }: any) => ({
        file: `pictures/${name}`,
        path: 'image',
        item: { url: `${origin}/sample` },
        expected: { kind: 'image', codes: ['BRIGHT', 'DARK', 'COLORED'], size: { width, height } },
      })),
      ...clouds.map((name) => ({
        file: `street/${name}.pcd`,
        path: 'pointCloud',
        item: { pointCloudUrl: `${origin}/sample` },
        expected: { kind: 'point-cloud', codes: ['CAR', 'TRUCK', 'CYCLIST', 'PEDESTRIAN', 'POLE'] },
      })),
    ];
    for (const { file, path, item, expected } of asked) {
      files.set('/sample', readFileSync(join(sampleFolder, file)));
      const body = JSON.stringify({ datas: [{ id: 7, ...item }] });
      const { status, text } = await send('POST', `${server.origin}/model-service/${path}/recognition`, body);
      const { answerFindings: findings, objects } = checkAnswer(status, text, { id: 7, ...expected });
      assert.deepEqual(findings, [], file);
      assert.ok(objects.length > 0, file);
    }
  });

  it('names why an item cannot be processed, and answers for it', async () => {
    files.set('/cut.png', square(2, 0).subarray(0, 60));
    files.set('/text', Buffer.from('no picture'));
    files.set('/small.pcd', Buffer.from('DATA ascii\n'));
    const cases = [
      ['image', { url: `${origin}/none` }, /status 404/],
      ['image', { url: `${origin}/text` }, /JPEG and PNG/],
      ['image', { url: `${origin}/cut.png` }, /damaged/],
      ['image', {}, /names no file/],
      ['image', { url: 'http://192.0.2.1/x.jpg' }, /this machine only/],
      ['image', { url: 'file:///etc/passwd' }, /this machine only/],
      ['pointCloud', { pointCloudUrl: `${origin}/small.pcd` }, /no field x/],
      ['pointCloud', { pointCloudUrl: `${origin}/text` }, /no point cloud/],
    ] as const;
    for (const [path, item, reason] of cases) {
      const { code, message, objects } = await ask(path, item);
      assert.deepEqual([code, objects], ['ERROR', []]);
      assert.match(message, reason);
    }
  });
});

/** 96 × 128 grey pixels with a red rectangle from (32, 48) to (64, 96). */
function square(colourType: 2 | 6, filter: number): Buffer {
  const samples = colourType === 6 ? 4 : 3;
  const rows = Array.from({ length: 128 }, (_, y) =>
    Array.from({ length: 96 }, (__, x) => {
      const inside = x >= 32 && x < 64 && y >= 48 && y < 96;
      return [...(inside ? [220, 30, 30] : [120, 120, 120]), 255].slice(0, samples);
    }).flat(),
  );
  return filteredPng({ width: 96, height: 128, colourType, rows, filter });
}

/** A plane 1.8 m below the sensor, and the two sides of a box of 4 × 1.8 × 1.5 m that face it. */
function boxOnGround(turn: number): [number, number, number][] {
  const points: [number, number, number][] = [];
  for (let x = -20; x < 20; x += 0.5) for (let y = -20; y < 20; y += 0.5) points.push([x, y, -1.8]);
  const put = (along: number, across: number, up: number): void => {
    const [u, v] = [along - 2, across - 0.9];
    points.push([10 + u * Math.cos(turn) - v * Math.sin(turn), 5 + u * Math.sin(turn) + v * Math.cos(turn), up - 1.8]);
  };
  for (let up = 0.1; up <= 1.5; up += 0.1) {
    for (let along = 0; along <= 4; along += 0.1) put(along, 0, up);
    for (let across = 0; across <= 1.8; across += 0.1) put(0, across, up);
  }
  return points;
}

function header(count: number, fields: string, data: string): string {
  const names = fields.split(' ');
  const each = (one: string): string => names.map(() => one).join(' ');
  return `VERSION 0.7\nFIELDS ${fields}\nSIZE ${each('4')}\nTYPE ${each('F')}\nCOUNT ${each('1')}\nWIDTH ${count}\nHEIGHT 1\nPOINTS ${count}\nDATA ${data}\n`;
}

function asciiCloud(points: readonly [number, number, number][]): Buffer {
  const lines = points.map(([x, y, z]) => `9 ${x} ${y} ${z}`);
  return Buffer.from(`${header(points.length, 'intensity x y z', 'ascii')}${lines.join('\n')}\n`);
}

function binaryCloud(points: readonly [number, number, number][]): Buffer {
  const rows = Buffer.from(Float32Array.from(points.flatMap(([x, y, z]) => [x, y, z, 9])).buffer);
  return Buffer.concat([Buffer.from(header(points.length, 'x y z intensity', 'binary')), rows]);
}
