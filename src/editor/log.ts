import { window, type LogOutputChannel } from 'vscode';
import type { Log } from '../core/net/kit';
import { Redactor } from '../core/net/redact';

/** The output channel. Whatever goes in is redacted first. */
export class ChannelLog implements Log {
  private readonly channel: LogOutputChannel = window.createOutputChannel('Dataset Explorer', { log: true });
  readonly redactor = new Redactor();

  debug(line: string): void {
    this.channel.debug(this.redactor.redact(line));
  }

  info(line: string): void {
    this.channel.info(this.redactor.redact(line));
  }

  warn(line: string): void {
    this.channel.warn(this.redactor.redact(line));
  }

  error(line: string): void {
    this.channel.error(this.redactor.redact(line));
  }

  show(): void {
    this.channel.show();
  }

  dispose(): void {
    this.channel.dispose();
  }
}
