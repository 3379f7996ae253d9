import { Refused } from '../api/errors';

/** Everything that a token may be granted; without any it only reads (SMH-10). */
export const allGrants = [
  'admin',
  'create_space',
  'delete_space',
  'space_admin',
  'create_directory',
  'delete_directory',
  'delete_directory_permanent',
  'move_directory',
  'copy_directory',
  'upload_file',
  'upload_file_force',
  'begin_upload',
  'begin_upload_force',
  'confirm_upload',
  'create_symlink',
  'create_symlink_force',
  'delete_file',
  'delete_file_permanent',
  'move_file',
  'move_file_force',
  'copy_file',
  'copy_file_force',
  'delete_recycled',
  'restore_recycled',
] as const;

export type Grant = (typeof allGrants)[number];

/** Whether one of these is granted. The two kinds of administrators may do all within a space, which is inferred. */
export function granted(grants: ReadonlySet<Grant>, anyOf: readonly Grant[]): boolean {
  return grants.has('admin') || grants.has('space_admin') || anyOf.some((grant) => grants.has(grant));
}

/** What overwriting asks for instead of the plain grant. `*_force` holds the plain one too, which is inferred. */
const operations = {
  upload: [
    ['upload_file', 'begin_upload'],
    ['upload_file_force', 'begin_upload_force'],
  ],
  confirm: [['upload_file', 'upload_file_force', 'confirm_upload'], []],
  moveFile: [['move_file'], ['move_file_force']],
  copyFile: [['copy_file'], ['copy_file_force']],
  moveDirectory: [['move_directory'], []],
  copyDirectory: [['copy_directory'], []],
  deleteFile: [['delete_file'], ['delete_file_permanent']],
  deleteDirectory: [['delete_directory'], ['delete_directory_permanent']],
} as const satisfies Record<string, readonly [plain: readonly Grant[], hard: readonly Grant[]]>;

export type Operation = keyof typeof operations;

/** Refuses a deed that is not granted; `hard` is overwriting, or deleting for good. */
export function demand(grants: ReadonlySet<Grant>, operation: Operation, hard: boolean): void {
  const [plain, forced] = operations[operation];
  if (!granted(grants, hard && forced.length > 0 ? forced : [...plain, ...forced])) throw new Refused('NoPermission');
}
