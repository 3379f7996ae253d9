import { text, type Text } from '../../model/text';

/** Folders and files that systems and devices leave beside people's own, in lower case. */
const systems: ReadonlySet<string> = new Set([
  '__macosx',
  'thumbs.db',
  'ehthumbs.db',
  'desktop.ini',
  'icon\r',
  'system volume information',
  '$recycle.bin',
  'recycler',
  'lost+found',
  'lost.dir',
  'found.000',
  '@eadir',
  '@recycle',
  '@tmp',
  '#recycle',
  '#snapshot',
  '.ds_store',
]);

/** Why something is not meant by who selects a folder, told by its name alone; undefined when it may be. */
export function leftBehind(name: string): Text | undefined {
  if (systems.has(name.toLowerCase())) return text('System files are skipped.');
  return name.startsWith('.') ? text('Hidden files are skipped.') : undefined;
}
