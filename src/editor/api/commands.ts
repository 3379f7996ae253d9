import { commands, type Disposable } from 'vscode';
import { commandIds, type CommandHandlers } from './commandIds';
import type { ErrorReporter } from './report';

/** Registers every command. Each loads what it needs when it is first used; what it throws is shown once. */
export function registerCommands(load: () => Promise<CommandHandlers>, report: ErrorReporter): Disposable[] {
  return commandIds.map((id) =>
    commands.registerCommand(id, (...args: unknown[]) =>
      report.guard(id, async () => {
        const handlers = await load();
        await handlers[id](...args);
      }),
    ),
  );
}
