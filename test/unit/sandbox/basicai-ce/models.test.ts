import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { tmpdir } from 'node:os';
import { endAll, root, start, until, type Server } from '../harness';

const sampleFolder = join(root, 'media', 'samples');

/** The models that the sandbox brings with its samples, run as a client runs them, and judged by what the samples say. */
describe('the models of the sandbox', function () {
  this.timeout(120_000);
  let server: Server;
  let models: any[];
  before(async () => {
    server = await start('--samples', sampleFolder);
    models = await server.ok('GET', '/model/list');
  });
  after(endAll);

  const run = async (modelId: number, name: string): Promise<any> => {
    const { list } = await server.ok('GET', '/dataset/findByPage?pageSize=50');
    const datasetId = list.find((one: any) => one.name === name).id;
    const classes = models.find(({ id }) => id === modelId).classes.map(({ code }: any) => code);
    await server.ok('POST', '/model/modelRun', {
      datasetId,
      modelId,
      resultFilterParam: { minConfidence: 0.5, maxConfidence: 1, classes },
      dataFilterParam: { dataCountRatio: 100, isExcludeModelData: false },
    });
    const record = await until(async () => {
      const [newest] = await server.ok('GET', `/modelRun/findModelRunRecordByDatasetId/${datasetId}`);
      return newest.status === 'STARTED' ? undefined : newest;
    });
    return { record, datasetId };
  };
  const resultsOf = async (ids: readonly number[], runId: number): Promise<any[]> => {
    const answer = await server.ok('GET', `/annotate/data/listByDataIds?dataIds=${ids.join(',')}`);
    return answer.flatMap((one: any) => one.objects.filter(({ sourceId }: any) => sourceId === runId));
  };

  it('are all there are, each with a service that answers', () => {
    assert.deepEqual(
      models.map(({ name, url }) => [name, new URL(url).origin === server.origin]),
      [
        ['Sandbox Box Detector', true],
        ['Sandbox Region Detector', true],
      ],
    );
  });

  it('end with results on every sample picture', async () => {
    const { record, datasetId } = await run(2, 'Sample pictures');
    assert.deepEqual([record.status, record.dataCount, record.errorReason], ['SUCCESS', 12, null]);
    for (const { id, name } of await server.list(datasetId)) {
      const found = await resultsOf([id], record.id);
      assert.ok(found.length > 0, name);
      assert.equal(found[0].classAttributes.type, 'RECTANGLE');
    }
  });

  it('find most cars of the street where its own results say they are', async () => {
    const { record, datasetId } = await run(1, 'Sample street');
    assert.deepEqual([record.status, record.errorReason], ['SUCCESS', null]);
    const scenes = (await server.list(datasetId)).filter(({ type }) => type === 'SCENE');
    const frames = await server.list(datasetId, `&parentId=${scenes[0].id}`);
    const [first] = frames.sort((a, b) => a.name.localeCompare(b.name));
    const found = (await resultsOf([first.id], record.id)).map(({ classAttributes }) => classAttributes);
    const truth = JSON.parse(readFileSync(join(sampleFolder, 'street', 'scene_street', 'result', '000.json'), 'utf8'))
      .flatMap(({ objects }: any) => objects)
      .filter(({ type, className, contour }: any) => type === '3D_BOX' && className === 'Car' && contour.pointN > 300);
    const hits = truth.filter(({ contour }: any) =>
      found.some(
        ({ modelClass, center3D, size3D }) =>
          modelClass === 'Car' &&
          Math.hypot(center3D.x - contour.center3D.x, center3D.y - contour.center3D.y) < 0.6 &&
          Math.abs(center3D.z - contour.center3D.z) < 0.5 &&
          Math.abs(size3D.x - contour.size3D.x) < 0.8,
      ),
    );
    assert.ok(hits.length >= truth.length - 1 && truth.length >= 6, `${hits.length} of ${truth.length}`);
  });

  it('keep their service when the sandbox comes back on another port', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'detector-'));
    const one = await start('--folder', folder, '--samples', sampleFolder);
    const before = (await one.ok('GET', '/model/list')).map(({ url }: any) => url);
    await one.end();
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(one.port, '127.0.0.1', resolve));
    const two = await start('--folder', folder, '--samples', sampleFolder);
    const after = (await two.ok('GET', '/model/list')).map(({ url }: any) => url);
    other.close();
    assert.notEqual(two.port, one.port);
    assert.ok(before.length > 0 && before.every((url: string) => url.startsWith(`${one.origin}/`)), before.join());
    assert.deepEqual(
      after,
      before.map((url: string) => url.replace(one.origin, two.origin)),
    );
  });
});
