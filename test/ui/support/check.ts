import { walk } from '../walk';
import { Desk } from './desk';

/** Opens an editor on a copy of this folder, takes the walk, and throws what is wrong. For `npm run demo -- --check`. */
export async function check(folder: string, say: (step: string) => void): Promise<void> {
  const desk = await Desk.open({ files: { '.': { copy: folder } } });
  try {
    await walk(desk, say);
  } catch (error) {
    await desk.workbench.screenshot('failed walk');
    throw error;
  } finally {
    await desk.close();
  }
}
