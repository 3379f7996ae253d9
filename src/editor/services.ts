import type { ExtensionContext } from 'vscode';
import type { FileChecks } from '../core/transfer/check/fileChecks';
import type { Documents } from './documents';
import type { Explorer } from './elements';
import type { ChannelLog } from './log';
import type { OutcomeTeller } from './outcomes';
import type { Report } from './report';
import type { Sandbox } from './sandbox';
import type { Secrets } from './secrets';
import type { Sessions } from './sessions';
import type { ConnectionSettings } from './settings';
import type { ContextKeys } from './contextKeys';

/** What lives as long as the extension, built once in `app.ts` and handed to the features. */
export interface Services {
  readonly context: ExtensionContext;
  readonly log: ChannelLog;
  readonly keys: ContextKeys;
  readonly report: Report;
  readonly outcomes: OutcomeTeller;
  readonly documents: Documents;
  readonly settings: ConnectionSettings;
  readonly secrets: Secrets;
  readonly sandbox: Sandbox;
  readonly sessions: Sessions;
  /** Looks at files in threads of their own. */
  readonly checks: FileChecks;
  readonly explorer: Explorer;
}
