import assert from 'node:assert/strict';
import { useDesk } from './support/desk';
import { choosePlatform, connect, connectWrongly, platformOf, play, type Played } from './support/fleet';
import { connections } from './support/settings';
import { until } from './support/until';

const gateway = {
  type: 'status',
  status: 502,
  body: '<html><head><title>502 Bad Gateway</title></head></html>',
  contentType: 'text/html',
};
const ids = ['basicai-cloud', 'modelarts', 'smh', 'eo-storage'];

for (const platform of ids)
  describe(`when ${platform} fails`, () => {
    const desk = useDesk();
    const view = () => desk().workbench.tree('Datasets');
    const names = async () => (await view().all()).filter(({ level }) => level > 1).map(({ name }) => name);
    let played: Played;
    before(async () => {
      played = await play(platform);
    });
    after(() => played.sandbox.stop());

    it('a key that is wrong by one character is refused, and nothing of it is kept or shown', async () => {
      const { workbench } = desk();
      await workbench.openContainer('Datasets');
      const wrong = await connectWrongly(desk(), played);
      await workbench.notifications.wait(/refused/);
      await workbench.screenshot(`${platform} key refused`);
      const shown = (await workbench.notifications.texts()).join('\n');
      assert.ok(!shown.includes(wrong), shown);
      assert.deepEqual(connections(desk()), []);
      await workbench.notifications.closeAll();
    });

    it('what else was entered stands in the form the next time', async () => {
      const { workbench } = desk();
      const { quickInput } = workbench;
      const { name, fields = [] } = platformOf(played).info;
      await workbench.runCommand('Datasets: Connect to a Server…');
      await choosePlatform(workbench, name);
      assert.equal(await quickInput.value(), played.sandbox.url);
      const [first] = fields.filter(({ choices }) => choices === undefined);
      if (first !== undefined) {
        await quickInput.accept();
        await quickInput.wait(`Connect to ${name} (1/${fields.length})`);
        assert.equal(await quickInput.value(), played.sandbox.connect.options[first.id]);
      }
      await quickInput.cancel();
    });

    it('a gateway in between is named in the tree, and Retry brings everything', async () => {
      const { workbench } = desk();
      await connect(desk(), played, 'Field');
      await view().expand(/^Connection Field/);
      await until('rows below the connection', async () => (await names()).length > 0);
      const before = await names();
      await played.control('PUT', '/faults', [{ match: '.', action: gateway }]);
      await view().choose(/^Connection Field/, 'View', 'Refresh');
      const failed = await view().wait(/ 502.* Retry$/);
      await workbench.screenshot(`${platform} behind a gateway`);
      await played.control('DELETE', '/faults');
      await view().click(failed.name);
      await view().waitGone(failed.name);
      await view().wait(before.at(-1) ?? '');
      assert.deepEqual(await names(), before);
    });

    it('a server that went away is named with its host, and nothing else stops', async () => {
      await played.sandbox.stop();
      await view().choose(/^Connection Field/, 'View', 'Refresh');
      const failed = await view().wait(/ Retry$/);
      assert.ok(failed.name.includes(new URL(played.sandbox.url).host), failed.name);
      await desk().workbench.screenshot(`${platform} is away`);
    });
  });
