import type { Finding } from '../../core/transfer/plan';
import { say, t } from '../../editor/l10n';

const mostLines = 12;

/** What should be known before the first byte, one line each, what is not sent last; long lists are cut, with their number. */
export function planDetail(findings: readonly Finding[]): string {
  const line = (finding: Finding) => `${finding.name}: ${say(finding.said)}`;
  const left = findings.filter((finding) => finding.kind !== 'renamed');
  const lines = [
    ...findings.filter((finding) => finding.kind === 'renamed').map(line),
    ...(left.length > 0 ? [t('Not sent: {0}', left.length), ...left.map(line)] : []),
  ];
  const shown = lines.slice(0, mostLines);
  return lines.length > shown.length
    ? [...shown, t('… and {0} more', lines.length - shown.length)].join('\n')
    : shown.join('\n');
}
