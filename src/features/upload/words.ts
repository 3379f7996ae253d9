import { plainLine } from '../../core/model/plainText';
import type { UnitItem, UploadRules } from '../../core/contract';
import { type Issue, isSent } from '../../core/transfer/plan/issue';
import { localize, t } from '../../editor/text/l10n';

const mostLines = 12;

/** What should be known before the first byte, one line each, what is not sent last; long lists are cut, with their number. */
export function planDetail(issues: readonly Issue[]): string {
  const line = (issue: Issue) => `${plainLine(issue.name)}: ${localize(issue.message)}`;
  const left = issues.filter((issue) => !isSent(issue));
  const lines = [
    ...issues.filter(isSent).map(line),
    ...(left.length > 0 ? [t('Not sent: {0}', left.length), ...left.map(line)] : []),
  ];
  const shown = lines.slice(0, mostLines);
  return lines.length > shown.length
    ? [...shown, t('… and {0} more', lines.length - shown.length)].join('\n')
    : shown.join('\n');
}

/** How many of the items are frames, of how many scenes, and how many objects come with them. */
export function contentsText(
  items: readonly UnitItem[],
  { pathSeparator }: Pick<UploadRules, 'pathSeparator'>,
): string[] {
  const frames = pathSeparator === 'scene' ? items.filter((item) => item.name.includes('/')) : [];
  const replaced = items.filter((item) => item.replaces !== undefined).length;
  const scenes = new Set(frames.map((item) => item.name.slice(0, item.name.indexOf('/')).toLowerCase()));
  const objects = items.reduce((sum, item) => sum + (item.objects ?? 0), 0);
  return [
    ...(frames.length > 0 ? [t('Frames: {0}, in scenes: {1}', frames.length, scenes.size)] : []),
    ...(replaced > 0 ? [t('Replaced: {0}', replaced)] : []),
    ...(items.some((item) => item.objects !== undefined) ? [t('Objects in results: {0}', objects)] : []),
  ];
}
