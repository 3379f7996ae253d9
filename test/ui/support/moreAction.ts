import type { Workbench } from '../pages/workbench';
import type { Name } from './text';

/** Chooses from the list that More Actions of a row of the tree opens. */
export async function moreAction(workbench: Workbench, row: Name, title: string): Promise<void> {
  const { quickInput } = workbench;
  await workbench.tree('Datasets').choose(row, 'More Actions…');
  await quickInput.wait('More Actions');
  await quickInput.pick(title);
}
