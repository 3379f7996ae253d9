import { type FileDecoration, type FileDecorationProvider, ThemeColor, type Uri } from 'vscode';
import { t } from '../../editor/text/l10n';
import { createBadge } from '../../editor/surfaces/rows';
import { rowScheme } from './render';

/** A badge on rows that somebody has locked. */
export class LockBadges implements FileDecorationProvider {
  provideFileDecoration(uri: Uri): FileDecoration | undefined {
    if (uri.scheme !== rowScheme || uri.query === '') return undefined;
    return createBadge('🔒', t('Locked by {0}', uri.query), new ThemeColor('disabledForeground'));
  }
}
