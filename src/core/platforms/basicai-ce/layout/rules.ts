import { lookUp } from '../../../model/lookUp';
import type { UploadRules } from '../../platform';
import { type ClassIds, judge } from './check';
import { layOut } from './layout';
import { archiveExtensions, listedName, pictureExtensions, safeName } from './names';
import { itemKey } from '../nameKey';
import { layouts } from './types';

/** From this many pictures on they travel as one archive. */
export const packFrom = 6;

/**
 * What a dataset of a type takes; undefined for a type that is not known.
 * @param classes asked at most once, when there are results
 */
export function rulesOf(type: string, classes: ClassIds): UploadRules | undefined {
  const layout = lookUp(layouts, type);
  if (layout === undefined) return undefined;
  let asked: ReturnType<ClassIds> | undefined;
  const once: ClassIds = (signal) => (asked ??= classes(signal));
  return {
    singles: type === 'IMAGE' ? pictureExtensions : new Set(),
    archives: archiveExtensions,
    loose: layout.lead.extensions,
    packFrom,
    slash: 'scene',
    conflicts: ['skip', 'rename'],
    safeName,
    listedName,
    nameKey: itemKey,
    repacks: (files) => files.filter(({ kind }) => kind === 'dialogue').length > 1,
    layout: (paths, how) => layOut(layout, paths, how),
    check: (file, source, checks, signal) => judge(file, source, { checks, classIds: once }, signal),
  };
}
