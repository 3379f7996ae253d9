import { decodeText, type TextEncoding } from '../../../formats/textEncoding';
import { text, type Text } from '../../../model/text';
import type { FileChecks } from '../../../transfer/check/fileChecks';
import type { LaidFile, LaidKind, Source, Verdict } from '../../platform';
import { readDialogue, summed } from './dialogue';
import { aboveOf, lastOf } from '../../../model/paths';
import { readResults } from './results';

/** The classes of the dataset, asked for when the first result file is judged. */
export type ClassIds = (signal: AbortSignal) => Promise<ReadonlySet<string>>;

/** What a judgement may ask. */
export interface JudgeDeps {
  readonly checks: FileChecks;
  readonly classIds: ClassIds;
}

type Judge = (file: LaidFile, source: Source, deps: JudgeDeps, signal: AbortSignal) => Promise<Verdict>;

const judges: Readonly<Record<LaidKind, Judge>> = {
  file: () => Promise.resolve({}),
  picture: judgePicture,
  'point-cloud': judgeCloud,
  'camera-config': judgeConfig,
  dialogue: judgeDialogue,
  results: judgeResults,
};

/** Judges the content of one file, by what it is in the layout. */
export function judge(file: LaidFile, source: Source, deps: JudgeDeps, signal: AbortSignal): Promise<Verdict> {
  return judges[file.kind](file, source, deps, signal);
}

async function judgePicture(
  file: LaidFile,
  source: Source,
  { checks }: JudgeDeps,
  signal: AbortSignal,
): Promise<Verdict> {
  const verdict = await checks.check('picture', source, signal);
  const folder = lastOf(aboveOf(file.to));
  if (verdict.problem !== undefined || file.lead || /_\d+$/.test(folder)) return verdict;
  return {
    remarks: [
      ...(verdict.remarks ?? []),
      text('The viewer shows the pictures of a camera only when its folder ends in a number.'),
    ],
  };
}

function judgeCloud(_file: LaidFile, source: Source, { checks }: JudgeDeps, signal: AbortSignal): Promise<Verdict> {
  return checks.check('cloud', source, signal);
}

/** The viewer reads an array with a 4 × 4 matrix for each camera; the server looks at none of it. */
async function judgeConfig(_file: LaidFile, source: Source, _deps: JudgeDeps, signal: AbortSignal): Promise<Verdict> {
  const read = await jsonOf(source, signal);
  if ('problem' in read) return read;
  const encoding = read.encoding && { encoding: read.encoding };
  if (!Array.isArray(read.value))
    return { ...encoding, remarks: [text('It is no array of cameras; the viewer will not show them.')] };
  const cameras = read.value as unknown[];
  const without = cameras.filter((camera) => !hasMatrix(camera)).length;
  if (without === 0) return { ...encoding };
  return {
    ...encoding,
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

async function judgeDialogue(file: LaidFile, source: Source, _deps: JudgeDeps, signal: AbortSignal): Promise<Verdict> {
  const read = await jsonOf(source, signal);
  if ('problem' in read) return read;
  const dialogue = readDialogue(read.value);
  if (dialogue === undefined) return { problem: text('It is no array of entries with id, parentId, text and role.') };
  if (dialogue.paths.length === 0)
    return { problem: text('No entry in it has an id, a text, a role and no parent; nothing would be listed.') };
  return {
    remarks: summed(dialogue.dropped),
    items: dialogue.paths.map((_, n) => `${file.item}_${n + 1}`),
    ...(read.encoding && { encoding: read.encoding }),
  };
}

async function judgeResults(
  _file: LaidFile,
  source: Source,
  { classIds }: JudgeDeps,
  signal: AbortSignal,
): Promise<Verdict> {
  const read = await jsonOf(source, signal);
  if ('problem' in read) return { remarks: [text('It is no JSON; the server passes over its results.')], objects: 0 };
  const { encoding } = read;
  return { ...readResults(read.value, await classIds(signal)), ...(encoding && { encoding }) };
}

interface Json {
  readonly value: unknown;
  readonly encoding?: TextEncoding;
}

async function jsonOf(source: Source, signal: AbortSignal): Promise<Json | { problem: Text }> {
  const { text: content, encoding } = decodeText(await source.read(signal));
  try {
    return { value: JSON.parse(content) as unknown, ...(encoding && { encoding }) };
  } catch (error) {
    return { problem: text('It is no JSON that can be read: {0}', error instanceof Error ? error.message : '?') };
  }
}
