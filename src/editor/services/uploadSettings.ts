import { workspace } from 'vscode';

const usualMegabytes = 256;
const megabyte = 1024 * 1024;

/** The largest archive that is written for an upload, in bytes: `datasets.upload.archiveSize`. */
export function archiveBytes(): number {
  const inspected = workspace.getConfiguration('datasets').inspect<unknown>('upload.archiveSize');
  const chosen = inspected?.globalValue;
  return (typeof chosen === 'number' && chosen >= 1 ? chosen : usualMegabytes) * megabyte;
}
