import type { Desk } from './desk';
import { findSandbox } from './sandbox';
import { Server } from './server';

/** Opens the view, starts the sandbox from its welcome, and unfolds its datasets. Answers the server beside the extension. */
export async function openSandbox({ workbench, host }: Desk): Promise<Server> {
  const tree = workbench.tree('Datasets');
  await workbench.openContainer('Datasets');
  await tree.clickWelcome('Start Local Sandbox');
  await tree.expand(/Local Sandbox/);
  await tree.wait(/^Sample pictures/);
  return new Server(await findSandbox(host));
}
