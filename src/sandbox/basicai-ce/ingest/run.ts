import { setTimeout as wait } from 'node:timers/promises';
import { addData, hasName } from '../data/data';
import type { DatasetType } from '../datasets/datasets';
import { classifyFiles, type Group, type Item, type LayoutFault } from './layout';
import { mixed } from './mixed';
import { arrangeTexts } from './text';
import { discardAll, type Piece, type Unpacked } from './unpacked';
import { Undecodable, writeBatch, type Target } from './write';

/** Items that are stored together, and lost together. */
const itemsPerBatch = 5;

/** How far an import is; told after every batch. */
export interface Progress {
  total: (n: number) => void;
  parsed: (n: number) => void;
}

/** The end of an import: a text for the record, or the reason why nothing was taken. */
export type Outcome = { message: string } | { fault: LayoutFault };

/** Takes an unpacked archive into a dataset. */
export async function ingest(
  target: Target,
  type: DatasetType,
  unpacked: Unpacked,
  progress: Progress,
): Promise<Outcome> {
  const groups = type === 'TEXT' ? await arrangeTexts(target.app.objects, unpacked) : classifyFiles(type, unpacked);
  try {
    if (typeof groups === 'string') {
      if (type === 'TEXT') progress.total(0);
      return { fault: groups };
    }
    progress.total(groups.reduce((n, group) => n + countOf(group), 0));
    const notes: string[] = [];
    const { dialogueSeed } = target.app.modes;
    const taken = dialogueSeed === undefined || type !== 'TEXT' ? groups : mixed(groups, dialogueSeed);
    for (const group of taken) notes.push(...(await ingestGroup(target, group, progress)));
    return { message: once(notes).join('') };
  } finally {
    await discardAll(
      target.app.objects,
      typeof groups === 'string' ? unpacked.pieces : [...unpacked.pieces, ...texts(groups)],
    );
  }
}

async function ingestGroup(target: Target, group: Group, progress: Progress): Promise<string[]> {
  const { app, datasetId } = target;
  const { scene, items } = group;
  if (scene !== null && hasName(app, datasetId, 0, scene)) {
    progress.parsed(items.length);
    return [`Duplicate scene names:${scene};`];
  }
  const parentId =
    scene === null ? 0 : addData(app, { datasetId, name: scene, type: 'SCENE', parentId: 0, content: [] });
  const notes: string[] = [];
  for (let at = 0; at < items.length; at += itemsPerBatch) {
    const batch = items.slice(at, at + itemsPerBatch);
    notes.push(...(await oneBatch(target, parentId, batch)));
    await wait(app.pace.msPerItem * batch.length);
    if (group.counted === undefined) progress.parsed(batch.length);
  }
  if (group.counted !== undefined) progress.parsed(group.counted);
  return notes;
}

function countOf({ counted, items }: Group): number {
  return counted ?? items.length;
}

/** A picture that does not decode costs its batch, without a word. */
async function oneBatch(target: Target, parentId: number, batch: readonly Item[]): Promise<string[]> {
  try {
    return await writeBatch(target, parentId, batch);
  } catch (error) {
    if (error instanceof Undecodable) return [];
    throw error;
  }
}

/** Duplicate names are told once, complaints about objects each time. */
function once(notes: readonly string[]): string[] {
  return notes.filter((note, i) => !note.startsWith('Duplicate') || notes.indexOf(note) === i);
}

function texts(groups: readonly Group[]): Piece[] {
  return groups.flatMap((group) => group.items.flatMap((item) => item.parts.map((part) => part.piece)));
}
