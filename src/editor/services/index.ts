import type { ExtensionContext } from 'vscode';
import type { FileChecks } from '../../core/contract';
import type { Documents } from '../api/documents';
import type { DatasetTree } from '../tree/elements';
import type { ChannelLog } from '../api/log';
import type { OutcomeNotifier } from '../api/outcomes';
import type { ErrorReporter } from '../api/report';
import type { Sandbox } from './sandbox';
import type { Secrets } from './secrets';
import type { Sessions } from './sessions';
import type { ConnectionSettings } from './settings';
import type { ContextKeys } from '../api/contextKeys';

/** What lives as long as the extension, built once in `app.ts` and handed to the features. */
export interface Services {
  readonly context: ExtensionContext;
  readonly log: ChannelLog;
  readonly keys: ContextKeys;
  readonly report: ErrorReporter;
  readonly outcomes: OutcomeNotifier;
  readonly documents: Documents;
  readonly settings: ConnectionSettings;
  readonly secrets: Secrets;
  readonly sandbox: Sandbox;
  readonly sessions: Sessions;
  /** Looks at files in threads of their own. */
  readonly checks: FileChecks;
  readonly datasetTree: DatasetTree;
}
