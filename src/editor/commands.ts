import { commands, type Disposable } from 'vscode';
import { commandIds, type Handlers } from './commandIds';
import type { Report } from './report';

/** Registers every command. Each loads what it needs when it is first used; what it throws is shown once. */
export function registerCommands(load: () => Promise<Handlers>, report: Report): Disposable[] {
  return commandIds.map((id) =>
    commands.registerCommand(id, (...args: unknown[]) =>
      report.guard(id, async () => {
        const handlers = await load();
        await handlers[id](...args);
      }),
    ),
  );
}
