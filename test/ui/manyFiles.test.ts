import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { useDesk } from './support/desk';
import { openSandbox } from './support/open';
import { capturedFile, samplePicture } from './support/samples';
import { md5, type Server } from './support/server';
import { until } from './support/until';
import { macZip } from './support/zips';

const seasons = ['autumn', 'spring', 'summer', 'winter'] as const;
const perSeason = 500;
const cat = samplePicture('cat.jpg');
/** Pictures of different bytes: what follows the end of a JPEG is not processed. */
const pictureOf = (name: string) => Buffer.concat([cat, Buffer.from(` ${name}`)]);
const stems = seasons.flatMap((season) =>
  Array.from({ length: perSeason }, (_, n) => ({ season, stem: `${season}_${String(n).padStart(4, '0')}` })),
);
const broken = 'autumn_0123';
const unreadable = 'spring_0456';
/** In the last of four archives, of which two are on their way at once. */
const vanishing = 'winter_0499';

/** As a Mac writes them: an accent beside its letter, and its own files beside everybody's. */
const fromMac = {
  'image_0/cafe\u0301.jpg': pictureOf('cafe'),
  'image_0/\u5bbf\u820d.jpg': pictureOf('house'),
  'image_0/plain.jpg': pictureOf('plain'),
};
const ofMac = {
  '.DS_Store': 'Bud1',
  '__MACOSX/._image_0': 'x',
  '__MACOSX/image_0/._plain.jpg': 'x',
  'image_0/.DS_Store': 'x',
};

describe('uploading what people really have', () => {
  const desk = useDesk({ plainUser: true, settings: { 'explorer.compactFolders': false } });
  const view = () => desk().workbench.tree('Datasets');
  let server: Server;

  before(async function () {
    this.timeout(90_000);
    const { workspace } = desk();
    for (const season of seasons) mkdirSync(join(workspace, 'photos', season), { recursive: true });
    for (const { season, stem } of stems) writeFileSync(fileOf(season, stem), pictureOf(stem));
    writeFileSync(fileOf('autumn', broken), capturedFile('broken.jpg'));
    chmodSync(fileOf('spring', unreadable), 0o000);
    writeFileSync(join(workspace, 'holiday.zip'), await macZip({ ...fromMac, ...ofMac }));
    server = await openSandbox(desk());
    await server.call('PUT', '/sandbox/pace', { msPerItem: 0 });
  });
  afterEach(async () => desk().workbench.notifications.closeAll());

  const fileOf = (season: string, stem: string) => join(desk().workspace, 'photos', season, `${stem}.jpg`);
  const make = async (name: string): Promise<void> => {
    await server.call('POST', '/dataset/create', { name, type: 'IMAGE' });
    await desk().workbench.openContainer('Datasets');
    await view().clickTitleAction('Refresh');
    await view().wait(new RegExp(`^${name}, 0 of 0`));
    await server.call('DELETE', '/sandbox/log');
  };
  const send = async (file: string, dataset: string): Promise<void> => {
    const { datasetTree, quickInput, openContainer } = desk().workbench;
    await openContainer.call(desk().workbench, 'Explorer');
    await datasetTree.choose([file], 'Upload to Dataset…');
    await quickInput.wait('Select a dataset to upload to');
    await quickInput.pick(dataset);
  };
  const puts = async (): Promise<number> => {
    const { entries } = await server.call('GET', '/sandbox/log');
    return entries.filter(({ method }: { method: string }) => method === 'PUT').length;
  };

  it('2,000 pictures arrive but three, and each of the three is named with its reason', async function () {
    this.timeout(150_000);
    const { dialog, notifications, editors } = desk().workbench;
    await make('Seasons');
    await send('photos', 'Seasons');
    const asked = await dialog.read(60_000);
    await desk().workbench.screenshot('upload 2000');
    assert.match(asked.message, /^Upload 1,?998 pictures/);
    assert.match(asked.detail, new RegExp(`${broken}\\.jpg: The picture is cut`));
    assert.match(asked.detail, new RegExp(`${unreadable}\\.jpg: .*cannot be read \\(EACCES\\)`));
    assert.equal(await puts(), 0, 'nothing is sent before the question is answered');
    await dialog.click(asked.buttons.find((button) => button.startsWith('Upload ')) ?? 'Upload');
    await until('the first archive to be on its way', async () => (await puts()) > 0);
    rmSync(fileOf('winter', vanishing));
    const notice = await notifications.wait(/^1,?997 uploaded/, 100_000);
    await notifications.click(notice, 'Show Details');
    await editors.waitText('EACCES');
    await desk().workbench.screenshot('uploaded 2000');
    const lines = (await editors.text()).split('\n');
    const reported = (stem: string) => lines.find((line) => line.includes(stem)) ?? '';
    assert.match(lines[2] ?? '', /^failed/, 'what needs a person stands first');
    assert.match(reported(broken), /The picture is cut/);
    assert.match(reported(unreadable), /cannot be read/);
    assert.match(reported(vanishing), /failed.*The file is no longer there/);
    const lost = new Set([broken, unreadable, vanishing]);
    assert.deepEqual(
      await listed('Seasons'),
      stems.map(({ stem }) => stem).filter((stem) => !lost.has(stem)),
    );
    assert.equal(await puts(), 4, 'no archive was sent twice');
  });

  /** Names of a dataset of any size, as the server lists them. */
  const listed = async (dataset: string): Promise<string[]> => {
    const { id } = await server.dataset(dataset);
    const names: string[] = [];
    for (let page = 1; page <= 10; page++) {
      const query = `datasetId=${id}&pageNo=${page}&pageSize=500&sortField=NAME&ascOrDesc=ASC`;
      const { list } = await server.call('GET', `/data/findByPage?${query}`);
      names.push(...list.map(({ name }: { name: string }) => name));
    }
    return names.sort();
  };

  it("a Mac's zip arrives under its names, without what the Mac left in it", async () => {
    const { dialog, notifications } = desk().workbench;
    await make('Holiday');
    await send('holiday.zip', 'Holiday');
    const asked = await dialog.read();
    assert.match(asked.message, /^Upload 3 pictures/);
    assert.doesNotMatch(asked.detail, /garble|Repack/i);
    assert.match(asked.detail, /System files are skipped: 4/);
    await dialog.click('Upload 3');
    await notifications.wait(/^3 uploaded/);
    const sent = Object.entries(fromMac).map(([path, bytes]) => [path.slice(8, -4), md5(bytes)] as const);
    assert.deepEqual(await server.hashes('Holiday'), new Map([...sent].sort()));
    await desk().workbench.openContainer('Datasets');
    await view().wait(/^Holiday, 0 of 3/);
  });
});
