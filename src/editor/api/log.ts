import type { Log } from '../../core/net/sessionContext';
import { Redactor } from '../../core/net/secrets/redact';
import { type LogLevel, LogChannel } from '../surfaces/logChannel';

/** So much of an entry is looked at, in UTF-16 units; more is never shown of it. */
const longestEntry = 16_000;

/** The output channel. Whatever goes in is redacted first. */
export class ChannelLog implements Log {
  private readonly channel = new LogChannel();
  readonly redactor = new Redactor();

  debug(line: string): void {
    this.write('debug', line);
  }

  info(line: string): void {
    this.write('info', line);
  }

  warn(line: string): void {
    this.write('warn', line);
  }

  error(line: string): void {
    this.write('error', line);
  }

  show(): void {
    this.channel.show();
  }

  dispose(): void {
    this.channel.dispose();
  }

  private write(level: LogLevel, line: string): void {
    this.channel.write(level, this.redactor.redact(line.slice(0, longestEntry)));
  }
}
