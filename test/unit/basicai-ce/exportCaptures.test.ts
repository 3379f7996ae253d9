import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { CeApi } from '../../../src/core/platforms/basicai-ce/api/api';
import { CeClient } from '../../../src/core/platforms/basicai-ce/api/client';
import { followExport } from '../../../src/core/platforms/basicai-ce/download/exportRecord';
import { resultFiles } from '../../../src/core/platforms/basicai-ce/results/results';
import { judgeCoco, judgeItems } from '../../../src/core/platforms/basicai-ce/upload/verdict';
import { reported } from '../../support/errors';
import { credentials, never, TestContext } from '../../support/context';
import { Player } from '../../support/player';

/** Paths in the archive that a recorded step brought. */
function archiveOf(scenario: string, step: string): string[] {
  const { steps } = JSON.parse(readFileSync(`test/captures/basicai-ce/${scenario}.json`, 'utf8'));
  const found = steps.find((one: any) => one.name === step);
  return found.response.body.$zip.map((entry: any) => entry.name);
}

describe('exports on the captures', () => {
  let player: Player;
  let context: TestContext;
  let client: CeClient;
  const silently = { generated: () => undefined };
  before(async () => {
    player = new Player('10-annotations');
    context = new TestContext();
    client = new CeClient(new CeApi(await player.open(), credentials(player.token), context));
  });
  after(async () => {
    context.http.close();
    await player.close();
  });
  const follow = async (filter: object) => {
    const serial = await client.beginExport(player.value('ds'), { selectModelRunIds: ['-1'], ...filter });
    return followExport(client, context, serial, 'XTREME1', silently, never);
  };

  it('with ground truth end with a link to the archive', async () => {
    const record = await follow({});
    assert.equal(record.status, 'COMPLETED');
    assert.match(record.filePath ?? '', /response-content-type=application%2Foctet-stream/);
  });

  it('as COCO end as FAILED where the server has no converter', async () => {
    assert.equal((await follow({ dataFormat: 'COCO' })).status, 'FAILED');
  });

  it('of nothing would hang: the record never moves', async () => {
    await assert.rejects(follow({ name: 'no such' }), reported('unavailable', /GENERATING, 0 of \?/));
  });

  it('hold what is listed, by the paths that the server wrote', () => {
    const image = archiveOf('10-annotations', 'download with ground truth');
    const listed = new Set(['a1', 'a10', 'a2'].map((name) => `data/${name}.json`));
    assert.deepEqual(judgeItems(listed, image), { missing: [], unexpected: [], results: 1 });
    assert.deepEqual(judgeItems(new Set([...listed, 'data/b.json']), image).missing, ['b']);
    const lidar = archiveOf('07-upload-lidar-text', 'download');
    const frames = ['data/00.json', 'data/01.json', 'scene_drive/data/00.json', 'scene_drive/data/01.json'];
    const { missing, unexpected } = judgeItems(new Set(frames), lidar);
    assert.deepEqual([missing, unexpected], [[], []]);
    assert.deepEqual(judgeCoco(['x-1/result/x_coco.json']).unexpected, []);
  });

  it('stored objects become a result that an import takes', async () => {
    const [stored] = await client.annotations([player.value('a1')]);
    const { result } = resultFiles(stored!, new Map([[player.value('cls'), 'Cat']])) as any;
    const [object] = result.objects;
    assert.deepEqual(
      [object.type, object.classId, object.className, object.contour.points.length, object.meta],
      ['BOUNDING_BOX', Number(player.value('cls')), 'Cat', 4, undefined],
    );
  });
});
