import { type LogOutputChannel, window } from 'vscode';
import { shownOn } from './surface';

export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

/** The output channel. Lines of one entry are set in, so that no text looks like another entry. */
export class LogChannel {
  private readonly channel: LogOutputChannel = window.createOutputChannel('Dataset Explorer', { log: true });

  write(level: LogLevel, text: string): void {
    this.channel[level](shownOn('log', text).replaceAll('\n', '\n    '));
  }

  show(): void {
    this.channel.show();
  }

  dispose(): void {
    this.channel.dispose();
  }
}
