import { readTar } from '../../archive/tar';
import { readZip } from '../../archive/zip';
import type { Landed, ObjectStore } from '../../store/objects';
import { baseName, extension } from '../naming';

/** A file that came out of an archive, lying in the scratch folder. */
export interface Piece {
  /** Path inside the archive. */
  path: string;
  /** Path as the platform notes it: that of a zip starts with the archive's own name (CE-42). */
  zipPath: string;
  landed: Landed;
}

export interface Unpacked {
  pieces: Piece[];
  /** All folders, also empty ones. */
  folders: Set<string>;
}

/**
 * Unpacks a whole archive first, as the platform does: one broken member and nothing of it arrives. What has a backslash
 * in its name makes nothing.
 */
export async function unpack(objects: ObjectStore, path: string, archiveName: string): Promise<Unpacked> {
  const zip = extension(archiveName) === 'zip';
  const unpacked: Unpacked = { pieces: [], folders: new Set() };
  try {
    for await (const member of zip ? readZip(path) : readTar(path)) {
      if (member.path.split('/').includes('__MACOSX') || member.path.includes('\\')) continue;
      addFolders(unpacked.folders, member.folder ? member.path : parentOf(member.path));
      if (member.folder) continue;
      const landed = await objects.land(member.chunks());
      unpacked.pieces.push({
        path: member.path,
        zipPath: zip ? `${baseName(archiveName)}/${member.path}` : member.path,
        landed,
      });
    }
  } catch (error) {
    await discardAll(objects, unpacked.pieces);
    throw error;
  }
  return unpacked;
}

export async function discardAll(objects: ObjectStore, pieces: readonly Piece[]): Promise<void> {
  for (const piece of pieces) await objects.discard(piece.landed);
}

export function parentOf(path: string): string {
  const slash = path.lastIndexOf('/');
  return slash < 0 ? '' : path.slice(0, slash);
}

export function lastOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

export function addFolders(folders: Set<string>, path: string): void {
  for (let at = path; at !== ''; at = parentOf(at)) folders.add(at);
}
