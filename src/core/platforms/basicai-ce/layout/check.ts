import { text, type Text } from '../../../model/text';
import { cloudProblem, pictureProblem } from '../../../transfer/inspect';
import type { LaidFile, LaidKind, Source, Verdict } from '../../platform';
import { readDialogue, summed } from './dialogue';
import { aboveOf, lastOf } from '../../../model/paths';
import { readResults } from './results';

/** The classes of the dataset, asked for when the first result file is judged. */
export type ClassIds = (signal: AbortSignal) => Promise<ReadonlySet<string>>;

type Judge = (file: LaidFile, source: Source, classIds: ClassIds, signal: AbortSignal) => Promise<Verdict>;

const judges: Readonly<Record<LaidKind, Judge>> = {
  file: () => Promise.resolve({}),
  picture: judgePicture,
  'point-cloud': judgeCloud,
  'camera-config': judgeConfig,
  dialogue: judgeDialogue,
  results: judgeResults,
};

/** Judges the content of one file, by what it is in the layout. */
export function judge(file: LaidFile, source: Source, classIds: ClassIds, signal: AbortSignal): Promise<Verdict> {
  return judges[file.kind](file, source, classIds, signal);
}

async function judgePicture(
  file: LaidFile,
  source: Source,
  _classIds: ClassIds,
  signal: AbortSignal,
): Promise<Verdict> {
  const problem = await pictureProblem(await source.read(signal));
  if (problem) return { problem };
  const folder = lastOf(aboveOf(file.to));
  if (file.lead || /_\d+$/.test(folder)) return {};
  return { remarks: [text('The viewer shows the pictures of a camera only when its folder ends in a number.')] };
}

async function judgeCloud(_file: LaidFile, source: Source, _classIds: ClassIds, signal: AbortSignal): Promise<Verdict> {
  const problem = await cloudProblem(source, signal);
  return problem === undefined ? {} : { problem };
}

/** The viewer reads an array with a 4 × 4 matrix for each camera; the server looks at none of it. */
async function judgeConfig(
  _file: LaidFile,
  source: Source,
  _classIds: ClassIds,
  signal: AbortSignal,
): Promise<Verdict> {
  const read = await jsonOf(source, signal);
  if ('problem' in read) return read;
  if (!Array.isArray(read.value))
    return { remarks: [text('It is no array of cameras; the viewer will not show them.')] };
  const cameras = read.value as unknown[];
  const without = cameras.filter((camera) => !hasMatrix(camera)).length;
  if (without === 0) return {};
  return {
    remarks: [
      text('{0} of {1} cameras have no matrix of 16 numbers; the viewer ignores them.', without, cameras.length),
    ],
  };
}

function hasMatrix(camera: unknown): boolean {
  if (typeof camera !== 'object' || camera === null) return false;
  const { cameraExternal, camera_external } = camera as Record<string, unknown>;
  const matrix = cameraExternal ?? camera_external;
  return Array.isArray(matrix) && matrix.length === 16 && matrix.every((one) => typeof one === 'number');
}

async function judgeDialogue(
  file: LaidFile,
  source: Source,
  _classIds: ClassIds,
  signal: AbortSignal,
): Promise<Verdict> {
  const read = await jsonOf(source, signal);
  if ('problem' in read) return read;
  const dialogue = readDialogue(read.value);
  if (dialogue === undefined) return { problem: text('It is no array of entries with id, parentId, text and role.') };
  if (dialogue.paths.length === 0)
    return { problem: text('No entry in it has an id, a text, a role and no parent; nothing would be listed.') };
  return { remarks: summed(dialogue.dropped), items: dialogue.paths.map((_, n) => `${file.item}_${n + 1}`) };
}

async function judgeResults(
  _file: LaidFile,
  source: Source,
  classIds: ClassIds,
  signal: AbortSignal,
): Promise<Verdict> {
  const read = await jsonOf(source, signal);
  if ('problem' in read) return { remarks: [text('It is no JSON; the server passes over its results.')], objects: 0 };
  return readResults(read.value, await classIds(signal));
}

async function jsonOf(source: Source, signal: AbortSignal): Promise<{ value: unknown } | { problem: Text }> {
  const said = Buffer.from(await source.read(signal)).toString('utf8');
  try {
    return { value: JSON.parse(said.replace(/^\ufeff/, '')) as unknown };
  } catch (error) {
    return { problem: text('It is no JSON that can be read: {0}', error instanceof Error ? error.message : '?') };
  }
}
