import assert from 'node:assert/strict';
import { moreAction } from './support/moreAction';
import { useDesk } from './support/desk';
import { openSandbox } from './support/open';
import type { Server } from './support/server';
import { pictures, pictureZip } from './support/zips';

const link = '[Renew it](command:workbench.action.quit)';
const dataset = `${link} $(zap) \u202Egpj`;
const item = '[Open](command:workbench.action.quit) $(zap)';
const refusal = {
  type: 'status',
  status: 200,
  body: JSON.stringify({ code: 'X', message: `Your licence has ended. ${link} $(zap)`, data: null }),
};

/** Names and messages that would be links and icons, if anything took them for more than text. */
describe('text from a server', () => {
  const desk = useDesk();
  const view = () => desk().workbench.tree('Datasets');
  let server: Server;

  before(async function () {
    this.timeout(60_000);
    server = await openSandbox(desk());
    const [picture] = pictures(1).values();
    await server.fill(dataset, await pictureZip(new Map([[item, picture!]])));
    await view().clickTitleAction('Refresh');
    await view().expand(/^\[Renew it\]/);
    await view().wait(/^\[Open\]/);
  });

  /** What the page holds now that such a text could have become. */
  const made = () =>
    desk().workbench.page.evaluate(() => ({
      icons: document.querySelectorAll('.codicon-zap').length,
      // Labels of rows are anchors that lead nowhere.
      links: [...document.querySelectorAll('a')]
        .filter((one) => one.hasAttribute('href') || one.closest('.notification-list-item') !== null)
        .map((one) => `${one.textContent} ${one.getAttribute('href') ?? ''}`)
        .filter((one) => /Renew it|Open\b.*command:|workbench\.action\.quit/.test(one)),
    }));
  const nothing = { icons: 0, links: [] as string[] };

  it('is text in rows and their tooltips, and what turns the direction around is seen', async () => {
    const row = await view().wait(/^\[Renew it\]/);
    assert.match(row.name, /^\[Renew it\]\(command:workbench\.action\.quit\) \$\(zap\) ‹U\+202E›gpj, /);
    assert.match(await view().tooltip(/^\[Renew it\]/), /\$\(zap\)/);
    assert.deepEqual(await made(), nothing);
  });

  it('is text in a modal and in its list', async () => {
    const { dialog, page, notifications } = desk().workbench;
    await view().choose(/^\[Open\]/, 'Delete…');
    assert.match((await dialog.read()).message, /\[Open\]\(command:/);
    assert.deepEqual(await made(), nothing);
    await page.keyboard.press('Escape');
    await notifications.closeAll();
  });

  it('is text in the title, the prompt and the problem of an input', async () => {
    const { quickInput } = desk().workbench;
    await view().choose(/^\[Renew it\]/, 'Edit…');
    await quickInput.wait(/^Edit "\[Renew it\]/);
    assert.deepEqual(await made(), nothing);
    await quickInput.cancel();
  });

  it('is text in a quick pick', async () => {
    const { workbench } = desk();
    await view().select(/^\[Open\]/);
    await view().click(/^\[Open\]/, ['Control']);
    await workbench.runCommand('Datasets: Download…');
    await workbench.quickInput.wait('Select a dataset to download');
    const labels = await workbench.quickInput.labels();
    assert.ok(
      labels.some((label) => label.startsWith('[Renew it]')),
      labels.join(),
    );
    assert.deepEqual(await made(), nothing);
    await workbench.quickInput.cancel();
  });

  it('is text in the message of an error', async () => {
    const { workbench } = desk();
    await server.call('PUT', '/sandbox/faults', [{ match: '^GET /api/dataset/.*statistics', action: refusal }]);
    await moreAction(workbench, /^\[Renew it\]/, 'Statistics');
    const notice = await workbench.notifications.wait(/Your licence has ended/);
    await workbench.screenshot('hostile message');
    assert.match(notice, /\[Renew it\].?\(command:workbench\.action\.quit\) \$.?\(zap\)/u);
    assert.deepEqual(await made(), nothing);
    await server.call('DELETE', '/sandbox/faults');
    await workbench.notifications.closeAll();
  });
});
