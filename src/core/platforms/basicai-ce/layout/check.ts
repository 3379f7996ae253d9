import { decodeText, type TextEncoding } from '../../../formats/textEncoding';
import { text, type Text } from '../../../model/text';
import type { ClassifiedFile, FileChecks, FileValidation, ClassifiedKind, UploadSource } from '../../../contract';
import { readDialogue, summarizeRemarks } from './dialogue';
import { parentPathOf, lastOf } from '../../../model/paths';
import { readResults } from './results';

/** The classes of the dataset, asked for when the first result file is judged. */
export type ClassIds = (signal: AbortSignal) => Promise<ReadonlySet<string>>;

/** What a judgement may ask. */
export interface ValidateDeps {
  readonly checks: FileChecks;
  readonly classIds: ClassIds;
}

type Judge = (
  file: ClassifiedFile,
  source: UploadSource,
  deps: ValidateDeps,
  signal: AbortSignal,
) => Promise<FileValidation>;

const judges: Readonly<Record<ClassifiedKind, Judge>> = {
  file: () => Promise.resolve({}),
  picture: judgePicture,
  'point-cloud': judgeCloud,
  'camera-config': judgeConfig,
  dialogue: judgeDialogue,
  results: judgeResults,
};

/** Judges the content of one file, by what it is in the layout. */
export function validate(
  file: ClassifiedFile,
  source: UploadSource,
  deps: ValidateDeps,
  signal: AbortSignal,
): Promise<FileValidation> {
  return judges[file.kind](file, source, deps, signal);
}

async function judgePicture(
  file: ClassifiedFile,
  source: UploadSource,
  { checks }: ValidateDeps,
  signal: AbortSignal,
): Promise<FileValidation> {
  const validation = await checks.check('picture', source, signal);
  const folder = lastOf(parentPathOf(file.to));
  if (validation.problem !== undefined || file.lead || /_\d+$/.test(folder)) return validation;
  return {
    remarks: [
      ...(validation.remarks ?? []),
      text('The viewer shows the pictures of a camera only when its folder ends in a number.'),
    ],
  };
}

function judgeCloud(
  _file: ClassifiedFile,
  source: UploadSource,
  { checks }: ValidateDeps,
  signal: AbortSignal,
): Promise<FileValidation> {
  return checks.check('cloud', source, signal);
}

/** The viewer reads an array with a 4 × 4 matrix for each camera; the server looks at none of it. */
async function judgeConfig(
  _file: ClassifiedFile,
  source: UploadSource,
  _deps: ValidateDeps,
  signal: AbortSignal,
): Promise<FileValidation> {
  const parseRef = await jsonOf(source, signal);
  if ('problem' in parseRef) return parseRef;
  const encoding = parseRef.encoding && { encoding: parseRef.encoding };
  if (!Array.isArray(parseRef.value))
    return { ...encoding, remarks: [text('It must be an array of cameras; the viewer will not show them.')] };
  const cameras = parseRef.value as unknown[];
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

async function judgeDialogue(
  file: ClassifiedFile,
  source: UploadSource,
  _deps: ValidateDeps,
  signal: AbortSignal,
): Promise<FileValidation> {
  const parseRef = await jsonOf(source, signal);
  if ('problem' in parseRef) return parseRef;
  const dialogue = readDialogue(parseRef.value);
  if (dialogue === undefined)
    return { problem: text('It must be an array of entries with id, parentId, text and role.') };
  if (dialogue.paths.length === 0)
    return { problem: text('No entry in it has an id, a text, a role and no parent; nothing would be listed.') };
  return {
    remarks: summarizeRemarks(dialogue.dropped),
    items: dialogue.paths.map((_, n) => `${file.item}_${n + 1}`),
    ...(parseRef.encoding && { encoding: parseRef.encoding }),
  };
}

async function judgeResults(
  _file: ClassifiedFile,
  source: UploadSource,
  { classIds }: ValidateDeps,
  signal: AbortSignal,
): Promise<FileValidation> {
  const parseRef = await jsonOf(source, signal);
  if ('problem' in parseRef) return { remarks: [text('Invalid JSON; the server ignores its results.')], objects: 0 };
  const { encoding } = parseRef;
  return { ...readResults(parseRef.value, await classIds(signal)), ...(encoding && { encoding }) };
}

interface Json {
  readonly value: unknown;
  readonly encoding?: TextEncoding;
}

async function jsonOf(source: UploadSource, signal: AbortSignal): Promise<Json | { problem: Text }> {
  const { text: content, encoding } = decodeText(await source.read(signal));
  try {
    return { value: JSON.parse(content) as unknown, ...(encoding && { encoding }) };
  } catch (error) {
    return { problem: text('Invalid JSON: {0}', error instanceof Error ? error.message : '?') };
  }
}
