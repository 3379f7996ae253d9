import assert from 'node:assert/strict';
import { useDesk } from './support/desk';

describe('the packaged extension', () => {
  const desk = useDesk();

  it('adds its views and its welcome', async () => {
    const { workbench } = desk();
    await workbench.openContainer('Datasets');
    const tree = workbench.tree('Datasets');
    await tree.waitMessage(/Start Local Sandbox/);
    assert.ok(await workbench.offersCommand('Datasets: Start Local Sandbox'));
    await workbench.screenshot('welcome');
  });
});

describe('the packaged extension in Chinese', () => {
  const desk = useDesk({ language: 'zh-cn' });

  it('speaks the language of the editor', async () => {
    const { workbench } = desk();
    await workbench.openContainer('数据集');
    await workbench.tree('数据集').waitMessage(/\p{Script=Han}/u);
    await workbench.screenshot('welcome in Chinese');
  });
});
