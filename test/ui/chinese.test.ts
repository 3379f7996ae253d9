import assert from 'node:assert/strict';
import { useDesk } from './support/desk';
import { findSandbox } from './support/sandbox';
import { Server } from './support/server';

describe('the extension in Chinese', () => {
  const desk = useDesk({ language: 'zh-cn' });
  const view = () => desk().workbench.tree('数据集');
  const han = /\p{Script=Han}/u;

  it('says everything in Chinese: rows, menus, questions', async () => {
    const { workbench, host } = desk();
    await workbench.openContainer('数据集');
    const page = workbench.page;
    await page.locator('.welcome-view-content .monaco-button').nth(1).click();
    const connection = await view().wait(/^连接/);
    await view().expand(connection.name);
    const row = await view().wait(/^Sample pictures/);
    assert.match(row.name, han);
    await view().expand(row.name);
    await view().wait(/^coffee/);
    await view().click('coffee');
    await workbench.editors.waitTab('coffee.jpg');
    await workbench.editors.image();
    const menu = await view().contextMenu('coffee');
    const own = await menu.labels();
    assert.ok(
      own.every((label) => han.test(label)),
      `not in Chinese: ${own.filter((label) => !han.test(label)).join()}`,
    );
    await menu.choose(/^删除/);
    const asked = await workbench.dialog.read();
    assert.match(asked.message, han);
    assert.ok(asked.buttons.some((button) => han.test(button)));
    await workbench.screenshot('delete in Chinese');
    await page.keyboard.press('Escape');
    const server = new Server(await findSandbox(host));
    assert.ok((await server.names('Sample pictures')).includes('coffee'), 'nothing was deleted');
  });
});
