import { lookUp } from '../../../model/lookUp';
import type { UploadRules } from '../../../contract';
import { type ClassIds, validate } from './check';
import { classifyFiles } from './layout';
import { archiveExtensions, listedName, pictureExtensions, safeName } from './names';
import { itemKey } from '../browse/nameKey';
import { typeLayouts } from './types';

/** From this many pictures on they travel as one archive. */
export const archiveThreshold = 6;

/**
 * What a dataset of a type takes; undefined for a type that is not known.
 * @param classes asked at most once, when there are results
 */
export function uploadRulesOf(type: string, classes: ClassIds): UploadRules | undefined {
  const layout = lookUp(typeLayouts, type);
  if (layout === undefined) return undefined;
  let asked: ReturnType<ClassIds> | undefined;
  const once: ClassIds = (signal) => (asked ??= classes(signal));
  return {
    singleFiles: type === 'IMAGE' ? pictureExtensions : new Set(),
    archives: archiveExtensions,
    looseFiles: layout.lead.extensions,
    archiveThreshold,
    pathSeparator: 'scene',
    conflicts: ['skip', 'rename'],
    safeName,
    listedName,
    nameKey: itemKey,
    repacks: (files) => files.filter(({ kind }) => kind === 'dialogue').length > 1,
    layout: (paths, how) => classifyFiles(layout, paths, how),
    check: (file, source, checks, signal) => validate(file, source, { checks, classIds: once }, signal),
  };
}
